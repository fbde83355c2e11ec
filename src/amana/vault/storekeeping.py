"""Keeping the key store: a copy for its own backup, another master, another keeper of the master.

A copy is one age file (https://age-encryption.org/v1) to recipients whose identities are kept elsewhere: it needs no master
key of this machine, so it opens after the machine burnt. It holds every key of the store; an identity that opens it and a copy of
the database still needs the password of a user, or the recovery officers.
"""

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pyrage

from amana.errors import CannotOpen
from amana.vault import drivers, keystore
from amana.vault.keystore import Tombstone
from amana.vault.store import Store

_HEAD: Final = "amana key store, copy 1"
_AT_ONCE: Final = 500
PLAIN: Final = drivers.PLAIN
PASSPHRASE: Final = drivers.PassphraseDriver.name
type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Resealing:
    """How far the store is re-sealed: keys under an earlier sealing key, keys under the newest, who keeps the master.

    `masters` are left, and `newest` is the number of the last one.
    """

    old: int
    new: int
    driver: str
    masters: int
    newest: int


def dump_sealed(recipients: Sequence[str]) -> bytes:
    """Every key and tombstone at one moment, as an age file to these recipients (age1...). Raises ValueError, KeyStoreAway."""
    try:
        to = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as fault:
        raise ValueError("recipient") from fault
    if not to:
        raise ValueError("recipient")
    store = keystore._store()
    with store.writing():  # nobody writes meanwhile, so that keys and tombstones belong together
        lines = list(_lines(store))
    return bytes(pyrage.encrypt("\n".join(lines).encode(), to))


def _lines(store: Store) -> Iterator[str]:
    yield _HEAD
    for name, version, key, destroyed_at, retired_at in store.everything():
        text = None if key is None else b64encode(key).decode()
        yield json.dumps(["key", name, version, text, destroyed_at, retired_at])
    for stone in store.rows("SELECT kind, concerns, at, detail FROM tombstones ORDER BY number"):
        yield json.dumps(["tombstone", *stone])
    yield json.dumps(["end"])


def load_sealed(copy: bytes, identity: str) -> list[Tombstone]:
    """Adds the keys of a copy to this machine's key store, made where there is none. Returns its tombstones.

    A key that is here stays as it is; what was destroyed here or in the copy is gone. `identity` is an age identity
    (AGE-SECRET-KEY-1...). Raises CannotOpen for a copy that it does not open or that is cut off.
    """
    try:
        text = pyrage.decrypt(copy, [pyrage.x25519.Identity.from_str(identity.strip())])
    except (pyrage.DecryptError, pyrage.IdentityError) as fault:
        raise CannotOpen from fault
    head, *lines = text.decode().split("\n")
    rows = [json.loads(line) for line in lines]
    if head != _HEAD or not rows or rows[-1] != ["end"]:
        raise CannotOpen
    keystore.begin()
    store = keystore._store()
    with store.writing():
        for kind, *row in rows[:-1]:
            if kind == "key":
                name, version, key, destroyed_at, retired_at = row
                store.take_in(name, version, key and b64decode(key), destroyed_at, retired_at)
            else:
                of, concerns, at, detail = row
                store.bury(of, concerns, at, json.loads(detail))
    store.wipe()
    return keystore.all_tombstones()


def resealing() -> Resealing:
    """How far the store is re-sealed. Raises KeyStoreAway."""
    store = keystore._store()
    old, new = store.left_to_reseal()
    driver = store.sealing_keys()[-1][1]
    versions = drivers.driver_named(driver).versions()
    return Resealing(old, new, driver, len(versions), versions[-1])


def keepers() -> set[str]:
    """The drivers without which the store does not open, read without opening it. Raises KeyStoreAway."""
    return {name for _, name, _ in keystore._store().sealing_keys()}


def wants_new_passphrase(*, demo: bool) -> bool:
    """Whether a key store that is made now begins under a passphrase."""
    return drivers.driver_wanted(demo=demo) == PASSPHRASE


def wants_plain_file(*, demo: bool) -> bool:
    """Whether the master key of a key store that is made now would be a plain file."""
    return drivers.driver_wanted(demo=demo) == PLAIN


