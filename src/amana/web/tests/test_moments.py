"""Moments are told as one says them, in each language, in the time of the place."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from amana.web.components import moments

NOW = datetime(2026, 3, 24, 7, 20, tzinfo=UTC)  # Tuesday 10:20 in Baghdad
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def baghdad() -> object:
    with timezone.override("Asia/Baghdad"), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "just now"),
        (NOW - 40 * HOUR / 60, "40 min ago"),
        (NOW - 4 * HOUR, "today 06:20"),
        (NOW - 16 * HOUR, "yesterday 18:20"),
        (NOW - 9 * DAY, "15 March"),
        (datetime(2025, 12, 31, 9, tzinfo=UTC), "31 December 2025"),
        (NOW + 3 * HOUR, "today 13:20"),
        (NOW + DAY, "tomorrow 10:20"),
        (NOW + 2 * DAY, "in 2 days, Thursday 26 March, 10:20"),
        (NOW + 20 * DAY, "Monday 13 April, 10:20"),
        (date(2026, 3, 24), "today"),
        (date(2026, 3, 23), "yesterday"),
        (date(2026, 3, 25), "tomorrow"),
        (date(2026, 3, 26), "in 2 days, Thursday 26 March"),
        (date(2027, 3, 26), "Friday 26 March 2027"),
    ],
)
def test_when_says_what_a_moment_means(moment: date, words: str) -> None:
    assert moments.when(moment, NOW) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW - 5 * HOUR / 60, "5 min late"),
        (NOW - 2 * HOUR, "2 h late"),
        (NOW - 30 * HOUR, "1 day late"),
        (NOW - 3 * DAY, "3 days late"),
        (NOW + 3 * HOUR, "by 13:20"),
        (NOW + DAY, "tomorrow by 10:20"),
        (NOW + 2 * DAY, "in 2 days, Thursday 26 March"),
        (NOW + 20 * DAY, "by Monday 13 April"),
        (date(2026, 3, 24), "by the end of today"),
        (date(2026, 3, 25), "by the end of tomorrow"),
        (date(2026, 3, 23), "1 day late"),
    ],
)
def test_due_says_how_much_time_is_left(moment: date, words: str) -> None:
    assert moments.due(moment, NOW) == words


def test_a_deadline_just_after_midnight_belongs_to_the_next_day_of_the_place() -> None:
    late_evening_in_greenwich = datetime(2026, 3, 24, 21, 30, tzinfo=UTC)
    assert moments.due(late_evening_in_greenwich, NOW) == "tomorrow by 00:30"


@pytest.mark.parametrize(
    ("language", "day", "two_hours", "two_days", "left"),
    [
        ("ar", "الثلاثاء 24 آذار 2026", "متأخر ساعتين", "بعد يومين، الخميس 26 آذار", "بقي 21 يوماً"),
        ("ckb", "سێشەممە 24ی ئازاری 2026", "2 کاتژمێر درەنگ", "دوای 2 ڕۆژ، پێنجشەممە 26ی ئازار", "21 ڕۆژی ماوە"),
    ],
)
def test_every_language_has_its_own_months_and_plurals(
    language: str, day: str, two_hours: str, two_days: str, left: str
) -> None:
    with translation.override(language):
        assert moments.long_day(NOW) == day
        assert moments.due(NOW - 2 * HOUR, NOW) == two_hours
        assert moments.due(NOW + 2 * DAY, NOW) == two_days
        assert moments.days_left(date(2026, 4, 14), NOW) == left


def test_digits_are_the_same_in_every_language() -> None:
    for language in ("ar", "ckb", "en"):
        with translation.override(language):
            assert "2026" in moments.stamp(NOW)
            assert "10:20" in moments.stamp(NOW)
