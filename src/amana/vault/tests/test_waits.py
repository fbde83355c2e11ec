"""A wait counts what passed by the slowest clock, for exactly what it was begun for, and begins again when a clock is set."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from amana.vault import waits

pytestmark = pytest.mark.django_db
HOUR, SECOND, NOTHING = timedelta(hours=1), timedelta(seconds=1), timedelta()


@pytest.fixture(name="clocks")
def clocks_that_stand_still(world: object, monkeypatch: pytest.MonkeyPatch) -> list[waits.Clocks]:
    """The one reading that every look gets, to be exchanged for another."""
    reading = [replace(waits.read_clocks(), even=1000.0, start="one")]
    monkeypatch.setattr(waits, "read_clocks", lambda: reading[0])
    return reading


def run(clocks: list[waits.Clocks], base: timedelta, host: timedelta, even: timedelta) -> None:
    now = clocks[0]
    clocks[0] = replace(now, base=now.base + base, host=now.host + host, even=now.even + even.total_seconds())


def test_what_passes_evenly_is_counted(clocks: list[waits.Clocks]) -> None:
    waits.begin(id := uuid4(), "this", 0)
    for _ in range(3):
        run(clocks, HOUR, HOUR, HOUR)
        waits.look(id, "this", 0)
    assert waits.look(id, "this", 0) == waits.Wait(3 * HOUR)


def test_many_small_steps_of_a_clock_are_not_counted(clocks: list[waits.Clocks]) -> None:
    waits.begin(id := uuid4(), "this", 0)
    for _ in range(30):
        run(clocks, 4 * SECOND, 4 * SECOND, NOTHING)
        assert waits.look(id, "this", 0) == waits.Wait(NOTHING)


@pytest.mark.parametrize(
    "ran", [(80 * HOUR, HOUR, HOUR), (HOUR, 80 * HOUR, HOUR), (80 * HOUR, 80 * HOUR, HOUR), (-HOUR, -HOUR, HOUR)]
)
def test_a_clock_that_was_set_begins_it_again(
    clocks: list[waits.Clocks], ran: tuple[timedelta, timedelta, timedelta]
) -> None:
    waits.begin(id := uuid4(), "this", 0)
    run(clocks, HOUR, HOUR, HOUR)
    waits.look(id, "this", 0)
    run(clocks, *ran)
    assert waits.look(id, "this", 0) == waits.Wait(NOTHING, clock_was_set=True)
    run(clocks, HOUR, HOUR, HOUR)
    assert waits.look(id, "this", 0) == waits.Wait(HOUR)


def test_a_start_of_the_machine_counts_an_hour_at_most(clocks: list[waits.Clocks]) -> None:
    waits.begin(id := uuid4(), "this", 0)
    for start in ("two", "three", ""):
        run(clocks, 80 * HOUR, 80 * HOUR, NOTHING)
        clocks[0] = replace(clocks[0], start=start, even=1.0)
        waits.look(id, "this", 0)
    assert waits.look(id, "this", 0) == waits.Wait(3 * waits.MOST_AT_A_START)


def test_another_thing_and_one_that_ended_have_no_wait(clocks: list[waits.Clocks]) -> None:
    waits.begin(id := uuid4(), "this", 0)
    assert waits.look(id, "that", 0) is None and waits.look(uuid4(), "this", 0) is None
    assert waits.look(id, "this", 0) is not None
    waits.end(id)
    assert waits.look(id, "this", 0) is None
