"""The key store: lock keys by id and version, in a small database file of its own, sealed by a master key.

It is stored apart from the database and is backed up apart, for 30 days at most: a lock key destroyed here makes every
older copy of the database unreadable for that case. A driver holds the master key only.

A version of a key is *newest* (what is written from now on), *earlier* (still read), *retired* (kept for restores of
older backups, never given to a reader), or destroyed.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings

from amana.errors import CannotOpen
from amana.process_state import lives_with_a_request, mirrors
from amana.vault.errors import KeyStoreAway
from amana.vault.models import Instance
from amana.vault.store import Store

KINDS: Final = ("erasure", "withdrawal")
_local = threading.local()
_retired_too: ContextVar[bool] = lives_with_a_request(ContextVar("retired_too", default=False))


@dataclass(frozen=True)
class Tombstone:
    """What must be done again to any older copy that is restored: an erasure or a withdrawal, by opaque ids."""

    kind: str
    concerns: UUID
    at: datetime
    detail: dict[str, Any]


def _store() -> Store:
    if not settings.AMANA_HOLDS_KEYS:
        raise KeyStoreAway  # the process of the public face is not given one
    path = Path(settings.AMANA_KEY_STORE)
    store: Store | None = getattr(_local, "store", None)
    if store is None or not store.is_current(path):
        close()
        if not path.exists() and Instance.objects.exists():
            raise KeyStoreAway  # another one in its place would be written to, and lost when the first comes back
        store = _local.store = Store(path)
    return store


def check_reachable() -> None:
    """Returns when the key store can be read now. Raises KeyStoreAway."""
    store = _store()
    store.sealing_key(store.newest_sealing_key())


def begin(*, demo: bool = False) -> None:
    """The key store is there, made where there was none; for a new instance only.

    Where nobody has chosen a keeper, the master key of a demo is a plain file, and any other is under a passphrase.
    """
    Store(Path(settings.AMANA_KEY_STORE), demo=demo).base.close()


@mirrors
def close() -> None:
    """This thread's connection to the key store is closed, and its opened keys are forgotten; the next use opens it again."""
    store: Store | None = getattr(_local, "store", None)
    if store is not None:
        store.base.close()
        _local.store = None


# Locks ----------------------------------------------------------------------------------------------


def new_lock() -> UUID:
    """A new lock key; its id."""
    lock = uuid4()
    _store().make(str(lock))
    return lock


def new_lock_version(lock: UUID) -> int:
    """The lock has one more version, which is the newest; earlier ones stay readable. Raises CannotOpen if destroyed."""
    return _store().new_version(str(lock))


def lock_key(lock: UUID) -> tuple[int, bytes]:
    """(version, key) of the newest version of a lock. Raises CannotOpen when it was destroyed."""
    return _store().read(str(lock))


def lock_key_version(lock: UUID, version: int, *, retired: bool = False) -> bytes:
    """The lock key of one version; of one that was retired only when asked for. Raises CannotOpen."""
    return _store().read_version(str(lock), version, retired=retired)


def lock_keys(locks: Iterable[UUID], *, retired: bool = False) -> dict[tuple[UUID, int], bytes]:
    """Lock keys by (lock, version), for reading in bulk; destroyed ones are left out, and retired ones unless asked for."""
    found = _store().read_many(map(str, locks), retired=retired)
    return {(UUID(name), version): key for (name, version), key in found.items()}


def retire_versions_before(lock: UUID | str, version: int, at: str) -> None:
    """Versions of the lock, or of the named key, below this one serve restores only from now on."""
    _store().rows(
        "UPDATE keys SET retired_at = ? WHERE id = ? AND version < ? AND retired_at IS NULL AND blob IS NOT NULL",
        (at, str(lock), version),
    )


def destroy_retired(before: str, at: str) -> int:
    """Versions that were retired before this moment are gone, because no backup needs them any more; how many."""
    store = _store()
    with store.writing():
        gone = store.rows("SELECT count(*) FROM keys WHERE retired_at < ? AND blob IS NOT NULL", (before,))[0][0]
        store.rows(
            "UPDATE keys SET blob = NULL, destroyed_at = ? WHERE retired_at < ? AND blob IS NOT NULL", (at, before)
        )
    return int(gone)


def locks_in_two_versions() -> list[UUID]:
    """Locks of which an earlier version is still read besides the newest: somebody broke off between the two stores."""
    rows = _store().rows(
        "SELECT id FROM keys WHERE blob IS NOT NULL AND retired_at IS NULL AND length(id) = 36"
        " GROUP BY id HAVING count(*) > 1 ORDER BY id"
    )
    return [UUID(name) for (name,) in rows]


