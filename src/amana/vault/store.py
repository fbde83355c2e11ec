"""The file of the key store: keys by name and version, tombstones, and the keys under which the file itself is sealed.

Every key is encrypted under a *sealing key*; sealing keys are wrapped by the driver's master. An opened sealing key
stays in the memory of the process, because a token that is asked for each key would cost every request milliseconds.

Version 1 of the file sealed keys by the master itself and knew neither tombstones nor several masters; it is turned
into version 2 when it is first opened.
"""

import json
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from amana.errors import CannotOpen
from amana.vault import ciphers, drivers
from amana.vault.drivers import masters
from amana.vault.errors import KeyStoreAway

VERSION: Final = 2
_AT_ONCE: Final = 500
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS keys (id TEXT, version INTEGER, blob BLOB, destroyed_at TEXT, retired_at TEXT,"
    " sealed_by INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (id, version)) WITHOUT ROWID",
    "CREATE TABLE sealing_keys (version INTEGER PRIMARY KEY, driver TEXT NOT NULL, blob BLOB NOT NULL)",
    "CREATE TABLE tombstones (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, concerns TEXT NOT NULL,"
    " at TEXT NOT NULL, detail TEXT NOT NULL)",
)


def _place(name: str, version: int) -> bytes:
    return ciphers.build_associated_data("keys", "blob", name, version)


def _sealing_place(version: int) -> bytes:
    return ciphers.build_associated_data("sealing_keys", "blob", version, 1)


