"""Which days a page of the diary shows, and where the pages before and after it begin."""

from calendar import Calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Of pages and dates that can be asked for; nothing that we keep is older or later.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class View(StrEnum):
    """How much of the diary a page shows."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one page, first and last included, and a day of the pages before and after it."""

    first: date
    last: date
    before: date
    after: date

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the span, in order."""
        return tuple(self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1))


def first_weekday(weekend: Collection[int]) -> int:
    """Returns the weekday on which a week begins, from 0 (Monday) to 6: the first working day after the weekend.

    Without a weekend, or with nothing else, a week begins on Monday.
    """
    return next((day for day in range(7) if day not in weekend and (day - 1) % 7 in weekend), 0)


def span_of(view: View, day: date, *, first_weekday: int) -> Span:
    """Returns the days of the page that holds `day`."""
    if view == View.DAY:
        return Span(day, day, day - timedelta(days=1), day + timedelta(days=1))
    if view == View.WEEK:
        first = day - timedelta(days=(day.weekday() - first_weekday) % 7)
        return Span(first, first + timedelta(days=6), first - timedelta(days=7), first + timedelta(days=7))
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Span(first, after - timedelta(days=1), (first - timedelta(days=1)).replace(day=1), after)


def weeks_of(day: date, *, first_weekday: int) -> list[list[date]]:
    """Returns the month of `day` as whole weeks, with the days of its neighbours that fill the first and the last."""
    return Calendar(first_weekday).monthdatescalendar(day.year, day.month)
