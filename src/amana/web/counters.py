"""Counters of wrong tries and codes that were used, shared by all processes of this machine.

They are stored in a small database file of their own, so that a count stays when a request is rolled back, and no lock
of one waits for the other. Names, accounts and addresses are in it as keyed hashes only. With the file, only the counts
of the last minutes are lost.
"""

import fcntl
import hmac
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from amana.process_state import follows_from_arguments

_local = follows_from_arguments(threading.local())  # connections, by file and process


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Counters(BaseCache):
    """Django's cache in a file, for small values that JSON can write."""

    def __init__(self, location: str | Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.path = Path(location)

    @contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        known: dict[tuple[Path, int], sqlite3.Connection] = _local.__dict__.setdefault("known", {})
        base = known.get((self.path, os.getpid()))
        if base is None:
            base = known[self.path, os.getpid()] = self._open_connection()
        base.execute("BEGIN IMMEDIATE")
        try:
            yield base
        except BaseException:
            base.execute("ROLLBACK")
            raise
        base.execute("COMMIT")

    def _open_connection(self) -> sqlite3.Connection:
        # SQLite does not wait when two processes make the same file a WAL file at once, so they take turns.
        with open(self.path.with_name(self.path.name + ".turn"), "a", opener=_for_us_alone) as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            base = sqlite3.connect(self.path, timeout=20, isolation_level=None)
            self.path.chmod(0o600)
            base.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;"
                "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT, until REAL) WITHOUT ROWID;"
            )
        return base

    def _name(self, key: str, version: int | None) -> str:
        named = self.make_and_validate_key(key, version=version)
        return hmac.new(settings.SECRET_KEY.encode(), named.encode(), "sha256").hexdigest()

    def _until(self, timeout: float | object | None) -> float | None:
        return self.get_backend_timeout(timeout)  # type: ignore[arg-type]  # its default is an object

    def add(
        self, key: str, value: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Sets the value where the name was free, and returns whether it was; of several who try, one succeeds."""
        name = self._name(key, version)
        with self._base() as base:
            base.execute("DELETE FROM kept WHERE until <= ?", (time.time(),))
            row = (name, json.dumps(value), self._until(timeout))
            return base.execute("INSERT OR IGNORE INTO kept VALUES (?, ?, ?)", row).rowcount == 1

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` where there is none any more."""
        with self._base() as base:
            row = base.execute(
                "SELECT value FROM kept WHERE name = ? AND (until IS NULL OR until > ?)",
                (self._name(key, version), time.time()),
            ).fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self, key: str, value: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Sets the value of the name."""
        row = (self._name(key, version), json.dumps(value), self._until(timeout))
        with self._base() as base:
            base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Deletes the value; returns whether there was one."""
        with self._base() as base:
            return base.execute("DELETE FROM kept WHERE name = ?", (self._name(key, version),)).rowcount == 1

    def clear(self) -> None:
        """Deletes all counts."""
        with self._base() as base:
            base.execute("DELETE FROM kept")
