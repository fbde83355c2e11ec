"""Days, months and years are the country's: for three hours of each night Baghdad has tomorrow while UTC has today."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from amana.countrypacks.dates import day_of, month_of, year_of
from amana.exports.sheets import Label
from tests.cast import World

HALF_PAST_MIDNIGHT = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)  # on 1 January in Baghdad


@pytest.fixture(autouse=True)
def in_baghdad() -> Iterator[None]:
    with timezone.override("Asia/Baghdad"):
        yield


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 31, 20, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 21, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 22, 30, tzinfo=UTC), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_day_of_the_country_begins_at_its_own_midnight(moment: date, day: date) -> None:
    assert (day_of(moment), month_of(moment), year_of(moment)) == (day, f"{day:%Y-%m}", day.year)


def test_a_moment_without_a_time_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        day_of(datetime(2026, 12, 31, 22, 30))  # noqa: DTZ001


def test_a_file_that_is_opened_at_half_past_midnight_has_the_number_of_the_new_year(world: World) -> None:
    number = replace(world, now=HALF_PAST_MIDNIGHT).case().number
    assert number is not None and "2027" in number


def test_an_export_of_that_night_says_the_day_on_the_reader_s_calendar() -> None:
    with translation.override("en"):
        assert Label("EX-1", "the police", HALF_PAST_MIDNIGHT, "en", b"").line.endswith("2027-01-01")
