"""The days of a page, for weeks that begin where the country's begin."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amana.diary.rules import View, first_weekday, span_of, weeks_of

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
DAYS = some.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("weekend", "first"),
    [({FRIDAY, SATURDAY}, SUNDAY), ({SATURDAY, SUNDAY}, 0), ({FRIDAY}, SATURDAY), (set(), 0), (set(range(7)), 0)],
)
def test_a_week_begins_on_the_first_working_day(weekend: set[int], first: int) -> None:
    assert first_weekday(weekend) == first


@given(DAYS, some.integers(0, 6), some.sampled_from(View))
def test_a_page_holds_its_day_and_its_neighbours_meet_it(day: date, first: int, view: View) -> None:
    span = span_of(view, day, first_weekday=first)
    assert span.first <= day <= span.last and day in span.days
    assert span_of(view, span.before, first_weekday=first).last == span.first - timedelta(days=1)
    assert span_of(view, span.after, first_weekday=first).first == span.last + timedelta(days=1)


@given(DAYS, some.integers(0, 6))
def test_a_month_is_made_of_whole_weeks(day: date, first: int) -> None:
    weeks = weeks_of(day, first_weekday=first)
    month = span_of(View.MONTH, day, first_weekday=first).days
    assert all(len(week) == 7 and week[0].weekday() == first for week in weeks)
    assert [each for week in weeks for each in week if each.month == day.month] == list(month)


def test_the_leap_day_is_in_its_month() -> None:
    assert span_of(View.MONTH, date(2028, 2, 1), first_weekday=SUNDAY).last == date(2028, 2, 29)
