"""The disk is full under real processes: for the data, for their log, for a file that is sent. Shut, whole, and by itself open again.

A quick run lets no file of the desk's processes grow any more (setrlimit), as a quota does. The deep run fills a real small disk
(tmpfs of 64 MiB) to its last byte; it needs root, and the right to mount.
"""

import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from amana.cases.models import Attachment, Note, Procedure
from amana.trust.trail import export_rows, sequence
from amana.vault import keystore
from amana_methods.trail import verify
from tests.cast import World
from tests.reliability.planted import LATE_SECONDS
from tests.reliability.servers import Servers, Writer
from tests.reliability.test_kill import halves
from tests.reliability.writing import browser_of, picture, upload

TEXT = {"text": "made-up words " * 1000}
ROOM = 96 * 1024  # so much may still be written: some requests go well, and one breaks in its middle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def case(world: World) -> Procedure:
    return world.case()


def base() -> Path:
    """The database's file."""
    return Path(str(connection.settings_dict["NAME"]))


def log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


@contextmanager
def no_file_grows(servers: Servers, most: int) -> Iterator[None]:
    """No process of the desk may write beyond so many bytes of any file."""
    processes = servers.processes()
    assert processes
    for each in processes:
        resource.prlimit(each, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for each in processes:
            resource.prlimit(each, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def write_until_it_is_full(writer: Writer, url: str) -> list[int]:
    """The answers to notes that were sent until ten in a row were refused."""
    answers: list[int] = []
    while len(answers) < 400 and answers[-10:] != [503] * 10:
        answers.append(writer.send(url, TEXT)[0])
    return answers


def while_it_is_full(writer: Writer, case: Procedure) -> int:
    """Everything that is tried is refused in plain words, and nothing is read; how many notes were kept before."""
    answers = write_until_it_is_full(writer, f"/cases/{case.id}/notes/")
    assert set(answers) == {302, 503} or set(answers) == {503}, answers
    # SQLite writes its log from the beginning again when it can: then there is room for one more without a byte of the disk.
    while (last := writer.send(f"/cases/{case.id}/notes/", TEXT))[0] == 302 and len(answers) < 400:
        answers.append(302)
    status, page = last
    assert (
        status == 503
        and "Traceback" not in page
        and ("amana.store_away" in page or "trust.trail_shut" in page or "disk" in page)
    )
    fields = {"section": "identity", "csrfmiddlewaretoken": Writer.TOKEN}
    sent = [writer.post(f"/cases/{case.id}/files/", *upload(fields, f"{n}.png", picture())) for n in range(12)]
    assert sent[-1] in (503, 507), sent
    opened = [writer.send(f"/cases/{case.id}/sections/identity/open/", {}) for _ in range(40)]
    assert opened[-1][0] == 503, "what cannot be written down is not read"
    assert "Selam" not in opened[-1][1]
    return answers.count(302) + 1000 * sent.count(302)


def afterwards(writer: Writer, case: Procedure) -> None:
    """Nobody did anything, and it goes on."""
    status, page = writer.send(f"/cases/{case.id}/notes/", TEXT)
    assert status == 302, page
    status, page = writer.send(f"/cases/{case.id}/sections/identity/open/", {})
    assert status == 200 and "Selam" in page


@pytest.mark.parametrize("what", ["the data", "the log"])
def test_where_no_file_may_grow_nothing_is_half_kept_nothing_is_read_and_it_goes_on_by_itself(
    world: World, case: Procedure, tmp_path: Path, what: str
) -> None:
    servers = Servers(tmp_path / "log")
    writer = Writer(servers.port, browser_of(world, "rawan"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    servers.start(worker=False)
    try:
        assert writer.send(f"/cases/{case.id}/notes/", TEXT)[0] == 302
        # The log is the smaller of the two: it is stopped far below the size of the data, or where the data could not grow either.
        most = log_of(base()).stat().st_size + ROOM if what == "the log" else base().stat().st_size + ROOM
        with no_file_grows(servers, most):
            told = while_it_is_full(writer, case)
        afterwards(writer, case)
    finally:
        servers.kill()
    assert Note.objects.count() + 1000 * Attachment.objects.count() == told + 2, "exactly what was acknowledged"
    assert halves() == []
    sequence()
    assert verify(export_rows(), []).faults == ()


def test_a_desk_that_said_yes_to_what_it_could_not_keep_would_be_found(
    world: World, case: Procedure, tmp_path: Path
) -> None:
    """The alarm: a note is acknowledged before it is kept, and the disk is full when it should be."""
    servers = Servers(tmp_path / "log", planted=True)
    writer = Writer(servers.port, browser_of(world, "rawan"))
    connection.close()
    servers.start(worker=False)
    try:
        writer.send(f"/cases/{case.id}/notes/", TEXT)
        time.sleep(2 * LATE_SECONDS)
        log = log_of(base())  # it is not there where nothing is left in it
        with no_file_grows(servers, (log.stat().st_size if log.exists() else 0) + ROOM):
            answers = [writer.send(f"/cases/{case.id}/notes/", TEXT)[0] for _ in range(60)]
            time.sleep(2 * LATE_SECONDS)
    finally:
        servers.kill()
    assert Note.objects.count() < answers.count(302) + 1, ("acknowledged, and not there", answers)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 64 MiB."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Not a byte is left."""
    file = disk / "filler"
    with file.open("wb", buffering=0) as target:
        for size in (1 << 20, 4096, 512, 1):
            while True:
                try:
                    target.write(b"\0" * size)
                except OSError:
                    break
    return file


@pytest.mark.deep
def test_a_real_disk_that_is_full_to_its_last_byte(
    world: World, case: Procedure, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    rounds = 5
    with small_disk(tmp_path / "disk") as disk:
        servers = Servers(tmp_path / "log", folder=disk)
        writer = Writer(servers.port, browser_of(world, "rawan"))
        connection.close()
        keystore.close()
        for file in (base(), Path(settings.AMANA_KEY_STORE)):
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(disk / file.name)) as target:
                source.backup(target)
        shutil.copy(Path(settings.AMANA_DATA) / "secret.key", disk / "secret.key")
        servers.start(worker=False)
        kept = 1
        try:
            afterwards(writer, case)
            for _ in range(rounds):
                filler = fill(disk)
                kept += while_it_is_full(writer, case)
                filler.unlink()
                afterwards(writer, case)
                kept += 1
        finally:
            servers.kill()
        with closing(sqlite3.connect(disk / base().name)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (notes,) = copy.execute("SELECT count(*) FROM cases_note").fetchone()
            (files,) = copy.execute("SELECT count(*) FROM cases_attachment").fetchone()
        assert notes + 1000 * files == kept
    record_property("figure", f"filled to the last byte {rounds} times: {notes} notes acknowledged, as many kept")