class Store:
    """One connection to the file, of one thread of one process. Faults of file and driver come out as KeyStoreAway."""

    def __init__(self, path: Path, *, demo: bool = False) -> None:
        self.path, self.process, self.demo = path, os.getpid(), demo
        self.sealing: dict[int, bytes] = {}
        fresh = not path.exists()
        with _faults():
            # One thread alone asks it; but what an ended thread leaves may be closed by the collector in another one.
            self.base = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        try:
            self._begin(path, fresh)
        except BaseException:
            self.base.close()
            raise
        weakref.finalize(self, self.base.close).atexit = False  # a thread that ends leaves no connection open

    def _begin(self, path: Path, fresh: bool) -> None:
        with _faults():
            if fresh:
                path.chmod(0o600)
            self.base.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA busy_timeout=20000;"
            )
            if self._one("PRAGMA user_version") < VERSION:
                self._to_version_2()
                self.wipe()
            self.inode = path.stat().st_ino

    def is_current(self, path: Path) -> bool:
        """Whether this connection still speaks to the file at `path`, from the process that opened it."""
        try:
            return self.path == path and self.process == os.getpid() and path.stat().st_ino == self.inode
        except OSError:
            return False

    def _to_version_2(self) -> None:
        with self.writing():
            if self._one("PRAGMA user_version") >= VERSION:
                return
            first = self._one("SELECT count(*) FROM sqlite_master WHERE name = 'keys'")
            driver = drivers.driver_named(drivers.PLAIN if first else drivers.driver_wanted(demo=self.demo))
            old = self._keys_of_version_1(driver) if first else []
            for statement in _SCHEMA:
                self.base.execute(statement)
            driver.begin()
            version = self.add_sealing_key(driver)
            for name, number, key in old:
                self.base.execute(
                    "UPDATE keys SET blob = ?, sealed_by = ? WHERE id = ? AND version = ?",
                    (self._seal_key(name, number, key, version), version, name, number),
                )
            self.base.execute(f"PRAGMA user_version = {VERSION}")

    def _keys_of_version_1(self, driver: drivers.Driver) -> list[tuple[str, int, bytes]]:
        assert isinstance(driver, drivers.FileDriver)
        with _faults():
            master = masters.from_text(driver.path.read_bytes())[1]
        rows = self.base.execute("SELECT id, version, blob FROM keys WHERE blob IS NOT NULL").fetchall()
        opened = [(name, version, ciphers.decrypt(master, blob, _place(name, version))) for name, version, blob in rows]
        self.base.execute("ALTER TABLE keys ADD COLUMN retired_at TEXT")
        self.base.execute("ALTER TABLE keys ADD COLUMN sealed_by INTEGER NOT NULL DEFAULT 1")
        return opened

    # Asking and writing ---------------------------------------------------------------------------------

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a statement answers."""
        with _faults():
            return self.base.execute(sql, tuple(values)).fetchall()

    def _one(self, sql: str, values: Iterable[Any] = ()) -> Any:
        return self.rows(sql, values)[0][0]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written within is saved whole or not at all; within an open transaction it belongs to that one."""
        if self.base.in_transaction:
            yield
            return
        with _faults():
            self.base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.base.execute("ROLLBACK")
                raise
            self.base.execute("COMMIT")

    # Keys -----------------------------------------------------------------------------------------------

    def make(self, name: str, version: int = 1) -> bytes:
        """A key under `name`; the one that is there when somebody was quicker."""
        with self.writing():  # so that the sealing key is not destroyed between the two statements
            sealed_by = self.newest_sealing_key()
            blob = self._seal_key(name, version, ciphers.new_key(), sealed_by)
            self.rows(
                "INSERT OR IGNORE INTO keys (id, version, blob, sealed_by) VALUES (?, ?, ?, ?)",
                (name, version, blob, sealed_by),
            )
        return self.read(name)[1]

    def new_version(self, name: str) -> int:
        """Adds a version of the key to the earlier ones. Raises CannotOpen where the newest was destroyed or none is."""
        with self.writing():
            version = self.read(name)[0] + 1
            self.make(name, version)
        return version

    def read(self, name: str) -> tuple[int, bytes]:
        """(version, key) of the newest version. Raises CannotOpen when it was destroyed or never was."""
        found = self.rows(
            "SELECT version, blob, sealed_by FROM keys WHERE id = ? ORDER BY version DESC LIMIT 1", (name,)
        )
        if not found or found[0][1] is None:
            raise CannotOpen
        version, blob, sealed_by = found[0]
        return version, self._open(name, version, blob, sealed_by)

    def read_version(self, name: str, version: int, *, retired: bool) -> bytes:
        """The key of one version. Raises CannotOpen."""
        found = self.rows("SELECT blob, sealed_by, retired_at FROM keys WHERE id = ? AND version = ?", (name, version))
        if not found or found[0][0] is None or (found[0][2] is not None and not retired):
            raise CannotOpen
        return self._open(name, version, found[0][0], found[0][1])

    def read_many(self, names: Iterable[str], *, retired: bool) -> dict[tuple[str, int], bytes]:
        """All living versions of the keys named; absent ones are left out."""
        wanted, found = list(names), {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            for name, version, blob, sealed_by in self.rows(
                f"SELECT id, version, blob, sealed_by FROM keys WHERE blob IS NOT NULL AND id IN ({marks})"  # noqa: S608
                + ("" if retired else " AND retired_at IS NULL"),
                part,
            ):
                found[name, version] = self._open(name, version, blob, sealed_by)
        return found

    # Sealing keys ---------------------------------------------------------------------------------------

    def newest_sealing_key(self) -> int:
        """The number of the sealing key under which keys are written."""
        return int(self._one("SELECT max(version) FROM sealing_keys"))

    def add_sealing_key(self, driver: drivers.Driver, key: bytes | None = None) -> int:
        """One more sealing key, wrapped by the newest master of `driver`; its number."""
        with self.writing():
            version = int(self._one("SELECT coalesce(max(version), 0) FROM sealing_keys")) + 1
            self.sealing[version] = key or ciphers.new_key()
            self.keep_sealing_key(version, driver)
        return version

    def keep_sealing_key(self, version: int, driver: drivers.Driver) -> None:
        """Wraps this sealing key with the newest master of `driver`."""
        blob = driver.wrap(self.sealing_key(version), _sealing_place(version))
        self.rows("INSERT OR REPLACE INTO sealing_keys VALUES (?, ?, ?)", (version, driver.name, blob))

    def sealing_key(self, version: int) -> bytes:
        """The opened sealing key. Raises KeyStoreAway where the driver does not open it."""
        if version not in self.sealing:
            found = self.rows("SELECT driver, blob FROM sealing_keys WHERE version = ?", (version,))
            if not found:
                raise KeyStoreAway
            try:
                self.sealing[version] = drivers.driver_named(found[0][0]).unwrap(found[0][1], _sealing_place(version))
            except ciphers.Broken as fault:
                raise KeyStoreAway from fault
        return self.sealing[version]

    def sealing_keys(self) -> list[tuple[int, str, bytes]]:
        """(number, driver, wrapped key) of the sealing keys, oldest first."""
        return [(row[0], row[1], row[2]) for row in self.rows("SELECT * FROM sealing_keys ORDER BY version")]

    def reseal_some(self, most: int) -> int:
        """Moves at most `most` keys from an earlier sealing key to the newest. Returns their number."""
        with self.writing():
            newest = self.newest_sealing_key()
            rows = self.rows(
                "SELECT id, version, blob, sealed_by FROM keys WHERE sealed_by < ? AND blob IS NOT NULL LIMIT ?",
                (newest, most),
            )
            for name, version, blob, sealed_by in rows:
                key = self._open(name, version, blob, sealed_by)
                self.rows(
                    "UPDATE keys SET blob = ?, sealed_by = ? WHERE id = ? AND version = ?",
                    (self._seal_key(name, version, key, newest), newest, name, version),
                )
        return len(rows)

    def left_to_reseal(self) -> tuple[int, int]:
        """(keys under earlier sealing keys, keys under the newest)."""
        newest = self.newest_sealing_key()
        old, new = self.rows(
            "SELECT coalesce(sum(sealed_by < ?), 0), coalesce(sum(sealed_by = ?), 0) FROM keys WHERE blob IS NOT NULL",
            (newest, newest),
        )[0]
        return int(old), int(new)

    def forget_earlier_sealing_keys(self) -> None:
        """Only the newest sealing key is left. Does nothing while a key uses an earlier one."""
        with self.writing():
            if self.left_to_reseal()[0] == 0:
                newest = self.newest_sealing_key()
                self.rows("DELETE FROM sealing_keys WHERE version < ?", (newest,))
                self.sealing = {newest: self.sealing_key(newest)}
        self.wipe()

    def wipe(self) -> None:
        """What was overwritten is gone from the write-ahead file too, unless somebody reads just now."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    # Copies ---------------------------------------------------------------------------------------------

    def everything(self) -> Iterator[tuple[str, int, bytes | None, str | None, str | None]]:
        """(name, version, opened key, destroyed at, retired at) of every key; the key is None when it was destroyed."""
        for name, version, blob, destroyed_at, retired_at, sealed_by in self.rows(
            "SELECT id, version, blob, destroyed_at, retired_at, sealed_by FROM keys ORDER BY id, version"
        ):
            key = None if blob is None else self._open(name, version, blob, sealed_by)
            yield name, version, key, destroyed_at, retired_at

    def take_in(
        self, name: str, version: int, key: bytes | None, destroyed_at: str | None, retired_at: str | None
    ) -> None:
        """Adds a key of a copy. The one that is there stays, and what was destroyed on either side is gone."""
        sealed_by = self.newest_sealing_key()
        blob = None if key is None else self._seal_key(name, version, key, sealed_by)
        self.rows(
            "INSERT OR IGNORE INTO keys (id, version, blob, destroyed_at, retired_at, sealed_by) VALUES (?, ?, ?, ?, ?, ?)",
            (name, version, blob, destroyed_at, retired_at, sealed_by),
        )
        if key is None:
            self.rows(
                "UPDATE keys SET blob = NULL, destroyed_at = coalesce(destroyed_at, ?) WHERE id = ? AND version = ?",
                (destroyed_at, name, version),
            )

    def _seal_key(self, name: str, version: int, key: bytes, sealed_by: int) -> bytes:
        return ciphers.encrypt(self.sealing_key(sealed_by), key, _place(name, version), version)

    def _open(self, name: str, version: int, blob: bytes, sealed_by: int) -> bytes:
        return ciphers.decrypt(self.sealing_key(sealed_by), blob, _place(name, version))

    # Tombstones -----------------------------------------------------------------------------------------

    def bury(self, kind: str, concerns: str, at: str, detail: Mapping[str, Any]) -> None:
        """Writes a tombstone; the same one is not written twice."""
        text = json.dumps(detail, separators=(",", ":"), sort_keys=True)
        self.rows(
            "INSERT INTO tombstones (kind, concerns, at, detail) SELECT ?, ?, ?, ? WHERE NOT EXISTS"
            " (SELECT 1 FROM tombstones WHERE kind = ? AND concerns = ? AND at = ? AND detail = ?)",
            (kind, concerns, at, text, kind, concerns, at, text),
        )


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as fault:
        raise KeyStoreAway from fault
