"""What is taken along for the calendar of a telephone: times and neutral words, whatever the diary says."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest
from django.utils import translation

from amana.diary.entries import Entry, Kind
from amana.diary.taking import calendar_file

AT = datetime(2026, 3, 24, 21, 30, tzinfo=UTC)
OWNER = uuid4()
TOLD = ("Selam", "Karkh court", "IQ-EBL-2026-0042", "Ankawa")
SPEAKING = [
    Entry(kind, AT, f"Meet {TOLD[0]}", f"/cases/{uuid4()}/", f"{TOLD[1]}, {TOLD[3]}", TOLD[2], ends)
    for kind, ends in [(Kind.APPOINTMENT, None), (Kind.ACTIVITY, AT + timedelta(hours=3)), (Kind.DEADLINE, None)]
]


def events(entries: list[Entry]) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(calendar_file(OWNER, entries, now=AT))
    return list(calendar.events)


def gives_away(content: bytes) -> list[str]:
    """The words of the entries that stand in a file."""
    unfolded = content.replace(b"\r\n ", b"").decode()
    return [word for word in (*TOLD, *(entry.url for entry in SPEAKING)) if word in unfolded]


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_no_word_of_the_diary_leaves_with_the_file(language: str) -> None:
    with translation.override(language):
        assert gives_away(calendar_file(OWNER, SPEAKING, now=AT)) == []
        [*titles] = [str(event["summary"]) for event in events(SPEAKING)]
    assert len(titles) == len(set(titles)) == len(Kind)


def test_a_word_that_left_would_be_seen() -> None:
    planted = calendar_file(OWNER, SPEAKING, now=AT).replace(b"VERSION", b"COMMENT:Sel\r\n am\r\nVERSION")
    assert gives_away(planted) == ["Selam"]


def test_the_times_are_those_of_the_diary() -> None:
    [appointment, activity, deadline] = events(SPEAKING)
    assert appointment.start == activity.start == deadline.start == AT
    assert activity.end == AT + timedelta(hours=3)
    assert (appointment.end, deadline.end) == (AT + timedelta(hours=1), AT + timedelta(minutes=15))


def test_a_file_taken_again_replaces_its_entries_and_nobody_else_has_the_same() -> None:
    [*first] = [str(event["uid"]) for event in events(SPEAKING)]
    [*again] = [str(event["uid"]) for event in events(SPEAKING)]
    other = icalendar.Calendar.from_ical(calendar_file(uuid4(), SPEAKING, now=AT)).walk("VEVENT")
    assert first == again and len(set(first)) == len(SPEAKING)
    assert not set(first) & {str(event["uid"]) for event in other}


def test_an_end_before_its_beginning_is_not_believed() -> None:
    odd = Entry(Kind.ACTIVITY, AT, "x", "/x/", ends=AT - timedelta(hours=1))
    [event] = events([odd])
    assert event.end > event.start


def test_two_deadlines_of_one_case_are_two_entries_of_the_calendar() -> None:
    case = f"/cases/{uuid4()}/"
    both = [Entry(Kind.DEADLINE, AT + timedelta(hours=hours), "x", case) for hours in (0, 5)]
    [*first] = events(both)
    assert len({str(event["uid"]) for event in first}) == 2
    assert [event["uid"] for event in first] == [event["uid"] for event in events(both)]
