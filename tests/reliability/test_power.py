"""The power goes: a database cut off anywhere in its log opens whole, and holds all that was acknowledged before.

SQLite: the write-ahead log is cut at a random byte, as where the last blocks never reached the disk, and sometimes followed by
noise. Forty cuts in a quick run, five hundred in the deep one. PostgreSQL: a server of its own with the settings of an instance is
killed in the middle of writing (deep run on PostgreSQL, a hundred times).
"""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from amana.cases import commands as cases
from amana.cases.models import Procedure
from tests import databases
from tests.cast import World

NOTES, CUTS, KILLS = 24, 40, 100


@contextmanager
def as_in_service() -> Iterator[Path]:
    """SQLite waits for the disk as in an instance, and its log only grows; the database's file."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_autocheckpoint=0")
    try:
        yield Path(str(connection.settings_dict["NAME"]))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint=1000")
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def log_of(base: Path) -> Path:
    return base.with_name(base.name + "-wal")


def written(world: World, case: Procedure, base: Path, *, too_early: bool = False) -> dict[str, int]:
    """Each note by its id, with the length that the log had when the note was acknowledged (or just before: the mistake)."""
    told = {}
    for number in range(NOTES):
        before = log_of(base).stat().st_size if log_of(base).exists() else 0
        note = cases.write_note(world.rawan, case, text=f"made-up {number}", now=world.now)
        told[note.hex] = before if too_early else log_of(base).stat().st_size
    return told


def lost_by_a_cut(base: Path, place: Path, cut: int, noise: bytes, told: dict[str, int]) -> list[str]:
    """What is wrong after the power went: a fault of the file, what was acknowledged and is gone, what is kept by halves."""
    place.mkdir()
    copy = place / base.name
    shutil.copyfile(base, copy)
    log_of(copy).write_bytes(log_of(base).read_bytes()[:cut] + noise)
    with sqlite3.connect(copy) as opened:
        sound = opened.execute("PRAGMA integrity_check").fetchall()
        kept = {row[0].replace("-", "") for row in opened.execute("SELECT id FROM cases_note")}
        halves = opened.execute(
            "SELECT count(*) FROM cases_note n WHERE NOT EXISTS (SELECT 1 FROM trust_sealed s JOIN trust_wrap w"
            " ON w.sealed_id = s.id WHERE s.id = n.sealed)"
        ).fetchone()[0]
        lines = opened.execute("SELECT count(*) FROM trust_line WHERE verb = 'cases.note_written'").fetchone()[0]
    opened.close()
    shutil.rmtree(place)
    wrong = [f"not sound: {row}" for row in sound if row != ("ok",)]
    wrong += [f"lost: {name}" for name, length in told.items() if length <= cut and name not in kept]
    wrong += [f"by halves: {halves}"] * bool(halves)
    return wrong + [f"{len(kept)} notes and {lines} lines"] * (len(kept) != lines)


def cuts(base: Path, chance: random.Random, count: int) -> Iterator[tuple[int, bytes]]:
    """(where the log ends, what noise follows), so many times; the whole log among them."""
    whole = log_of(base).stat().st_size
    yield whole, b""
    for _ in range(count - 1):
        yield chance.randrange(whole), chance.randbytes(chance.choice([0, 0, 512, 4096]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_a_log_cut_off_anywhere_opens_whole_with_all_that_was_acknowledged(
    world: World,
    tmp_path: Path,
    deep: bool,
    record_property: Callable[[str, object], None],
    progress: Callable[[str], None],
) -> None:
    count = 500 if deep else CUTS
    seed = random.randrange(10**6)  # noqa: S311  (a place, not a key)
    print(f"seed of the cuts: {seed}")
    case = world.case()
    with as_in_service() as base:
        told = written(world, case, base)
        wrong = []
        for number, (cut, noise) in enumerate(cuts(base, random.Random(seed), count)):  # noqa: S311
            wrong += lost_by_a_cut(base, tmp_path / str(number), cut, noise, told)
            if number % 50 == 0:
                progress(f"{number} of {count} cuts")
    assert wrong == []
    record_property("figure", f"{count} cuts of a log with {len(told)} acknowledged notes, each copy sound, none lost")


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_a_note_acknowledged_before_it_was_in_the_log_is_found(world: World, tmp_path: Path) -> None:
    """The alarm: the same cuts, and an answer that came a moment too early."""
    case = world.case()
    with as_in_service() as base:
        told = written(world, case, base, too_early=True)
        cut = sorted(told.values())[NOTES // 2]
        found = lost_by_a_cut(base, tmp_path / "cut", cut, b"", told)
    assert len([each for each in found if each.startswith("lost")]) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_the_log_is_waited_for_as_an_instance_does(world: World) -> None:
    with as_in_service(), connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"


# PostgreSQL ---------------------------------------------------------------------------------------------


class Killed:
    """A server of its own that waits for the disk, as an instance's does; it is killed and started again."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="amana-pg-power-", dir="/tmp"))  # the path of a socket is short
        self.who, self.programs = databases._who_runs_it(), databases.programs()
        if self.who:
            os.chown(self.folder, self.who["user"], self.who["group"])
        self._run("initdb", "-U", databases.ADMINISTRATOR, "-A", "trust", "-N").wait()
        self.start()

    def _run(self, program: str, *more: str) -> subprocess.Popen[bytes]:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *more]
        started: subprocess.Popen[bytes] = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/", start_new_session=True, **self.who
        )
        return started

    @property
    def address(self) -> str:
        return databases.address("postgres", databases.ADMINISTRATOR, self.folder)

    def start(self) -> None:
        """It answers, with the settings that the doctor asks for."""
        safe = ("-c", "fsync=on", "-c", "full_page_writes=on", "-c", "synchronous_commit=on")
        self.process = self._run("postgres", "-k", str(self.folder), "-c", "listen_addresses=", *safe)
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.address).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Every process of it has ended at once (kill -9)."""
        for process in (self.process.pid, *self._children()):
            with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
                os.kill(process, signal.SIGKILL)
        self.process.wait()

    def _children(self) -> list[int]:
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(") ")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            if parent == self.process.pid:
                found.append(int(stat.parent.name))
        return found

    def stop(self) -> None:
        """It has ended and its folder is gone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.django_db
