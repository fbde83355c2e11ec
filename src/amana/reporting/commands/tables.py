"""Exporting a table: the final disclosure check, and an entry in the audit log."""

from collections.abc import Sequence
from datetime import datetime

from amana.reporting import pack as results
from amana.reporting.counting import Answer
from amana.reporting.errors import TooNearAnother
from amana.reporting.queries.leaving import TAKEN, too_near
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("figures.read")
def table_taken(actor: Actor, answer: Answer, *, now: datetime) -> Answer:
    """Allows the figure to be written to a file, and records who exported which table, of which months.

    Raises TooNearAnother when a table that was exported before, by any user, differs by few people.
    """
    near = too_near(answer, now)
    if near is not None:
        raise TooNearAnother(few=results.min_cell(), first=str(near.first), last=str(near.last))
    _record_export(actor, answer.id, str(answer.period.first), str(answer.period.last), answer.by, now)
    return answer


def _record_export(actor: Actor, indicator: str, first: str, last: str, by: Sequence[str], now: datetime) -> None:
    record(actor, TAKEN, None, now, indicator=indicator, first=first, last=last, by=",".join(by))
