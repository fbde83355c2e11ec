"""A table goes out of the house, which leaves a line."""

from datetime import datetime

from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("figures.read")
def table_taken(actor: Actor, indicator: str, *, first: str, last: str, now: datetime) -> None:
    """The trail says who took which table, of which months."""
    record(actor, "reporting.table_taken", None, now, indicator=indicator, first=first, last=last)
