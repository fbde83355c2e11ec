"""The clock of the server is wrong for real (libfaketime): two hours back, two hours ahead, a year back, and while it runs.

With PostgreSQL the database has a clock of its own, and what expires expires by it. With SQLite the one machine has one clock:
there a clock that was put back keeps a consent open for longer, and all that is left is that the trail says so. See docs/do/operate.md.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection

from amana.cases import queries
from amana.commandline.project import PROJECT
from amana.trust.actor import SYSTEM
from amana.trust.trail import record, watch
from amana.vault.clock import now
from tests.cast import APPLICATION, World
from tests.reliability.servers import environment_of_processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faketime]

HOUR, YEAR = 3600, 365 * 24 * 3600
SKEWS = [-2 * HOUR, 2 * HOUR, -YEAR]
# What differs by the direction runs in every run; where all three mean the same, one of them does.
BACK = [-2 * HOUR, pytest.param(2 * HOUR, marks=pytest.mark.deep), -YEAR]
ONE_OF_THEM = [-2 * HOUR, *(pytest.param(skew, marks=pytest.mark.deep) for skew in SKEWS[1:])]
LIBRARIES = (*Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), *Path("/usr/lib").glob("faketime/libfaketime.so.1"))


class Elsewhen:
    """A process at another time; `turn` sets its clock while it runs."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self.offset = folder / "offset"
        self.turn(seconds)
        faked = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.at_another_time"], env=environment_of_processes() | faked, cwd=PROJECT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def turn(self, seconds: int) -> None:
        """Its clock is so many seconds away from ours."""
        self.offset.write_text(f"{seconds:+d}")

    def __call__(self, question: str, *arguments: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([question, *arguments]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def elsewhen(folder: Path, seconds: int) -> Iterator[Elsewhen]:
    """Somebody whose clock is so many seconds away from ours."""
    there = Elsewhen(folder, seconds)
    try:
        yield there
    finally:
        there.process.kill()
        there.process.communicate()


def code_at(seconds: float) -> str:
    """What a telephone shows whose clock is so many seconds away from ours."""
    shown: str = format_hotp_value(hotp_value(APPLICATION, int(time.time() + seconds) // 30))
    return shown


@pytest.mark.parametrize("skew", BACK)
def test_what_expires_expires_by_the_clock_of_the_database_and_no_page_says_a_negative_time(
    world: World, tmp_path: Path, skew: int
) -> None:
    case = world.case()
    before = timedelta(days=3)
    World(world.cast, world.now - before).share(case, "lawyers", "identity", lasting=before + timedelta(hours=1))
    assert queries.sections_open_to(world.amal, case) == frozenset({"identity"}), "the alarm"
    with elsewhen(tmp_path, skew) as there:
        assert abs(there("own_clock") - time.time() - skew) < 30, "its clock is wrong indeed"
        of_its_own = connection.vendor == "postgresql"
        assert abs(there("database_clock") - time.time() - (0 if of_its_own else skew)) < 30
        # A year back she has not agreed yet; two hours back SQLite's clock keeps it open until the hour comes.
        wanted = ["identity"] if of_its_own or skew == -2 * HOUR else []
        assert there("opens", str(case.id), "amal") == wanted
        led_to, pages, negative = there("sign_in", "rawan", code_at(skew))
        assert (led_to, pages, negative) == ("/", [200, 200], [])


@pytest.mark.parametrize("skew", ONE_OF_THEM)
def test_a_code_of_the_right_time_does_not_fit_a_server_of_another_one(world: World, tmp_path: Path, skew: int) -> None:
    """Nobody is let in by a code that is hours old or hours ahead; half a minute is let pass. See docs/do/sign-in.md."""
    with elsewhen(tmp_path, skew) as there:
        assert there("sign_in", "rawan", code_at(0))[0] == ""
        cache.clear()
        assert there("sign_in", "berivan", code_at(skew - 30))[0] == "/"
        assert there("sign_in", "karwan", code_at(skew - 120))[0] == ""


@pytest.mark.parametrize("skew", ONE_OF_THEM)
def test_a_clock_that_is_set_while_it_runs_stands_in_the_trail(world: World, tmp_path: Path, skew: int) -> None:
    with elsewhen(tmp_path, 0) as there:
        assert [there("look"), there("look")] == [0, 0], "an even clock leaves no line"
        there.turn(skew)
        jump = there("look")
        if connection.vendor == "postgresql":
            assert (jump, watch.jumps()) == (0, []), "its own clock does not count"
            return
        assert abs(jump - skew) < 30
        assert [seconds for _at, seconds in watch.jumps()] == [jump]
        there.turn(0)
        assert abs(there("look") + skew) < 30, "and so does the way back"


def test_a_clock_that_was_put_back_while_nothing_ran_is_seen_at_the_start(world: World, tmp_path: Path) -> None:
    record(SYSTEM, "trust.signed_in", uuid4(), now())
    with elsewhen(tmp_path, -2 * HOUR) as there:
        jump = there("look")
    assert (jump == 0) if connection.vendor == "postgresql" else (jump < -1.9 * HOUR)


def test_a_process_whose_clock_nobody_turned_would_be_seen(world: World, tmp_path: Path) -> None:
    """The alarm: without the library the process says our time, and the first test would say so."""
    with elsewhen(tmp_path, 0) as there:
        assert abs(there("own_clock") - time.time()) < 30
        assert os.environ.get("LD_PRELOAD", "") == ""
