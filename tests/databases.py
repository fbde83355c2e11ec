"""The two databases of the tests: SQLite, or a PostgreSQL that the tests start in a throw-away folder.

`./amana test --on postgresql` chooses the second. The tests' connection has the server's role, as in an instance: it
owns no table, and outside a request it acts as the system. It listens on a socket in its folder and on no port.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from amana.row_security import owning
from amana.web.settings.database import postgresql

CHOSEN, CLUSTER = "AMANA_TEST_ON", "AMANA_TEST_CLUSTER"
OWNER, SERVER, FACE, ADMINISTRATOR = "amana_owner", "amana_server", "amana_face", "postgres"
VERSIONS = ("17", "18", "16", "15")
_READY_SECONDS = 60
# Nothing here outlives the run, so nothing waits for a disk.
_FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "20s",  # each test that is taken back leaves its rows as rubbish that every later scan reads
}
_PREFIX, _IN_USE = "amana-pg-", "in-use"
_MAKING_SECONDS = 600


def on_postgresql() -> bool:
    """Whether this run was asked to use PostgreSQL."""
    return os.environ.get(CHOSEN, "sqlite") == "postgresql"


def doors() -> int:
    """How many doors stand around a record: the question and the key, and on PostgreSQL the row between them."""
    return 3 if connection.vendor == "postgresql" else 2


# The server ---------------------------------------------------------------------------------------


def programs() -> Path:
    """The folder of PostgreSQL's programs: 17 where it is, else any from 15 on. Raises FileNotFoundError."""
    for version in VERSIONS:
        folder = Path(f"/usr/lib/postgresql/{version}/bin")
        if (folder / "initdb").exists():
            return folder
    on_the_path = shutil.which("initdb")
    if on_the_path is None:
        raise FileNotFoundError("PostgreSQL is missing; to install: sudo apt-get install postgresql-17")
    return Path(on_the_path).resolve().parent


def _who_runs_it() -> dict[str, Any]:
    """PostgreSQL never runs as root: as another user of this machine, or as whoever runs the tests."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise FileNotFoundError("there is no user postgres or nobody to run PostgreSQL")


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Cluster:
    """A server of one run, with the two roles; its folder is gone afterwards."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir="/tmp"))  # the path of a socket is short
        self.in_use = (self.folder / _IN_USE).open("w")
        flock(self.in_use, LOCK_EX)  # the kernel lets go of it when this process ends, however it ends
        remove_left_over(self.folder.parent)
        who, bin = _who_runs_it(), programs()
        if who:
            os.chown(self.folder, who["user"], who["group"])
        data = self.folder / "data"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": "/", **who}
        made: list[str | Path] = [
            bin / "initdb",
            "-D",
            data,
            "-U",
            ADMINISTRATOR,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run(made, check=True, **quiet)
        options = [each for name, value in _FAST.items() for each in ("-c", f"{name}={value}")]
        command: list[str | Path] = [bin / "postgres", "-D", data, "-k", self.folder, *options]
        self.process = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent, **quiet)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            try:
                with psycopg.connect(address("postgres", ADMINISTRATOR, self.folder)) as admin:
                    self.version = str(admin.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """The server has ended and its folder is gone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.in_use.close()


def remove_left_over(where: Path) -> None:
    """The folders of runs that were killed are gone; their servers ended with them, and a run that goes on keeps its own."""
    for folder in where.glob(f"{_PREFIX}*"):
        try:
            mark = (folder / _IN_USE).open("r")
        except FileNotFoundError:  # just being made, or gone a moment ago
            if folder.exists() and time.time() - folder.stat().st_mtime > _MAKING_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
            continue
        except PermissionError:  # somebody else's
            continue
        with mark:
            try:
                flock(mark, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder, ignore_errors=True)


def address(name: str, role: str, folder: Path | str | None = None) -> str:
    """The address of a database of this run for a role."""
    return f"postgresql:///{name}?user={role}&host={folder or os.environ[CLUSTER]}"


# The databases of a run ---------------------------------------------------------------------------


def use(name: str, role: str = SERVER) -> None:
    """This process works in the database `name` of this run's server.

    Tests come in as the administrator who took on the server's role, so that a scene can show what an administrator
    of the database does (`as_administrator`); what is allowed and which rows there are follows the role that was taken on.
    """
    connection.close()
    settings.AMANA_DATABASE, settings.AMANA_DATABASE_OWNER = address(name, SERVER), address(name, OWNER)
    settings.AMANA_DATABASE_PUBLIC = address(name, FACE)
    settings.AMANA_OWNER = postgresql(settings.AMANA_DATABASE_OWNER)
    where = {**postgresql(address(name, role)), "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    # A scene that a module shares is one transaction, and rests while a busy machine does something else. How long that
    # takes decides nothing.
    where["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"
    where["OPTIONS"]["options"] += " -c lock_timeout=120s -c statement_timeout=300s"
    where["OPTIONS"]["connect_timeout"] = 60
    if role == ADMINISTRATOR:
        where["OPTIONS"]["options"] += f" -c role={SERVER}"
    connections.settings["default"].update(where)
    connection.settings_dict.update(where)


@contextmanager
def as_administrator() -> Iterator[CursorWrapper]:
    """A cursor of whoever owns the database and everything in it, in the transaction of the test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET ROLE {ADMINISTRATOR}")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute(f"SET ROLE {SERVER}")


@contextmanager
def without_guards() -> Iterator[CursorWrapper]:
    """As `as_administrator`, and the guards of the trail are off: what is written once can be changed and removed."""
    with transaction.atomic(), as_administrator() as cursor:
        taken = []
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'trust%only_grows'"
            )
            taken = cursor.fetchall()
            for name, _statement in taken:
                cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
        for _name, statement in taken:
            cursor.execute(statement)


def make_databases(worker: str) -> None:
    """A database of this process's own, copied from one that the first process migrated."""
    with (Path(os.environ[CLUSTER]) / "template.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        use("amana_template")
        with psycopg.connect(address("postgres", ADMINISTRATOR), autocommit=True) as admin:
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'amana_template'").fetchone():
                owning.prepare(address("postgres", ADMINISTRATOR))
                owning.migrate(verbosity=0, interactive=False)
            connections.close_all()
            copy_database(admin, f"amana_{worker}")
    use(f"amana_{worker}", ADMINISTRATOR)


def copy_database(admin: "psycopg.Connection[Any]", name: str, template: str = "amana_template") -> None:
    """A database like `template`, with its owner and its rights."""
    parts = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {name} (FORCE)").format(**parts))
    admin.execute(
        sql.SQL("CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}").format(**parts, owner=sql.Identifier(OWNER))
    )
    for role in (SERVER, FACE):
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {to}").format(**parts, to=sql.Identifier(role)))
