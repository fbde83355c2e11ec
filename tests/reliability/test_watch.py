"""The trail looked at from beside it: clocks that jump, rows that were put back, witnesses that wait."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from amana.cases import commands as cases
from amana.cases import queries
from amana.doctor import looking
from amana.doctor.finding import GREEN, RED
from amana.trust.actor import SYSTEM
from amana.trust.models import Line
from amana.trust.trail import record, sequence, watch
from amana.trust.trail.watch import ClockWatch
from amana.vault.clock import now as clock
from amana.vault.models import Sealed
from tests import databases
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def even(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A clock that nobody sets, in our hands: the last number of the list."""
    seconds = [1000.0]
    monkeypatch.setattr("amana.trust.trail.watch.time.monotonic", lambda: seconds[-1])
    yield seconds


@pytest.mark.parametrize("hours", [-2, 2, -24 * 365])
def test_a_clock_that_jumps_stands_in_the_trail(world: World, even: list[float], hours: int) -> None:
    looking = ClockWatch()
    assert looking.look(world.now) == 0
    even.append(1030.0)
    seconds = hours * 3600
    assert looking.look(world.now + timedelta(seconds=30 + seconds)) == seconds
    assert [jump for _, jump in watch.jumps()] == [seconds]


def test_a_clock_that_runs_evenly_leaves_no_line(world: World, even: list[float]) -> None:
    looking, lines = ClockWatch(), Line.objects.count()
    looking.look(world.now)
    even.append(1030.0)
    assert looking.look(world.now + timedelta(seconds=32)) == 0
    assert Line.objects.count() == lines


def test_a_clock_put_back_while_nothing_ran_is_seen_at_the_start(world: World) -> None:
    record(SYSTEM, "trust.signed_in", uuid4(), world.now)
    assert ClockWatch().look(world.now - timedelta(hours=1)) <= -3500


def test_a_row_that_was_put_back_to_an_earlier_revision_is_named(world: World) -> None:
    case = world.case()
    text = queries.sealed_sections(case)["identity"]
    older = Sealed.objects.values().get(id=text.id)
    cases.change_section(world.rawan, case, "identity", fields={"full_name": "Abeba"}, revision=1, now=world.now)
    assert watch.put_back() == []
    Sealed.objects.filter(id=text.id).update(**older)
    assert watch.put_back() == [text.id]


def test_lines_that_nobody_puts_in_order_are_seen(world: World) -> None:
    sequence()
    assert watch.waiting_since() is None
    record(SYSTEM, "trust.signed_in", uuid4(), world.now)
    assert watch.waiting_since() is not None


def test_what_was_last_done_is_read_from_the_trail(world: World) -> None:
    assert watch.last("backups.made") is None
    record(SYSTEM, "backups.made", None, world.now)
    assert watch.last("backups.made") is not None


def test_a_trail_that_was_changed_is_an_alarm_for_those_who_watch_and_in_the_doctor(world: World, desk: Desk) -> None:
    shilan, order = desk("shilan"), "The audit log is not as it was written"
    sequence()
    assert watch.check_daily(clock()) == 0
    assert "is as it was written" in shilan.get("/cases/oversight/").content.decode()
    assert looking._trail().light == GREEN
    victim = Line.objects.exclude(number=None).order_by("number")[3]
    with databases.without_guards() as cursor:
        cursor.execute("UPDATE trust_line SET verb = 'trust.signed_in_again' WHERE id = %s", [victim.pk])
    assert watch.check_daily(clock()) == 0, "not twice a day"
    assert watch.check_daily(clock() + timedelta(days=1)) > 0
    for name in ("shilan", "mina", "sara"):
        assert order in desk(name).get("/").content.decode(), name
    assert order not in desk("rawan").get("/").content.decode()
    assert order in shilan.get("/cases/oversight/").content.decode()
    assert looking._trail().light == RED
    with databases.without_guards() as cursor:
        cursor.execute("UPDATE trust_line SET verb = %s WHERE id = %s", [victim.verb, victim.pk])
    assert watch.check_daily(clock()) == 0, "a trail that was broken is checked every hour until it is whole"
    assert order not in shilan.get("/").content.decode()
