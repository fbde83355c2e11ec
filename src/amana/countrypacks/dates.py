"""Days, months and times as people read them, in the language of the page: the only place that names months and weekdays.

In Arabic the months have their names of Iraq (كانون الثاني, شباط, آذار ...), in Sorani those of Kurdistan. Digits stay 0-9;
papers turn them. Days are days of the active time zone.
"""

import re
from contextlib import suppress
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import pgettext, pgettext_lazy

# Translators: names of the months as they are used in the country of the reader; in Arabic the eastern names
# (كانون الثاني, شباط, آذار ...), not the transliterated ones.
MONTHS = (
    pgettext_lazy("month", "January"),
    pgettext_lazy("month", "February"),
    pgettext_lazy("month", "March"),
    pgettext_lazy("month", "April"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "June"),
    pgettext_lazy("month", "July"),
    pgettext_lazy("month", "August"),
    pgettext_lazy("month", "September"),
    pgettext_lazy("month", "October"),
    pgettext_lazy("month", "November"),
    pgettext_lazy("month", "December"),
)
WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)
_STORED_DAY = re.compile(r"\u2066?(?<![0-9-])([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}))?(?![0-9-])\u2069?")


def clock(moment: datetime | time) -> str:
    """Formats the time of day, 24 hours: 10:42."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).time()
    return f"{moment:%H:%M}"


def day(moment: date) -> str:
    """Formats the day with its year: 24 March 2026."""
    return pgettext("day with year", "%(day)s %(month)s %(year)s") % parts(moment)


def month(moment: date) -> str:
    """Formats the month with its year: March 2026."""
    return pgettext("month with year", "%(month)s %(year)s") % parts(moment)


def stamp(moment: datetime) -> str:
    """Formats day, year and time, where it must be unambiguous: 24 March 2026, 10:42."""
    return _day_and_time(day(moment), clock(moment))


def _day_and_time(day: str, time: str) -> str:
    return pgettext("day and time", "%(day)s, %(time)s") % {"day": day, "time": time}


def parts(moment: date) -> dict[str, object]:
    """Returns day, name of the month and year of the local day, for the caller's own sentence."""
    local = day_of(moment)
    return {"day": local.day, "month": MONTHS[local.month - 1], "year": local.year}


def day_of(moment: date) -> date:
    """Returns the country's calendar day at a moment. A bare date is its own day.

    The zone is the active one, which is the pack's (`TIME_ZONE`): for three hours of each night it is tomorrow already
    while UTC still counts today. Raises ValueError for a moment without a time zone.

    >>> from datetime import UTC
    >>> with timezone.override("Asia/Baghdad"):
    ...     day_of(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)).isoformat()
    '2027-01-01'
    """
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def month_of(moment: date) -> str:
    """Returns the country's month at a moment, as it is stored.

    >>> month_of(date(2026, 3, 24))
    '2026-03'
    """
    return day_of(moment).isoformat()[: len("2026-03")]


def year_of(moment: date) -> int:
    """Returns the country's year at a moment: numbers of files and letters begin with it."""
    return day_of(moment).year


def as_words(stored: str) -> str:
    """Formats a stored day, month or moment (2026-03-24, 2026-03, 2026-03-24T10:42+03:00); returns any other text unchanged.

    >>> as_words("2026-03-24"), as_words("2026-03"), as_words("EP1234567")
    ('24 March 2026', 'March 2026', 'EP1234567')
    """
    with suppress(ValueError):
        if len(stored) == len("2026-03"):
            return month(date.fromisoformat(f"{stored}-01"))
        if len(stored) == len("2026-03-24"):
            return day(date.fromisoformat(stored))
        moment = datetime.fromisoformat(stored)
        return stamp(moment if moment.tzinfo else timezone.make_aware(moment))
    return stored


def days_in_words(text: str) -> str:
    """Replaces every stored day and time in a sentence by words: copies made earlier contain 2026-03-24 10:42."""

    def words(found: re.Match[str]) -> str:
        said = as_words(found[1])
        return _day_and_time(said, found[2]) if found[2] else said

    return _STORED_DAY.sub(words, text)