@pytest.mark.deep
@pytest.mark.postgresql
def test_a_server_killed_while_it_writes_keeps_what_it_acknowledged(
    record_property: Callable[[str, object], None], progress: Callable[[str], None]
) -> None:
    chance, server, told = random.Random(7), Killed(), list[int]()  # noqa: S311
    where = server.address
    try:
        with psycopg.connect(where, autocommit=True) as first:
            first.execute("CREATE TABLE kept (id int PRIMARY KEY, half uuid NOT NULL)")
            first.execute("CREATE TABLE other (id int PRIMARY KEY REFERENCES kept, text text NOT NULL)")
        for killed in range(KILLS):
            if killed % 10 == 0:
                progress(f"{killed} of {KILLS} kills, {len(told)} transactions")
            stop = threading.Timer(chance.uniform(0.02, 0.4), server.kill)
            with psycopg.connect(where) as line:
                stop.start()
                try:
                    while True:
                        number = (told[-1] if told else 0) + 1
                        line.execute("INSERT INTO kept VALUES (%s, gen_random_uuid()) ON CONFLICT DO NOTHING", [number])
                        line.execute("INSERT INTO other VALUES (%s, repeat('x', 900)) ON CONFLICT DO NOTHING", [number])
                        line.commit()
                        told.append(number)
                except psycopg.OperationalError:
                    stop.join()
            server.start()
            with psycopg.connect(where) as line:
                kept = {row[0] for row in line.execute("SELECT id FROM kept").fetchall()}
                pairs = {row[0] for row in line.execute("SELECT id FROM other").fetchall()}
            assert set(told) <= kept and kept == pairs
    finally:
        server.stop()
    record_property("figure", f"{KILLS} kills, {len(told)} transactions acknowledged, none lost, none by halves")
