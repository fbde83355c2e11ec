"""Closing months: every table is stored as it is shown on that day, and published figures no longer change."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from amana.countrypacks.dates import day_of
from amana.errors import Refused
from amana.reporting import counting
from amana.reporting.errors import PeriodClosedAlready, PeriodNotOver
from amana.reporting.freezing import frozen
from amana.reporting.indicators import ANSWERED
from amana.reporting.models import ClosedPeriod, FrozenTable
from amana.reporting.queries.figures import choices, count, period_of
from amana.reporting.queries.leaving import taken_tables
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command
from amana.trust.trail import record


@needs("releases.prepare")
def close_period(actor: Actor, *, first: str, last: str, now: datetime) -> ClosedPeriod:
    """Stores the tables of these months: each figure in all, by each dimension, and in every form exported before.

    Raises PeriodNotOver, PeriodClosedAlready and what `period_of` raises.
    """
    return close_as(actor, first=first, last=last, now=now)


@part_of_a_command
@transaction.atomic
def close_as(actor: Actor, *, first: str, last: str, now: datetime) -> ClosedPeriod:
    """Does the same as `close_period`, for operators of the instance."""
    months = period_of(first, last)
    if months.ends >= day_of(now):
        raise PeriodNotOver(last=last)
    if ClosedPeriod.objects.filter(first_month=first, last_month=last).exists():
        raise PeriodClosedAlready(first=first, last=last)
    row = ClosedPeriod.objects.create(
        id=uuid4(), first_month=first, last_month=last, closed_by=actor.user_id, closed_at=now
    )
    tables = [
        FrozenTable(
            period=row,
            indicator=id,
            by=",".join(by),
            figures={
                "table": frozen(answer.figure),
                "alone": {each: frozen(one) for each, one in answer.alone.items()},
            },
            overlapping=answer.overlapping,
            counted_at=now,
        )
        for id, by, answer in _answers(first, last, now)
    ]
    FrozenTable.objects.bulk_create(tables)
    record(actor, "reporting.period_closed", row.id, now, first=first, last=last, tables=len(tables))
    return row


def _answers(first: str, last: str, now: datetime) -> list[tuple[str, tuple[str, ...], counting.Answer]]:
    wanted: dict[tuple[str, tuple[str, ...]], None] = {}
    for choice in choices():
        if choice.id in ANSWERED:
            wanted |= {(choice.id, by): None for by in [(), *((each,) for each in choice.dimensions)]}
            wanted |= {
                (choice.id, by): None for start, end, by in taken_tables(choice.id) if (start, end) == (first, last)
            }
    found = []
    for id, by in wanted:
        try:
            found.append((id, by, count(id, first, last, by, now)))
        except Refused:
            continue  # dimensions that the pack allowed when the table was taken and no longer does
    return found
