"""Limits on how much one worker may try: addresses that do not exist, pages of lists, and emergencies.

A user who guesses addresses or reads lists page by page is stopped for the rest of the hour. The limits are far above a
normal shift; a user who reaches them gets a plain sentence and asks to continue, and the data-protection officer lets
them. Counted in the database, so that several processes count together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from amana.oversight.models import Allowance, Tally
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import User
from amana.trust.trail import record

MISSING: Final = "missing"
PAGES: Final = "pages"
EMERGENCIES: Final = "emergency"  # each one was refused already
KINDS: Final = (MISSING, PAGES, EMERGENCIES)
HELD: Final = "trust.held_back"
ASKED: Final = "trust.asked_to_go_on"
LET_ON: Final = "trust.let_go_on"
LET_FOR: Final = timedelta(hours=24)


def limit_of(kind: str) -> int:
    """Returns how many of this kind are allowed in an hour, from the settings."""
    figures: dict[str, int] = settings.AMANA_PACE
    return 0 if kind == EMERGENCIES else figures[kind]


def hour_of(at: datetime) -> datetime:
    """Returns the hour of the clock of a moment."""
    return at.replace(minute=0, second=0, microsecond=0)


def count(user: UUID, kind: str, at: datetime) -> int:
    """Adds one of this kind in this hour; returns how many now. Those who count at the same moment are counted too."""
    hour = hour_of(at)
    with transaction.atomic():  # between the two steps nobody else counts, so no two get the same number
        Tally.objects.get_or_create(user=user, kind=kind, hour=hour)
        mine = Tally.objects.filter(user=user, kind=kind, hour=hour)
        mine.update(count=F("count") + 1)
        return mine.values_list("count", flat=True)[0]


def take_turns(actor: Actor) -> None:
    """Makes what this account counts or sums up wait for its own other requests, until the transaction ends."""
    User.objects.select_for_update().filter(id=actor.account).first()


def is_over(user: UUID, kind: str, at: datetime) -> bool:
    """Whether somebody tried more of this kind in this hour than is allowed, and nobody let them continue."""
    tried = Tally.objects.filter(user=user, kind=kind, hour=hour_of(at), count__gt=limit_of(kind)).exists()
    return tried and not is_let(user, at)


def is_let(user: UUID, at: datetime) -> bool:
    """Whether the data-protection officer lets somebody continue now."""
    return Allowance.objects.filter(user=user, until__gt=at).exists()


def once_over(user: UUID, kind: str, at: datetime, tell: Callable[[], None]) -> None:
    """Adds one, and calls `tell` when it is the first beyond what is allowed in this hour."""
    if count(user, kind, at) == limit_of(kind) + 1:
        tell()


def ask_to_go_on(actor: Actor, *, now: datetime) -> None:
    """Notifies the data-protection officer that a user who was stopped has to continue. One open request is enough."""
    assert actor.user_id is not None
    if not Allowance.objects.filter(user=actor.user_id, until=None, asked_at__gt=now - LET_FOR).exists():
        Allowance.objects.create(user=actor.user_id, asked_at=now)
        record(actor, ASKED, actor.user_id, now)


@needs("protection.watch")
@transaction.atomic
def let_go_on(actor: Actor, *, user_id: UUID, now: datetime) -> None:
    """Lets this worker continue for a day. Raises NeedsSecondPerson for oneself."""
    if user_id == actor.user_id:
        raise NeedsSecondPerson
    asked = Allowance.objects.filter(user=user_id, until=None)
    if not asked.update(until=now + LET_FOR, by=actor.user_id):
        Allowance.objects.create(user=user_id, asked_at=now, until=now + LET_FOR, by=actor.user_id)
    record(actor, LET_ON, user_id, now)


@dataclass(frozen=True)
class Stopped:
    """A user who tried too much: what, how often in the hour, when, whether they asked to continue and were let."""

    user_id: UUID
    name: str
    organisation: str
    kind: str
    hour: datetime
    count: int
    asked: bool
    let: bool


def list_stopped(actor: Actor, now: datetime, days: int = 7) -> list[Stopped]:
    """Who was stopped in the last days, newest first, for watchers; names only for the data-protection officer."""
    if not (actor.can("protection.watch") or actor.can("trail.read")):
        return []
    over = Q()
    for kind in KINDS:
        over |= Q(kind=kind, count__gt=limit_of(kind))
    rows = list(Tally.objects.filter(over, hour__gt=now - timedelta(days=days)).order_by("-hour")[:200])
    cards = trust.users({row.user for row in rows}) if actor.can("protection.watch") else {}
    asked = set(Allowance.objects.filter(until=None, asked_at__gt=now - LET_FOR).values_list("user", flat=True))
    let = set(Allowance.objects.filter(until__gt=now).values_list("user", flat=True))
    return [
        Stopped(
            row.user,
            cards[row.user].name if row.user in cards else "",
            cards[row.user].organisation_name if row.user in cards else "",
            row.kind,
            row.hour,
            row.count,
            row.user in asked,
            row.user in let,
        )
        for row in rows
    ]


def forget_before(at: datetime) -> int:
    """Deletes tallies of hours before a moment; returns how many."""
    return Tally.objects.filter(hour__lt=at).delete()[0]
