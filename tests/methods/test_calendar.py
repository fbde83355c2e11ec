# SPDX-License-Identifier: Apache-2.0
"""Days, months and ages are counted as a lawyer and a calendar on the wall would count them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.calendar import (
    Month,
    Period,
    PeriodError,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    age_on,
    age_range_on,
    band_of,
    count_days,
    is_working_day,
    months_between,
    period,
)

FRIDAY_AND_SATURDAY = {4, 5}
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
BANDS = {"under_18": (0, 17), "18_25": (18, 25), "26_59": (26, 59), "60_plus": (60, None)}


@pytest.mark.parametrize(("first", "last"), [("2018-01", "2019-07"), ("2018-01-01", "2019-07-31")])
def test_a_period_is_given_by_months_or_by_their_first_and_last_days(first: str, last: str) -> None:
    asked = period(first, last)
    assert (str(asked), len(asked), asked.starts, asked.ends) == (
        "2018-01/2019-07",
        19,
        date(2018, 1, 1),
        date(2019, 7, 31),
    )
    assert date(2019, 7, 31) in asked
    assert date(2019, 8, 1) not in asked
    assert [str(month) for month in asked][:2] == ["2018-01", "2018-02"]


@pytest.mark.parametrize(
    ("first", "last", "field", "nearest"),
    [
        ("2018-01-03", "2019-07", "from", ("2018-01", "2018-02")),
        ("2018-01-29", "2019-07", "from", ("2018-02", "2018-01")),
        ("2017-12-20", "2019-07", "from", ("2018-01", "2017-12")),
        ("2018-01", "2019-07-01", "to", ("2019-06", "2019-07")),
        ("2018-01", "2019-07-30", "to", ("2019-07", "2019-06")),
        ("2018-01", "2019-02-30", "to", ()),
        ("2018-13", "2019-02", "from", ()),
        ("last year", "2019-02", "from", ()),
        ("٢٠١٨-٠١", "2019-02", "from", ()),
        ("2019-07", "2018-01", "period", ("2018-01/2019-07",)),
    ],
)
def test_another_date_is_refused_with_the_nearest_choices(
    first: str, last: str, field: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(PeriodError) as refused:
        period(first, last)
    assert (refused.value.field, refused.value.nearest) == (field, nearest)
    assert all(choice in str(refused.value) for choice in nearest)


def test_a_reporting_year_may_begin_in_april() -> None:
    assert str(Period.year(2023, first_month=4)) == "2023-04/2024-03"
    assert str(Period.quarter(2023, 4, first_month=4)) == "2024-01/2024-03"
    assert str(Period.quarter(2023, 1)) == "2023-01/2023-03"
    with pytest.raises(ValueError, match="quarter"):
        Period.quarter(2023, 5)


@pytest.mark.parametrize("text", ["2018-1", "2018-00", "2018-01-01", "", "0000-01"])
def test_only_iso_months_are_months(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


@given(DAYS, st.integers(-600, 600))
def test_months_are_added_and_counted_alike(day: date, months: int) -> None:
    month = Month.of(day)
    assert month.plus(months).since(month) == months
    assert month.plus(months).plus(-months) == month == Month.parse(str(month))
    later = add_months(day, months)
    assert Month.of(later) == month.plus(months)
    assert later.day == min(day.day, Month.of(later).last_day.day)


@given(DAYS, DAYS)
def test_whole_months_between_are_the_most_that_fit(one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    months = months_between(earlier, later)
    assert add_months(earlier, months) <= later < add_months(earlier, months + 1)
    assert months_between(later, earlier) == -months


def test_hours_run_through_nights_and_changes_of_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 3, 28, 20, tzinfo=berlin)
    assert add_hours(evening, 24) == datetime(2026, 3, 29, 21, tzinfo=berlin)
    assert add_hours(evening, 24) - evening.astimezone(UTC) == timedelta(hours=24)
    assert add_days(evening, 1) == datetime(2026, 3, 29, 20, tzinfo=berlin)
    with pytest.raises(ValueError, match="time zone"):
        add_hours(datetime(2026, 3, 28, 20), 24)  # noqa: DTZ001 - the missing zone is what is refused


def test_working_days_skip_the_weekend_and_the_holidays() -> None:
    thursday = date(2026, 3, 19)
    assert add_working_days(thursday, 0, weekend=FRIDAY_AND_SATURDAY) == thursday
    assert add_working_days(thursday, 1, weekend=FRIDAY_AND_SATURDAY) == date(2026, 3, 22)
    assert add_working_days(thursday, 5, weekend=FRIDAY_AND_SATURDAY) == date(2026, 3, 26)
    newroz = {date(2026, 3, 22), date(2026, 3, 23)}
    assert add_working_days(thursday, 1, weekend=FRIDAY_AND_SATURDAY, holidays=newroz) == date(2026, 3, 24)
    assert add_working_days(date(2026, 3, 20), 1, weekend=FRIDAY_AND_SATURDAY) == date(2026, 3, 22)


def test_a_moment_keeps_its_time_of_day_and_falls_under_the_same_holidays() -> None:
    moment = datetime(2026, 3, 19, 15, 30, tzinfo=ZoneInfo("Asia/Baghdad"))
    late = add_working_days(moment, 1, weekend=FRIDAY_AND_SATURDAY, holidays=[date(2026, 3, 22)])
    assert late == datetime(2026, 3, 23, 15, 30, tzinfo=ZoneInfo("Asia/Baghdad"))
    assert not is_working_day(moment.replace(day=22), weekend=FRIDAY_AND_SATURDAY, holidays=[date(2026, 3, 22)])


@pytest.mark.parametrize(("days", "weekend"), [(-1, {4}), (1, set(range(7)))])
def test_working_days_that_cannot_be_counted_are_refused(days: int, weekend: set[int]) -> None:
    with pytest.raises(ValueError, match="working days"):
        add_working_days(date(2026, 3, 19), days, weekend=weekend)


@given(DAYS, st.integers(0, 40), st.sets(st.integers(0, 6), max_size=6))
def test_working_days_agree_with_counting_on_the_fingers(day: date, days: int, weekend: set[int]) -> None:
    due = add_working_days(day, days, weekend=weekend)
    passed = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(is_working_day(one, weekend=weekend) for one in passed) == days
    assert not passed or is_working_day(passed[-1], weekend=weekend)


def test_overstay_counts_from_the_day_after_and_leaves_out_what_is_excused() -> None:
    ran_out, left = date(2026, 1, 10), date(2026, 1, 21)
    assert count_days(ran_out + timedelta(days=1), left) == 11
    shelter = [(date(2026, 1, 15), date(2026, 1, 18)), (date(2026, 1, 17), date(2026, 2, 5))]
    assert count_days(ran_out + timedelta(days=1), left, without=shelter) == 4
    assert count_days(left, ran_out) == 0


@given(DAYS, st.integers(-3, 60), st.lists(st.tuples(st.integers(-20, 80), st.integers(-5, 30)), max_size=5))
def test_counted_days_agree_with_a_set_of_days(first: date, length: int, ranges: list[tuple[int, int]]) -> None:
    last = first + timedelta(days=length)
    without = [(first + timedelta(days=s), first + timedelta(days=s + n)) for s, n in ranges]
    days = {first + timedelta(days=n) for n in range(max(0, length + 1))}
    free = {day for day in days if any(start <= day <= end for start, end in without)}
    assert count_days(first, last, without=without) == len(days - free)


def test_ages_turn_on_the_birthday() -> None:
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18
    with pytest.raises(ValueError, match="before the birth"):
        age_on(born, date(2008, 2, 28))


def test_a_half_known_birth_gives_the_ages_that_are_possible() -> None:
    day = date(2026, 3, 1)
    assert age_range_on(2008, day) == (17, 18)
    assert age_range_on(Month(2008, 3), day) == (17, 18)
    assert age_range_on(date(2008, 3, 1), day) == (18, 18)
    assert age_range_on(2026, day) == (0, 0)


def test_each_age_has_one_band_and_holes_and_overlaps_are_found() -> None:
    assert [band_of(age, BANDS) for age in (0, 17, 18, 25, 26, 59, 60, 99)] == [
        "under_18",
        "under_18",
        "18_25",
        "18_25",
        "26_59",
        "26_59",
        "60_plus",
        "60_plus",
    ]
    with pytest.raises(ValueError, match="0 of the bands"):
        band_of(17, {"adult": (18, None)})
    with pytest.raises(ValueError, match="2 of the bands"):
        band_of(18, {"young": (0, 18), "adult": (18, None)})
