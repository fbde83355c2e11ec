"""A part of a diary as a file for the calendar of a telephone: times and neutral words, and nothing else."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext
from icalendar import Calendar, Event

from amana.diary.entries import Entry, Kind

TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Amana//Diary//EN"
_UNKNOWN_LENGTH = timedelta(hours=1)
_DEADLINE = timedelta(minutes=15)


def neutral_title(kind: Kind) -> str:
    """Returns what a calendar may say of an entry on a table, in a bus or on a lock screen."""
    titles = {
        Kind.APPOINTMENT: gettext("Appointment"),
        Kind.ACTIVITY: gettext("Activity"),
        Kind.DEADLINE: gettext("To be done"),
    }
    return titles[kind]


def calendar_file(owner: UUID, entries: Iterable[Entry], *, now: datetime) -> bytes:
    """Returns the entries as an iCalendar file (RFC 5545): no number, name, court, place or address is in it.

    An entry keeps its identifier, which follows from the owner and the record and leads back to neither, so a file that is
    taken again replaces the earlier entries. Where one page has several entries of a kind, such as two deadlines of a case,
    each has its own.
    """
    earlier: Counter[tuple[Kind, str]] = Counter()
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for entry in entries:
        event = Event()
        place = earlier[entry.kind, entry.url]
        earlier[entry.kind, entry.url] += 1
        event.add("uid", str(uuid5(owner, f"{entry.kind} {entry.url} {place}")))
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", entry.at.astimezone(UTC))
        length = _DEADLINE if entry.kind == Kind.DEADLINE else _UNKNOWN_LENGTH
        ends = entry.ends if entry.ends is not None and entry.ends > entry.at else entry.at + length
        event.add("dtend", ends.astimezone(UTC))
        event.add("summary", neutral_title(entry.kind))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
