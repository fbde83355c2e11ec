"""Looks for accounts that somebody changed in the database, and tells of them."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from amana.trust import account_states
from amana.trust.actor import SYSTEM
from amana.trust.models import Line, User
from amana.trust.trail import record

_log = logging.getLogger("amana.trust")
REFUSED: Final = "trust.account_changed"
TOLD_AGAIN_AFTER: Final = timedelta(hours=24)


def watch(now: datetime) -> int:
    """The worker's duty: begins after an update, ends what a stopped process left open, and tells of changed accounts.

    Returns how many accounts are not as Amana wrote them.
    """
    account_states.KIND.begin()
    account_states.KIND.settle()
    changed = account_states.KIND.find_all_changed()
    for id in sorted(changed):
        tell(id, now)
    return len(changed)


def tell(id: UUID, now: datetime, verb: str = REFUSED) -> None:
    """Writes that an account, or its second factors, were changed outside Amana; not twice within `TOLD_AGAIN_AFTER`."""
    told = Line.objects.filter(verb=verb, object=id, happened_at__gt=now - TOLD_AGAIN_AFTER)
    if not told.exists():
        _log.error("%s: user %s, outside Amana", verb, id)
        record(SYSTEM, verb, id, now)


def accept(usernames: Iterable[str], now: datetime) -> list[str]:
    """These accounts are true as the database has them, by an operator's word; returns those that were changed. Leaves lines."""
    found = dict(User.objects.filter(username__in=list(usernames)).values_list("id", "username"))
    changed = account_states.find_changed(found)
    account_states.KIND.accept(changed)
    for id in sorted(changed):
        record(SYSTEM, "trust.account_accepted", id, now)
    return sorted(found[id] for id in changed)


def names_of_changed() -> list[str]:
    """The names with which changed accounts sign in."""
    changed = account_states.KIND.find_all_changed()
    return sorted(User.objects.filter(id__in=changed).values_list("username", flat=True))
