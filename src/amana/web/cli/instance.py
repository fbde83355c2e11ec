"""The instance in the data folder: creates it, fills it with a demo world, or deletes it."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from amana.commandline.verb import Stop, complain, say

# What an instance stores in its data folder. `--fresh` deletes these and leaves everything else.
KEPT = (
    "amana.sqlite3",
    "keystore.sqlite3",
    "counters.sqlite3",
    "master.key",
    "master.cred",
    "master.sealed",
    "demo-unfinished",
)


def folder() -> Path:
    """Returns the data folder of this instance."""
    from django.conf import settings

    return Path(settings.AMANA_DATA)


@contextlib.contextmanager
def data_folder_of_my_own() -> Iterator[None]:
    """Locks the data folder against other `up` processes. Raises Stop when one uses it."""
    # The file stays open in this process only, and the lock ends with it.
    with (folder() / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Stop(
                f"another ./amana up already uses the data folder {folder()}. Stop it first, "
                "or choose another folder with AMANA_DATA."
            ) from fault
        yield


_TRIES = 3
_NO_PLAIN_FILE = (
    "the master key of this instance is a plain file beside the data: a copy of the folder opens identity, contact and health "
    "of every case. Nothing was started, and the keys are as they were; the tables are of this release. Move it under a "
    "passphrase first:\n"
    "    ./amana keys rotate master --to passphrase\n"
    "Broken off, it goes on with --resume. Then say ./amana up again."
)
_NO_MASTER = (
    "the file of the master key (master.sealed in the data folder) is not there, or cannot be read. Nothing was made in its "
    "place. Take it from a copy of the folder; without it, restore: docs/do/backup.md"
)
_NOBODY_TO_ASK = (
    "a new instance begins with a passphrase, and there is no terminal to ask for it. Nothing was made. Start it in a "
    "terminal, or write the passphrase into a file in memory, and name it: "
    "AMANA_MASTER_PASSPHRASE_FILE=/run/amana/passphrase"
)


def unlock(*, empty: bool) -> bool:
    """Takes the passphrase of the master key where one is wanted. Returns whether the key store can be opened.

    Without a terminal and without the file an instance that is there starts locked. Raises Stop: for a passphrase that
    opens nothing, and for a new instance without one or with a plain file.
    """
    from django.conf import settings

    from amana.errors import AmanaError
    from amana.vault import passphrases, storekeeping
    from amana.vault.errors import KeyStoreAway, PassphraseMissing

    if not Path(settings.AMANA_KEY_STORE).exists():
        if empty and storekeeping.wants_plain_file(demo=False):
            raise Stop(
                "AMANA_KEY_DRIVER=file is for the demo alone. Leave it out: the instance begins with a passphrase."
            )
        if not empty or not storekeeping.wants_new_passphrase(demo=False):
            return True
        try:
            storekeeping.begin_under_passphrase()
        except PassphraseMissing as fault:
            raise Stop(_NOBODY_TO_ASK) from fault
        except AmanaError as fault:
            raise Stop(fault.message) from fault
        return True
    try:
        if storekeeping.PASSPHRASE not in storekeeping.keepers():
            return True
    except KeyStoreAway:
        return False
    return _open_by_passphrase(tries=_TRIES if not passphrases.is_known() else 1)


def _open_by_passphrase(*, tries: int) -> bool:
    from amana.vault import storekeeping
    from amana.vault.errors import KeyStoreAway, PassphraseMissing, WrongPassphrase

    for left in range(tries - 1, -1, -1):
        try:
            storekeeping.check_passphrase()
        except PassphraseMissing:
            return False
        except WrongPassphrase as wrong:
            if not left:
                raise Stop(wrong.message) from wrong
            complain("amana: this passphrase does not open the master key. Once more:")
        except KeyStoreAway as away:
            raise Stop(_NO_MASTER) from away
        else:
            return True
    return False


def refuse_plain_master() -> None:
    """Raises Stop where the master key of an instance of real people is a plain file."""
    from amana.trust import queries
    from amana.vault import storekeeping
    from amana.vault.errors import KeyStoreAway

    try:
        keepers = storekeeping.keepers()
    except KeyStoreAway:
        return  # nothing opens; the pages say so
    if storekeeping.PLAIN in keepers and not queries.is_demo():
        raise Stop(_NO_PLAIN_FILE)


def prepare(*, empty: bool) -> None:
    """Migrates the database, and makes sure that an instance exists: the present one, a demo world, or an empty one.

    Raises Stop when an empty one was asked for and somebody is here already.
    """
    from django.conf import settings
    from django.db import connections

    from amana.accounts import commands
    from amana.trust import queries
    from amana.vault.clock import now, time_asked_once

    unfinished = folder() / "demo-unfinished"
    if unfinished.exists():
        say("The last demo world was not finished; it is made again.")
        _delete_files()
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    migrate()
    if empty:
        if not queries.is_empty():
            raise Stop(
                f"there are people in the instance in {folder()} already. Make an empty one in another folder "
                "(AMANA_DATA=/path/to/folder ./amana up --empty), or in place of a demo with --fresh --empty."
            )
        if queries.instance() is None:
            commands.begin_instance(demo_password="", now=now())
    elif queries.instance() is None:
        from amana.demo import build_demo_world

        say("Making a demo world of made-up people (once; a minute or two) ...")
        mark_unfinished(unfinished)
        with write_without_waiting(), time_asked_once():
            build_demo_world(say)
        unfinished.unlink()
    connections.close_all()


def mark_unfinished(mark: Path) -> None:
    """Creates the mark of an unfinished world, on the disk before anything else is written."""
    for place, flags in ((mark, os.O_CREAT | os.O_WRONLY), (mark.parent, os.O_RDONLY)):
        opened = os.open(place, flags, 0o600)
        os.fsync(opened)
        os.close(opened)


@contextlib.contextmanager
def write_without_waiting() -> Iterator[None]:
    """While a demo world is made, SQLite does not wait after each act until it is on the disk: it is on it at the end.

    After a loss of power in between, the next start finds the mark of an unfinished world and makes it again.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA synchronous").fetchone()
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute(f"PRAGMA synchronous={usual}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def delete_demo_world() -> None:
    """Deletes the demo world and its keys. Raises Stop, and deletes nothing, for an instance of real people."""
    from django.db import connection, connections

    from amana.trust import queries

    if connection.vendor == "sqlite" and not (folder() / KEPT[0]).exists():
        return
    migrate()
    if not queries.is_empty() and not queries.is_demo():
        raise Stop(
            f"the instance in {folder()} is not a demo, so --fresh does not touch it. "
            "For a demo beside it, choose another folder: AMANA_DATA=/path/to/folder ./amana up"
        )
    connections.close_all()
    say(f"Deleting the demo world in {folder()} ...")
    _delete_files()


def migrate() -> None:
    """Migrates the database, and on PostgreSQL grants the server's role its rights. Raises Stop with what is
    missing.
    """
    from amana.row_security import layers, owning

    try:
        owning.migrate(verbosity=0, interactive=False)
    except owning.NotPrepared as fault:
        raise Stop(str(fault)) from fault
    faults = layers().faults
    if faults:
        raise Stop(
            f"the server's role in AMANA_DATABASE could get around the rows that it is given ({', '.join(faults)}). It has to "
            "be a role of its own that owns no table, is no superuser and does not bypass row security: "
            "./amana database prepare makes one; see docs/do/postgresql.md."
        )


def _delete_files() -> None:
    """Deletes the instance's files from the data folder, with the write-ahead files next to the databases.

    On PostgreSQL the owner empties the tables.
    """
    from django.db import connection

    from amana.row_security import owning

    if connection.vendor == "postgresql":
        owning.empty()
    for name in KEPT:
        for file in folder().glob(f"{name}*"):
            file.unlink()
    shutil.rmtree(folder() / "keyservice", ignore_errors=True)


def warn_lines() -> list[str]:
    """Returns what has to be known of a demo: its master key is a plain file."""
    from amana.trust import queries
    from amana.vault import storekeeping
    from amana.vault.errors import KeyStoreAway

    try:
        plain = queries.is_demo() and storekeeping.PLAIN in storekeeping.keepers()
    except KeyStoreAway:
        return []
    if not plain:
        return []
    return [
        "This is the demo. Its master key is a plain file: whoever copies the folder reads everything in it.",
        "It is for made-up people alone; ./amana up --empty begins an instance for real ones, with a passphrase.",
    ]


def sign_in_lines() -> list[str]:
    """Returns how to start: one sign-in per role of a demo instance, the set-up of an empty one, nothing for others."""
    from amana.accounts.set_up_code import set_up_code
    from amana.trust import queries
    from amana.vault import codes

    if queries.is_empty():
        code = " ".join(codes.in_groups(set_up_code()))
        return [
            "There is nobody here yet: open the desk to set up the first administrator.",
            f"The page asks for this code, so that nobody else can do it: {code}",
        ]
    if not queries.is_demo():
        return []
    from amana.demo import sign_ins

    return ["Made-up people, one for each role. The sign-in page offers them with one click, or type:", *sign_ins()]
