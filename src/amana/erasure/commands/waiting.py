"""The worker's part of an erasure: it counts the hours of the wait, checks everything once more, and destroys the case.

What prevents it then stops it for good: a hold that ends weeks later does not let an erasure go on that everybody forgot.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases.models import Procedure
from amana.countrypacks import dates
from amana.erasure import queries
from amana.erasure.commands.ending import end_waiting
from amana.erasure.commands.erasing import erase_agreed
from amana.trust import forgetting, rows
from amana.trust.actor import SYSTEM, Actor, actor_for
from amana.trust.duties import each_of
from amana.trust.errors import AccountChanged
from amana.trust.models import Erasure, User
from amana.trust.trail import record

LAPSES: Final = timedelta(days=30)  # after its wait: an erasure that could not be done until then is asked for again
_MOVED: Final = timedelta(minutes=10)


def do_agreed(now: datetime) -> int:
    """Erases the cases whose wait is over, each in a transaction of its own. Returns how many."""
    ids = list(Erasure.objects.filter(state="agreed").order_by("agreed_at").values_list("id", flat=True))
    return each_of("an agreed erasure", ids, lambda id: _look_at(id, now)) if ids else 0


def put_back_agreed(now: datetime) -> int:
    """Agreed erasures of a restored copy wait for a second person again: one may have been stopped since. Returns how many."""
    with transaction.atomic(), rows.acting_as(rows.SYSTEM):
        agreed = list(Erasure.objects.select_for_update().filter(state="agreed"))
        for row in agreed:
            _put_back(row, now)
    return len(agreed)


def _look_at(id: UUID, now: datetime) -> bool:
    with transaction.atomic(), rows.acting_as(rows.SYSTEM):
        row = Erasure.objects.select_for_update().filter(id=id, state="agreed").first()
        case = row.case if row else None
        procedure = Procedure.objects.select_for_update().filter(id=case).first() if case else None
        if row is None or procedure is None:
            return False  # decided meanwhile, or the tombstone of it is there and `finish_forgetting` ends it
        wait = vault.waits.look(row.id, queries.describe_wait(row), queries.count_jumps())
        if wait is None:
            _put_back(row, now)
            return False
        if obstacle := find_obstacle(row, procedure, now):
            end_waiting(row, procedure, by=SYSTEM, reason=obstacle, now=now)
            return False
        left = timedelta(hours=queries.hours_of_wait()) - wait.counted
        if wait.clock_was_set:
            row.waits_since = now
            record(SYSTEM, "cases.forgetting_waits_anew", procedure.id, now, erasure=row.id)
        if left > timedelta():
            _move(row, now + left, clock_was_set=wait.clock_was_set)
            return False
        erase_agreed(row, procedure, now=now)
    return True


def _move(row: Erasure, due: datetime, *, clock_was_set: bool) -> None:
    """Writes the earliest moment, where it is another than the one that people read."""
    if clock_was_set or row.due_at is None or abs(due - row.due_at) > _MOVED:
        row.due_at = due
        row.save(update_fields=["due_at", "waits_since"])


def _put_back(row: Erasure, now: datetime) -> None:
    vault.waits.end(row.id)
    row.state, row.agreed_by, row.agreed_at, row.due_at, row.waits_since = "asked", None, None, None, None
    row.save()
    record(SYSTEM, "cases.forgetting_put_back", row.case, now, erasure=row.id)


def find_obstacle(row: Erasure, procedure: Procedure, now: datetime) -> str:
    """Returns the code of what prevents an agreed erasure now: hold, changed, officers, lapsed; empty where nothing does."""
    try:
        first, second = _actor_of(row.asked_by), _actor_of(row.agreed_by)
    except AccountChanged:  # in the database, and not by Amana
        return "changed"
    if forgetting.holds_on(procedure.id, dates.day_of(now)).exists():
        return "hold"
    if not queries.are_at_rest([row.asked_by, row.agreed_by], row.asked_at, now):
        return "changed"
    if first is None or second is None or not queries.decides_on(first, procedure):
        return "officers"
    if not queries.may_agree(second, row, procedure):
        return "officers"
    if row.agreed_at is None or now > row.agreed_at + timedelta(hours=queries.hours_of_wait()) + LAPSES:
        return "lapsed"
    return ""


def _actor_of(user_id: UUID | None) -> Actor | None:
    """Returns somebody who works here and still decides on erasures, or None. Raises AccountChanged."""
    user = User.objects.filter(id=user_id, is_active=True).first() if user_id else None
    actor = actor_for(user, None) if user else None
    return actor if actor is not None and actor.can("forgetting.decide") else None
