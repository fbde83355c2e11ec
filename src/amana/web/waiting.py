"""What waits for me, counted by place of the desk: the badges of rail and tabs.

Counting asks every room, so a page shows what was counted within the last minute, by my day or by the script of an earlier
page, and lets its own script ask where nothing is known.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from amana.my_day import WorkItem, day_of
from amana.process_state import mirrors
from amana.trust.actor import Actor
from amana.trust.queries import User

# The groups of my day that wait for this user now; the others wait for somebody else or for a later day.
MINE_NOW: Final = ("late", "today", "new")
REMEMBERED_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class Waiting:
    """The addresses of what waits, one for each thing, of which so many are new; counted `at`."""

    addresses: tuple[str, ...]
    new: int
    at: datetime

    def by_place(self, places: Iterable[str]) -> Mapping[str, int]:
        """Counts the things under the place whose address begins theirs; my day (`/`) counts all of them."""
        known = sorted((place for place in places if place != "/"), key=len, reverse=True)
        found = Counter(next((place for place in known if each.startswith(place)), "") for each in self.addresses)
        return {**{place: found[place] for place in known}, "/": len(self.addresses)}


_known: dict[UUID, Waiting] = {}
_knowing = threading.Lock()


@mirrors
def forget_waiting() -> None:
    """What waits is counted again for everybody."""
    with _knowing:
        _known.clear()


def forget_waiting_of(user: UUID) -> None:
    """What waits for this user is counted again: they just did something."""
    with _knowing:
        _known.pop(user, None)


def known_waiting(actor: Actor, at: datetime) -> Waiting | None:
    """Returns what waits for the actor as it was counted at most a minute ago; None where it was not. Asks nobody."""
    with _knowing:
        known = _known.get(actor.account)
    return known if known is not None and known.at <= at < known.at + REMEMBERED_FOR else None


def waiting_for(actor: Actor, at: datetime) -> Waiting:
    """Returns what waits for the actor now, counted at most a minute ago."""
    known = known_waiting(actor, at)
    if known is not None:
        return known
    return count_day(actor, day_of(actor, at), at)


def count_day(actor: Actor, day: Mapping[str, Sequence[WorkItem]], at: datetime) -> Waiting:
    """Returns and remembers what waits in this day of the actor, so that its page and the badges say the same."""
    items = [item for group in MINE_NOW for item in day.get(group, ())]
    counted = Waiting(tuple(item.url for item in items), len(day.get("new", ())), at)
    with _knowing:
        _known[actor.account] = counted
    return counted


class CountsAgain:
    """After anything that a user sends, what waits for this user is counted again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response."""
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") and isinstance(request.user, User):
            forget_waiting_of(request.user.id)
        return response
