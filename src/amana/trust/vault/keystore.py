"""The key store: lock keys by id and version, in a small database file of its own, sealed by a master key.

It lies apart from the database and is backed up apart, for 30 days at most: a lock key destroyed here makes every
older copy of the database unreadable for that case. The driver holds the master key only; this one is a file.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from amana.errors import CannotOpen
from amana.trust.vault import ciphers

_local = threading.local()


def _master() -> bytes:
    """The master key; made on first use, readable by the owner of the process only."""
    path = Path(settings.AMANA_MASTER_KEY)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(ciphers.new_key())
        return path.read_bytes()


class _Store:
    """One connection of one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.process = os.getpid()
        self.master = _master()
        fresh = not path.exists()
        self.base = sqlite3.connect(path, timeout=20, isolation_level=None)
        if fresh:
            path.chmod(0o600)
        self.base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "CREATE TABLE IF NOT EXISTS keys (id TEXT, version INTEGER, blob BLOB, destroyed_at TEXT,"
            " PRIMARY KEY (id, version)) WITHOUT ROWID;"
        )

    def make(self, name: str, version: int = 1) -> bytes:
        """A key under `name`; the one that is there when somebody was quicker."""
        key = ciphers.new_key()
        blob = ciphers.encrypt(self.master, key, ciphers.associated("keys", "blob", name, version), version)
        self.base.execute("INSERT OR IGNORE INTO keys (id, version, blob) VALUES (?, ?, ?)", (name, version, blob))
        return self.read(name)[1]

    def read(self, name: str) -> tuple[int, bytes]:
        """(version, key) of the newest version. Raises CannotOpen when it was destroyed or never was."""
        row = self.base.execute(
            "SELECT version, blob FROM keys WHERE id = ? ORDER BY version DESC LIMIT 1", (name,)
        ).fetchone()
        if row is None or row[1] is None:
            raise CannotOpen
        return row[0], self._open(name, row[0], row[1])

    def read_version(self, name: str, version: int) -> bytes:
        """The key of one version. Raises CannotOpen."""
        row = self.base.execute("SELECT blob FROM keys WHERE id = ? AND version = ?", (name, version)).fetchone()
        if row is None or row[0] is None:
            raise CannotOpen
        return self._open(name, version, row[0])

    def read_many(self, names: Iterable[str]) -> dict[tuple[str, int], bytes]:
        """All living versions of the keys named; absent ones are left out."""
        wanted, found = list(names), {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            for name, version, blob in self.base.execute(
                f"SELECT id, version, blob FROM keys WHERE blob IS NOT NULL AND id IN ({marks})",  # noqa: S608
                part,
            ):
                found[name, version] = self._open(name, version, blob)
        return found

    def destroy(self, name: str, at: str) -> None:
        """The key is gone in all versions; a tombstone stays."""
        self.base.execute("UPDATE keys SET blob = NULL, destroyed_at = ? WHERE id = ?", (at, name))

    def _open(self, name: str, version: int, blob: bytes) -> bytes:
        return ciphers.decrypt(self.master, blob, ciphers.associated("keys", "blob", name, version))


def _store() -> _Store:
    path = Path(settings.AMANA_KEY_STORE)
    store: _Store | None = getattr(_local, "store", None)
    if store is None or store.path != path or store.process != os.getpid():
        if store is not None:
            store.base.close()
        store = _local.store = _Store(path)
    return store


def close() -> None:
    """This thread's connection to the key store is shut; the next use opens it again."""
    store: _Store | None = getattr(_local, "store", None)
    if store is not None:
        store.base.close()
        _local.store = None


def new_lock() -> UUID:
    """A new lock key; its id."""
    lock = uuid4()
    _store().make(str(lock))
    return lock


def lock_key(lock: UUID) -> tuple[int, bytes]:
    """(version, key) of a lock. Raises CannotOpen when it was destroyed."""
    return _store().read(str(lock))


def lock_key_version(lock: UUID, version: int) -> bytes:
    """The lock key of one version. Raises CannotOpen."""
    return _store().read_version(str(lock), version)


def lock_keys(locks: Iterable[UUID]) -> dict[tuple[UUID, int], bytes]:
    """Lock keys by (lock, version), for reading in bulk; destroyed ones are left out."""
    return {(UUID(name), version): key for (name, version), key in _store().read_many(map(str, locks)).items()}


def destroy_lock(lock: UUID, at: str) -> None:
    """Nothing under this lock opens again, anywhere, once the last backup of the key store is gone."""
    _store().destroy(str(lock), at)


def named_key(name: str) -> bytes:
    """A key of the instance under a fixed name (blind indexes), made on first use."""
    try:
        return _store().read(name)[1]
    except CannotOpen:
        return _store().make(name)


def forget_named_key(name: str, at: str) -> None:
    """The key under this name is destroyed for good; a tombstone stays, so that none is made in its place."""
    _store().destroy(name, at)