def destroy_lock(lock: UUID, at: str) -> None:
    """Nothing under this lock opens again, anywhere, once the last backup of the key store is gone."""
    _destroy(str(lock), at)


def is_living(lock: UUID) -> bool:
    """Whether any version of the lock key is left."""
    return bool(_store().rows("SELECT 1 FROM keys WHERE id = ? AND blob IS NOT NULL LIMIT 1", (str(lock),)))


def leave_no_pages() -> None:
    """What was overwritten in the key store is not left in its write-ahead file either."""
    _store().rows("PRAGMA wal_checkpoint(TRUNCATE)")


def _destroy(name: str, at: str) -> None:
    store = _store()
    store.rows("UPDATE keys SET blob = NULL, destroyed_at = coalesce(destroyed_at, ?) WHERE id = ?", (at, name))
    store.wipe()


# Named keys of the instance -----------------------------------------------------------------------------


def named_key(name: str) -> bytes:
    """The newest key of the instance under a fixed name (blind indexes), made on first use."""
    try:
        return _store().read(name)[1]
    except CannotOpen:
        return _store().make(name)


@contextmanager
def reading_retired() -> Iterator[None]:
    """Within the block, retired versions of named keys are read, too: a restored copy has rows under them."""
    token = _retired_too.set(True)
    try:
        yield
    finally:
        _retired_too.reset(token)


def named_key_versions(name: str) -> dict[int, bytes]:
    """All versions of a named key that are still read, by number; empty when it was never made."""
    found = _store().read_many([name], retired=_retired_too.get())
    return {version: key for (_, version), key in found.items()}


def newest_named(name: str) -> tuple[int, bytes]:
    """(version, key) of the newest key under a fixed name, made on first use: what is written from now on uses it."""
    try:
        return _store().read(name)
    except CannotOpen:
        return 1, _store().make(name)


def named_key_of_version(name: str, version: int) -> bytes:
    """A named key in one version. Raises CannotOpen for one that was destroyed or never was."""
    return _store().read_version(name, version, retired=_retired_too.get())


def names_of_keys(beginning: str) -> list[str]:
    """The names of living named keys that begin like this, in their order."""
    rows = _store().rows(
        "SELECT DISTINCT id FROM keys WHERE blob IS NOT NULL AND substr(id, 1, ?) = ? ORDER BY id",
        (len(beginning), beginning),
    )
    return [name for (name,) in rows]


def new_named_version(name: str) -> int:
    """The named key has one more version, which is the newest; earlier ones stay readable."""
    named_key(name)
    return _store().new_version(name)


def destroy_named_versions_before(name: str, version: int, at: str) -> None:
    """Versions of the named key below this one are gone."""
    _store().rows(
        "UPDATE keys SET blob = NULL, destroyed_at = ? WHERE id = ? AND version < ? AND blob IS NOT NULL",
        (at, name, version),
    )


def forget_named_key(name: str, at: str) -> None:
    """The key under this name is destroyed for good; a tombstone stays, so that none is made in its place."""
    _destroy(name, at)


def table(made_by: str) -> Store:
    """The store, with a table of its own for another module of the vault, made where it was not there yet."""
    store = _store()
    store.rows(made_by)
    return store


# Tombstones ---------------------------------------------------------------------------------------------


def tombstone(kind: str, concerns: UUID, at: datetime, detail: Mapping[str, Any]) -> None:
    """Records an erasure or withdrawal in the key store, so that it is repeated on a restored older copy of the database.

    `detail` holds ids and codes, never words. `at` is timezone-aware. Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    _store().bury(kind, str(concerns), at.astimezone(UTC).isoformat(), {name: str(detail[name]) for name in detail})


def tombstones_since(at: datetime) -> list[Tombstone]:
    """The tombstones of acts at or after this moment, in the order in which they were written."""
    rows = _store().rows("SELECT kind, concerns, at, detail FROM tombstones ORDER BY number")
    found = [Tombstone(kind, UUID(of), datetime.fromisoformat(when), json.loads(text)) for kind, of, when, text in rows]
    return [stone for stone in found if stone.at >= at]


def all_tombstones() -> list[Tombstone]:
    """Every tombstone, in the order in which they were written."""
    return tombstones_since(datetime.min.replace(tzinfo=UTC))
