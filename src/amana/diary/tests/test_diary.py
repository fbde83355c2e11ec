"""The pages of the diary: everything at its hour, on the day of the country, and for nobody but its user."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.test import Client

from amana import my_day
from amana.diary import entries
from amana.diary.entries import Entry, Kind, entries_between, moments_of
from amana.my_day import WorkItem
from amana.trust.actor import Actor
from tests.cast import World
from tests.world import Desk

NOON = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)  # a Tuesday, at noon in Baghdad
DAY = NOON.date()


def entry(at: datetime, text: str = "Inquest", **more: object) -> Entry:
    return Entry(Kind.APPOINTMENT, at, text, f"/x/{text}/", **more)  # type: ignore[arg-type]


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Entry]]:
    """The entries of one source by whose they are, and nothing else in any diary; tests add to it."""
    given: list[tuple[str, Entry]] = []

    def source(actor: Actor, begin: datetime, end: datetime) -> list[Entry]:
        return [each for whose, each in given if whose == actor.name and begin <= each.at < end]

    monkeypatch.setattr(entries, "_dates", [source])
    monkeypatch.setattr(entries, "_deadlines", [])
    monkeypatch.setattr(my_day, "_sources", [])
    return given


def client(desk: Desk, username: str = "rawan") -> Client:
    signed_in = desk(username)
    signed_in.cookies["amana-language"] = "en"
    return signed_in


def test_what_is_registered_stands_at_its_hour(world: World, desk: Desk, registered: list[tuple[str, Entry]]) -> None:
    name = world.rawan.name
    registered += [(name, entry(NOON, ref="IQ-1")), (name, entry(NOON + timedelta(days=1), "Forum"))]
    page = client(desk).get("/diary/?view=day&day=2026-03-24").content.decode()
    assert "12:00" in page and "Inquest" in page and "IQ-1" in page
    assert "Forum" not in page
    week = client(desk).get("/diary/?view=week&day=2026-03-24").content.decode()
    assert week.index("Inquest") < week.index("Forum")


def test_nobody_sees_the_dates_of_others(world: World, desk: Desk, registered: list[tuple[str, Entry]]) -> None:
    registered.append((world.rawan.name, entry(NOON)))
    for path in ("/diary/?view=month&day=2026-03-24", "/diary/file/?view=month&day=2026-03-24"):
        said = {who: client(desk, who).get(path).content.decode() for who in ("rawan", "nasrin", "yusuf", "jihan")}
        found = {who for who, text in said.items() if "Inquest" in text or "BEGIN:VEVENT" in text}
        assert found == {"rawan"}


def test_a_late_hour_belongs_to_the_day_of_the_country(
    world: World, desk: Desk, registered: list[tuple[str, Entry]]
) -> None:
    registered.append((world.rawan.name, entry(datetime(2026, 3, 31, 21, 30, tzinfo=UTC))))  # half past midnight there
    assert (
        "Inquest" not in client(desk).get("/diary/?view=month&day=2026-03-01").content.decode().partition("</table>")[2]
    )
    assert "00:30" in client(desk).get("/diary/?view=day&day=2026-04-01").content.decode()
    assert "Inquest" not in client(desk).get("/diary/?view=day&day=2026-03-31").content.decode()


def test_a_deadline_of_my_day_is_there_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    due = NOON + timedelta(hours=2)
    followed = Entry(Kind.DEADLINE, NOON + timedelta(hours=3), "Ask how it went", "/help/1/")
    items = [
        WorkItem("soon", due, "Answer", "Somebody asks.", "R-1", "/r/1/"),
        WorkItem("today", NOON, "Prepare it", "", "", "/x/Inquest/"),
        WorkItem("soon", followed.at, "Look again", "", "", followed.url),
        WorkItem("open", None, "Read", "", "", "/r/2/"),
        WorkItem("soon", NOON + timedelta(days=3), "Later", "", "", "/r/3/"),
    ]
    monkeypatch.setattr(entries, "_dates", [lambda actor, begin, end: [entry(NOON)]])
    monkeypatch.setattr(entries, "_deadlines", [lambda actor, begin, end: [followed]])
    monkeypatch.setattr(my_day, "_sources", [lambda actor, now: items])
    found = entries_between(world.rawan, *moments_of(DAY, DAY), now=NOON)
    assert [(each.kind, each.text) for each in found] == [
        (Kind.APPOINTMENT, "Inquest"),
        (Kind.DEADLINE, "Answer"),
        (Kind.DEADLINE, "Ask how it went"),
    ]


def test_the_first_moment_is_in_and_the_first_of_the_next_day_is_not() -> None:
    begin, end = moments_of(DAY, DAY)
    assert (begin, end - begin) == (datetime(2026, 3, 23, 21, 0, tzinfo=UTC), timedelta(days=1))


@pytest.mark.parametrize("view", ["day", "week", "month"])
@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_an_empty_diary_says_what_will_stand_there(
    world: World, desk: Desk, registered: list[tuple[str, Entry]], view: str, language: str
) -> None:
    signed_in = client(desk)
    signed_in.cookies["amana-language"] = language
    page = signed_in.get(f"/diary/?view={view}&day=2026-03-24")
    assert page.status_code == 200 and b'class="sheet empty"' in page.content
    assert b"/diary/file/" not in page.content


def test_a_month_names_what_has_room_and_counts_the_rest(
    world: World, desk: Desk, registered: list[tuple[str, Entry]]
) -> None:
    registered += [(world.rawan.name, entry(NOON + timedelta(minutes=each), f"Talk {each}")) for each in range(5)]
    table, _, below = client(desk).get("/diary/?view=month&day=2026-03-24").content.decode().partition("</table>")
    assert "Talk 2" in table and "Talk 3" not in table and "2 more" in table and "5 entries" in table
    assert all(f"Talk {each}" in below for each in range(5))


@pytest.mark.parametrize(
    "asked",
    ["day=yesterday", "day=2026-02-30", "view=year", "day=1999-12-31", "day=2101-01-01", "day=9999-12-31&view=month"],
)
@pytest.mark.parametrize("path", ["/diary/", "/diary/file/"])
def test_an_address_that_never_was_ours_finds_nothing(world: World, desk: Desk, path: str, asked: str) -> None:
    assert client(desk).get(f"{path}?{asked}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "ways"),
    [
        ("day=2000-01-01&view=month", {"next"}),
        ("day=2100-12-31&view=month", {"prev"}),
        ("day=2100-12-31&view=day", {"prev"}),
        ("day=2026-03-24&view=week", {"prev", "next"}),
    ],
)
def test_the_ends_of_the_calendar_can_be_looked_at_and_left(
    world: World, desk: Desk, asked: str, ways: set[str]
) -> None:
    page = client(desk).get(f"/diary/?{asked}")
    assert page.status_code == 200
    assert set(re.findall(r'rel="(prev|next)"', page.content.decode())) == ways


def test_the_file_has_the_entries_of_the_page(world: World, desk: Desk, registered: list[tuple[str, Entry]]) -> None:
    registered += [(world.rawan.name, entry(NOON)), (world.rawan.name, entry(NOON + timedelta(days=30), "Later"))]
    answer = client(desk).get("/diary/file/?view=week&day=2026-03-24")
    [event] = icalendar.Calendar.from_ical(answer.content).events
    assert event.start == NOON
    assert answer["Content-Disposition"] == 'attachment; filename="2026-03-22.ics"'
    assert answer["Cache-Control"] == "no-store"


def test_no_calendar_can_subscribe(world: World, desk: Desk, registered: list[tuple[str, Entry]]) -> None:
    registered.append((world.rawan.name, entry(NOON)))
    assert "BEGIN:VEVENT" in client(desk).get("/diary/file/?view=week&day=2026-03-24").content.decode()
    stranger = Client().get("/diary/file/?view=week&day=2026-03-24")
    assert stranger.status_code == 302 and stranger["Location"].startswith("/sign-in/")


def test_my_day_shows_the_dates_of_today(world: World, desk: Desk, registered: list[tuple[str, Entry]]) -> None:
    registered += [
        (world.rawan.name, entry(world.now, "Now")),
        (world.rawan.name, entry(world.now + timedelta(days=2), "Then")),
    ]
    page = client(desk).get("/").content.decode()
    assert ">Now</a>" in page and "Then" not in page
