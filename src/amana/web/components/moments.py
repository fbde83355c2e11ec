"""Moments in the reader's words: first what a moment means, then which one it is.

Days are days of the active time zone. Digits stay 0-9 in every language; `countrypacks.dates` names the months. Every
function takes `now`; nothing here reads a clock.
"""

from datetime import date, datetime

from django.utils.translation import gettext, ngettext, pgettext

from amana.countrypacks import dates
from amana.countrypacks.dates import MONTHS, WEEKDAYS, clock, day, day_of, month, stamp

__all__ = [
    "MONTHS",
    "clock",
    "day",
    "days_left",
    "due",
    "is_late",
    "is_today",
    "long_day",
    "month",
    "named_day",
    "short_day",
    "stamp",
    "story_day",
    "when",
]

SOON_DAYS = 14  # up to here we count the days; beyond, the date alone says more


def short_day(moment: date, now: datetime) -> str:
    """The day; its year is said only when it is not the present one: 24 March."""
    local = day_of(moment)
    if local.year != day_of(now).year:
        return day(local)
    return pgettext("day without year", "%(day)s %(month)s") % _parts(local)


def named_day(moment: date, now: datetime) -> str:
    """The day of the week and the day: Thursday 26 March; with its year when it is not the present one."""
    local = day_of(moment)
    if local.year != day_of(now).year:
        return long_day(local)
    return pgettext("weekday and day", "%(weekday)s %(day)s %(month)s") % _parts(local)


def long_day(moment: date) -> str:
    """The day of the week, the day and the year: Tuesday 24 March 2026."""
    return pgettext("weekday, day and year", "%(weekday)s %(day)s %(month)s %(year)s") % _parts(day_of(moment))


def when(moment: date, now: datetime) -> str:
    """When something happened or will happen: 40 min ago, today 10:42, yesterday 18:20, 15 March, in 2 days, ...

    A bare date has no time of day, and none is made up for it.
    """
    if not isinstance(moment, datetime):
        return _when_day(moment, now)
    days = (day_of(moment) - day_of(now)).days
    minutes = int((now - moment).total_seconds() // 60)
    if moment <= now and minutes < 1:
        return gettext("just now")
    if moment <= now and minutes < 60:
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": minutes}
    if days == 0:
        return gettext("today %(time)s") % {"time": clock(moment)}
    if days == -1:
        return gettext("yesterday %(time)s") % {"time": clock(moment)}
    if days == 1:
        return gettext("tomorrow %(time)s") % {"time": clock(moment)}
    if days < 0:
        return short_day(moment, now)
    return pgettext("day and time", "%(day)s, %(time)s") % {
        "day": _format_later_day(moment, days, now),
        "time": clock(moment),
    }


def story_day(moment: date, now: datetime) -> str:
    """The day on which something happened, without its time: today, yesterday, 15 March."""
    return _when_day(day_of(moment), now)


def due(moment: date, now: datetime) -> str:
    """What a deadline means now: 2 h late, by 13:00, tomorrow by 10:30, in 2 days, by Thursday 26 March.

    A bare date lasts until its end: it is late from the next day on.
    """
    if is_late(moment, now):
        return _format_late(moment, now)
    days = (day_of(moment) - day_of(now)).days
    if not isinstance(moment, datetime):
        return _due_day(moment, days, now)
    if days == 0:
        return gettext("by %(time)s") % {"time": clock(moment)}
    if days == 1:
        return gettext("tomorrow by %(time)s") % {"time": clock(moment)}
    return _due_day(moment, days, now)


def _due_day(moment: date, days: int, now: datetime) -> str:
    """A deadline of today or later by its day alone; never a bare day without the word that marks it as a deadline."""
    if days == 0:
        return gettext("by the end of today")
    if days == 1:
        return gettext("by the end of tomorrow")
    if days <= SOON_DAYS:
        return _format_later_day(moment, days, now)
    return pgettext("deadline", "by %(day)s") % {"day": named_day(moment, now)}


def is_late(moment: date, now: datetime) -> bool:
    """Whether a deadline has passed."""
    return moment < now if isinstance(moment, datetime) else moment < day_of(now)


def is_today(moment: date, now: datetime) -> bool:
    """Whether a moment falls on the present day."""
    return day_of(moment) == day_of(now)


def days_left(moment: date, now: datetime) -> str:
    """How many days remain until the day of a moment: 21 days left. Empty when it has passed."""
    days = (day_of(moment) - day_of(now)).days
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days} if days > 0 else ""


def _format_late(moment: date, now: datetime) -> str:
    """How long ago a deadline passed, in its largest whole unit."""
    if isinstance(moment, datetime):
        minutes = int((now - moment).total_seconds() // 60)
        if minutes < 60:
            return ngettext("%(n)s min late", "%(n)s min late", minutes) % {"n": minutes}
        if minutes < 24 * 60:
            hours = minutes // 60
            return ngettext("%(n)s h late", "%(n)s h late", hours) % {"n": hours}
        days = minutes // (24 * 60)
    else:
        days = (day_of(now) - moment).days
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}


def _when_day(moment: date, now: datetime) -> str:
    """A bare date as seen from now."""
    days = (moment - day_of(now)).days
    if days == 0:
        return gettext("today")
    if days == -1:
        return gettext("yesterday")
    if days == 1:
        return gettext("tomorrow")
    return short_day(moment, now) if days < 0 else _format_later_day(moment, days, now)


def _format_later_day(moment: date, days: int, now: datetime) -> str:
    """A later day: how many days away while that is short, and its name."""
    named = named_day(moment, now)
    if days > SOON_DAYS:
        return named
    return ngettext("in %(n)s day, %(day)s", "in %(n)s days, %(day)s", days) % {"n": days, "day": named}


def _parts(local: date) -> dict[str, object]:
    return dates.parts(local) | {"weekday": WEEKDAYS[local.weekday()]}
