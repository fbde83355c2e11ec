"""The entries of a diary: dates that rooms register, and the deadlines of my day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from amana import my_day
from amana.countrypacks.dates import day_of
from amana.process_state import filled_at_start
from amana.trust.actor import Actor


class Kind(StrEnum):
    """What an entry is to somebody who may know nothing else of it."""

    APPOINTMENT = "appointment"  # with a person, an office or a court
    ACTIVITY = "activity"  # of prevention: a session, a forum, a stop of a roadshow
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a day and an hour: from `at`, timezone-aware, until `ends` where an end is known.

    `text` and `why` are in the reader's language, `ref` is the number of a record or empty, `url` its page.
    """

    kind: Kind
    at: datetime
    text: str
    url: str
    why: str = ""
    ref: str = ""
    ends: datetime | None = None


# (actor, begin, end) to the entries of the actor's own work that begin in between, `end` excluded.
type Source = Callable[[Actor, datetime, datetime], Iterable[Entry]]
_dates: list[Source] = filled_at_start([])
_deadlines: list[Source] = filled_at_start([])


def register_dates(source: Source) -> None:
    """Adds a source of appointments and activities: from now on it is asked for everybody's diary."""
    _dates.append(source)


def register_deadlines(source: Source) -> None:
    """Adds a source of deadlines that my day shows only when they come near."""
    _deadlines.append(source)


def moments_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Returns the beginning of the first day and that of the day after the last one, in the country's time."""
    begin, end = (datetime.combine(day, time.min) for day in (first, last + timedelta(days=1)))
    return timezone.make_aware(begin), timezone.make_aware(end)


def dates_of(actor: Actor, day: date) -> list[Entry]:
    """Returns what this actor's day holds at a fixed hour, in its order: appointments and activities, no deadlines."""
    begin, end = moments_of(day, day)
    return sorted((entry for source in _dates for entry in source(actor, begin, end)), key=_order)


def entries_between(actor: Actor, begin: datetime, end: datetime, *, now: datetime) -> list[Entry]:
    """Returns everything of this actor's diary in the time, in its order; what is a date already is no deadline again."""
    dates = [entry for source in (*_dates, *_deadlines) for entry in source(actor, begin, end)]
    known = {(entry.url, entry.at) for entry in dates}
    deadlines = [
        Entry(Kind.DEADLINE, item.due, item.order, item.url, item.why, item.ref)
        for items in my_day.day_of(actor, now).values()
        for item in items
        if item.due is not None and begin <= item.due < end and (item.url, item.due) not in known
    ]
    return sorted((*dates, *deadlines), key=_order)


def by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    """Returns the entries by the country's calendar day on which they begin."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(day_of(entry.at), []).append(entry)
    return days


def _order(entry: Entry) -> tuple[datetime, str, str]:
    return entry.at, entry.text, entry.url
