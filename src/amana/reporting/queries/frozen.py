"""The stored figures of closed months."""

from collections.abc import Sequence
from datetime import date, datetime

from amana.countrypacks.dates import day_of
from amana.reporting import pack as results
from amana.reporting.counting import Answer
from amana.reporting.errors import NotFrozen
from amana.reporting.freezing import restore_figure
from amana.reporting.indicators import ANSWERED
from amana.reporting.models import ClosedPeriod, FrozenTable
from amana.reporting.queries.figures import count, period_of
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.models import Erasure
from amana.vault.acting import FIGURES, acting_as


def closed_periods() -> list[ClosedPeriod]:
    """Months that were closed, the newest first."""
    return list(ClosedPeriod.objects.order_by("-last_month", "-first_month"))


def frozen_answer(id: str, first: str, last: str, by: Sequence[str]) -> Answer | None:
    """Returns the figure as it was when its months were closed; None where they were not, or not by these dimensions."""
    dimensions = ",".join(dict.fromkeys(each for each in by if each))
    row = FrozenTable.objects.filter(
        indicator=id, by=dimensions, period__first_month=first, period__last_month=last
    ).first()
    entry = results.entries().get(id)
    if row is None or entry is None or id not in ANSWERED:
        return None
    recipe = ANSWERED[id]
    return Answer(
        id, entry, period_of(first, last), restore_figure(row.figures["table"]), recipe.measure, row.counted_at, recipe.notes,
        recipe.counts, {each: restore_figure(one) for each, one in row.figures["alone"].items()}, None, row.overlapping,
    )  # fmt: skip


@needs("figures.read")
def frozen_figure(actor: Actor, id: str, *, first: str, last: str, by: Sequence[str] = ()) -> Answer | None:
    """Does the same as `frozen_answer`, for users who may read figures."""
    return frozen_answer(id, first, last, by)


@needs("figures.read")
def figure_of_record(actor: Actor, id: str, *, first: str, last: str, by: Sequence[str], now: datetime) -> Answer:
    """Returns the figure as it was when its months were closed, where they were; else counts it now.

    Only one of the two is ever shown. Their difference would reveal a person who was forgotten or corrected in between.
    """
    return frozen_answer(id, first, last, by) or count(id, first, last, by, now)


def frozen_or_refused(id: str, first: str, last: str, by: Sequence[str]) -> Answer:
    """Returns the stored figure. Raises NotFrozen with the periods that are closed, and what `period_of` raises."""
    period_of(first, last)
    found = frozen_answer(id, first, last, by)
    if found is None:
        raise NotFrozen(known=", ".join(str(each) for each in closed_periods()) or "–")
    return found


def is_frozen(answer: Answer) -> bool:
    """Whether this is the stored figure of closed months."""
    return ClosedPeriod.objects.filter(
        first_month=str(answer.period.first), last_month=str(answer.period.last), closed_at=answer.counted_at
    ).exists()


def forgotten_since(day: date) -> int | None:
    """Returns how many people were forgotten after a day, anywhere in the instance; None for too few to say.

    Not how many of those in a figure: the difference of two figures would then reveal one person.
    """
    with acting_as(FIGURES):
        done = list(Erasure.objects.filter(state="done").values_list("done_at", flat=True))
    number = sum(1 for at in done if at is not None and day_of(at) > day)
    return number if number >= results.min_cell() else None
