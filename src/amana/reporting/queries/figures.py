"""A figure: checked, counted over the snapshot, and ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min

from amana.cases.models import Procedure
from amana.countrypacks.dates import day_of
from amana.errors import Refused
from amana.outreach.models import Activity
from amana.reporting import counting
from amana.reporting import pack as results
from amana.reporting.counting import Answer
from amana.reporting.errors import (
    EndsBeforeItBegins,
    NoSuchDimension,
    NoSuchIndicator,
    NoSuchReport,
    NotAMonth,
    NotAnsweredYet,
    NotMonths,
    TooManyDimensions,
)
from amana.reporting.indicators import ANSWERED, NOT_YET, Recipe
from amana.reporting.pack_sections import ResultEntry
from amana.reporting.queries.snapshot import snapshot
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana_methods.calendar import Month, Period, PeriodError, period


@dataclass(frozen=True)
class Choice:
    """An indicator of the pack: what it may be divided by, or why it cannot be counted yet."""

    id: str
    entry: ResultEntry
    dimensions: tuple[str, ...]
    why_not: str = ""


def choices() -> list[Choice]:
    """Every indicator of the pack, in its order."""
    found = []
    for id, entry in results.entries().items():
        if id in ANSWERED:
            found.append(Choice(id, entry, counting.divided_by(ANSWERED[id], entry)))
        else:
            found.append(Choice(id, entry, (), str(NOT_YET.get(id, ""))))
    return found


def _list_known() -> str:
    return ", ".join(id for id in results.entries() if id in ANSWERED)


def _recipe(id: str) -> tuple[Recipe, ResultEntry]:
    """Returns the indicator. Raises NoSuchIndicator, NotAnsweredYet with those that can be counted."""
    entry = results.entries().get(id)
    if entry is None:
        raise NoSuchIndicator(given=id, known=_list_known())
    if id not in ANSWERED:
        raise NotAnsweredYet(id=id, why=str(NOT_YET.get(id, "")), known=_list_known())
    return ANSWERED[id], entry


def period_of(first: str, last: str) -> Period:
    """Returns the whole months from `first` to `last`, both included.

    Raises NotMonths with the nearest choices, NotAMonth, EndsBeforeItBegins.
    """
    try:
        return period(first, last)
    except PeriodError as error:
        if error.field == "period":
            raise EndsBeforeItBegins(nearest=error.nearest[0]) from error
        if not error.nearest:
            raise NotAMonth(field=error.field, given=error.given) from error
        raise NotMonths(field=error.field, given=error.given, nearest=", ".join(error.nearest)) from error


def count(id: str, first: str, last: str, by: Sequence[str], now: datetime) -> Answer:
    """Returns the figure of an indicator for the months from `first` to `last`, divided by the dimensions `by`.

    For operators of the instance and for `figure`. Raises NoSuchIndicator, NotAnsweredYet, NoSuchDimension,
    TooManyDimensions and what `period_of` raises.
    """
    recipe, entry = _recipe(id)
    months = period_of(first, last)
    dimensions = tuple(dict.fromkeys(each for each in by if each))
    allowed = counting.divided_by(recipe, entry)
    for each in dimensions:
        if each not in allowed:
            raise NoSuchDimension(id=id, given=each, known=", ".join(allowed) or "–")
    if len(dimensions) > (most := counting.most_dimensions(recipe)):
        raise TooManyDimensions(id=id, most=most)
    if not counting.fit_together(recipe, dimensions):
        apart = next(each for each in dimensions if each in recipe.apart)
        raise NoSuchDimension(id=id, given=", ".join(dimensions), known=f"{apart}, {', '.join(recipe.apart_with)}")
    return counting.answer(id, recipe, entry, snapshot(recipe.needs, now), months, dimensions, results.limits())


@needs("figures.read")
def figure(actor: Actor, id: str, *, first: str, last: str, by: Sequence[str] = (), now: datetime) -> Answer:
    """Does the same as `count`, for users who may read figures."""
    return count(id, first, last, by, now)


@dataclass(frozen=True)
class Line:
    """An indicator of a report: its figure, or why there is none."""

    id: str
    entry: ResultEntry
    answer: Answer | None
    why_not: str = ""


@needs("figures.read")
def report(actor: Actor, profile: str, *, first: str, last: str, now: datetime) -> list[Line]:
    """Every indicator that a report asks for, in one period. Raises NoSuchReport and what `period_of` raises."""
    wanted = results.reports().get(profile)
    if wanted is None:
        raise NoSuchReport
    period_of(first, last)
    lines = []
    for id in wanted.indicators:
        try:
            answered = count(id, first, last, (), now)
        except Refused as refusal:
            why = str(NOT_YET.get(id, "")) or refusal.message
            lines.append(Line(id, results.entries()[id], None, why))
        else:
            lines.append(Line(id, answered.entry, answered))
    return lines


def first_month(now: datetime) -> Month:
    """Returns the month of the earliest record, so that a list of months starts where there is something to count."""
    moments = [
        Procedure.objects.aggregate(first=Min("begun_at"))["first"],
        Activity.objects.aggregate(first=Min("starts_at"))["first"],
        now,
    ]
    earliest = min(moment for moment in moments if moment is not None)
    return Month.of(day_of(earliest))


def periods(length: str, until: date, since: Month) -> list[Period]:
    """Returns the periods of a report from `since` to `until`, the newest first: months, quarters, years, or years from April."""
    if length == "month":
        newest = Period(Month.of(until), Month.of(until))
    elif length == "quarter":
        newest = Period.quarter(until.year, (until.month - 1) // 3 + 1)
    else:
        begins = 4 if "April" in length else 1
        newest = Period.year(until.year if until.month >= begins else until.year - 1, first_month=begins)
    found = [newest]
    while found[-1].first > since:
        found.append(Period(found[-1].first.plus(-len(newest)), found[-1].last.plus(-len(newest))))
    return found