def begin_under_passphrase() -> None:
    """The passphrase opens the master key that is there; where there is none, it is made under a new passphrase.

    Raises WrongPassphrase, PassphraseMissing, WeakPassphrase, PassphrasesDiffer, KeyStoreAway.
    """
    drivers.PassphraseDriver().begin()


def check_passphrase() -> None:
    """Returns when the passphrase opens the master key. Raises WrongPassphrase, PassphraseMissing, KeyStoreAway."""
    drivers.PassphraseDriver().versions()


def change_passphrase(passphrase: str) -> None:
    """Another passphrase opens the same masters from now on. Raises WeakPassphrase, and what `check_passphrase` raises."""
    drivers.PassphraseDriver().seal_anew(passphrase)


def rotate_master(*, to: str | None = None, resume: bool = False, progress: Progress | None = None) -> Resealing:
    """A new master keeps the store, with the same keeper or with the driver `to`; the earlier masters are destroyed.

    Every key is re-sealed, some at a time, and stays readable all along. Broken off, it goes on with `resume`, which
    begins nothing by itself. Copies made by `dump_sealed` don't depend on any master. Raises KeyStoreAway.
    """
    with _alone():
        return _rotate_master(to, resume, progress)


@contextmanager
def _alone() -> Iterator[None]:
    """No other process changes the master meanwhile; it waits for its turn, and goes on from what it finds then."""
    path = keystore._store().path
    handle = os.open(path.with_name(f"{path.name}.turn"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _rotate_master(to: str | None, resume: bool, progress: Progress | None) -> Resealing:
    store = keystore._store()
    kept_by = store.sealing_keys()[-1][1]
    driver = drivers.driver_named(to or kept_by)
    if not _is_under_way(store, driver):
        if resume and kept_by == driver.name:
            _leave_no_plain_master(store)
            return resealing()
        if kept_by == driver.name:
            driver.rotate()
        else:
            driver.begin()
        store.add_sealing_key(driver)
    elif _newest_master_seals_nothing(store, driver):
        store.add_sealing_key(driver)
    total = sum(store.left_to_reseal())
    while store.reseal_some(_AT_ONCE):
        if progress:
            progress(store.left_to_reseal()[1], total)
    earlier = {name for _, name, _ in store.sealing_keys()} - {driver.name}
    store.forget_earlier_sealing_keys()
    _destroy_masters(store, driver, earlier)
    return resealing()


def _destroy_masters(store: Store, driver: drivers.Driver, keepers: Iterable[str]) -> None:
    """Masters under which no sealing key is left are gone, and keepers who keep none have left.

    What the store still needs is read from the store itself, not from what was meant to be done before: a master that is
    destroyed too early takes every key with it.
    """
    needed = {(name, _master_of(blob)) for _, name, blob in store.sealing_keys()}
    for number in driver.versions()[:-1]:
        if (driver.name, number) not in needed:
            driver.destroy(number)
    for name in keepers:
        if name not in {kept_by for kept_by, _ in needed}:
            drivers.driver_named(name).leave()
    _leave_no_plain_master(store)


def _leave_no_plain_master(store: Store) -> None:
    """The plain file of a master is gone, unless the store needs it: a move away from it may have broken off before that."""
    if drivers.PLAIN not in {name for _, name, _ in store.sealing_keys()}:
        drivers.driver_named(drivers.PLAIN).leave()


def _is_under_way(store: Store, driver: drivers.Driver) -> bool:
    """Whether an earlier run broke off: keys use two sealing keys, or there is a master that seals nothing yet."""
    keys = store.sealing_keys()
    return keys[-1][1] == driver.name and (len(keys) > 1 or len(driver.versions()) > 1)


def _newest_master_seals_nothing(store: Store, driver: drivers.Driver) -> bool:
    return _master_of(store.sealing_keys()[-1][2]) != driver.versions()[-1]


def _master_of(blob: bytes) -> int:
    """The number of the master that wraps a sealing key: every driver writes it in front."""
    return int.from_bytes(blob[:4])
