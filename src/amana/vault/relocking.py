"""Revoking access without anybody's key: the wraps are deleted, and the rest is locked by a new version of the lock key.

A kept copy of a wrap that was taken away is a blob under the earlier version, which the key store keeps for
restoring backups and never gives to a reader. The texts that were open are marked: their own key changes when somebody
who may opens them next, and nothing is written under a marked key.

Key store and database are two stores. The new version is made first, the rows move in one transaction, and only
when that is done is the earlier version put away. Wherever it breaks off, what is in the database opens for those
who are in it; `finish_relocking` finishes what was started.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Substr

from amana.errors import CannotOpen
from amana.process_state import lives_with_a_request
from amana.vault import ciphers, facts, keystore, wraps
from amana.vault.acting import SYSTEM, acting_as
from amana.vault.clock import now
from amana.vault.holding import hold_lock
from amana.vault.models import Facts, Sealed, Wrap

_log = logging.getLogger("amana.trust")
_AT_ONCE = 500
_due: ContextVar[set[UUID] | None] = lives_with_a_request(ContextVar("locks_to_renew", default=None))


@contextmanager
def closing_together() -> Iterator[None]:
    """Revokes wraps of the same lock together, with one new version of it. Called within a transaction."""
    if _due.get() is not None:
        yield
        return
    locks: set[UUID] = set()
    token = _due.set(locks)
    try:
        yield
    finally:
        _due.reset(token)
    for lock in sorted(locks):
        relock(lock)


def close(doors: QuerySet[Wrap]) -> int:
    """These wraps are gone, their texts are marked, their locks renewed; how many wraps. Needs nobody's key."""
    with transaction.atomic(), acting_as(SYSTEM):
        rows = list(doors.values_list("pk", "sealed", "sealed__lock"))
        if not rows:
            return 0
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            Sealed.objects.filter(id__in={sealed for _, sealed, _ in part}).update(to_be_rotated=True)
            Wrap.objects.filter(pk__in=[pk for pk, _, _ in part]).delete()
        with closing_together():
            due = _due.get()
            assert due is not None  # closing_together has just begun one
            due |= {lock for _, _, lock in rows}
        return len(rows)


@transaction.atomic
def relock(lock: UUID) -> int:
    """The lock has a new version: every wrap and all facts of it are locked by that one; its number.

    Needs nobody's key. A lock that was destroyed stays so, and 0 is returned.
    """
    hold_lock(lock, alone=True)
    try:
        keystore.lock_key(lock)
    except ciphers.Broken:
        raise
    except CannotOpen:
        return 0
    version = keystore.new_lock_version(lock)
    with acting_as(SYSTEM):  # the actor may not see the rows of others, and all of them have to move
        _move(lock, version)
    _put_away_later(lock, version)
    return version


def finish_relocking() -> int:
    """What broke off between the two stores is finished; how many locks that were."""
    locks = keystore.locks_in_two_versions()
    for lock in locks:
        with transaction.atomic():
            hold_lock(lock, alone=True)
            version, _ = keystore.lock_key(lock)
            with acting_as(SYSTEM):
                _move(lock, version)
            _put_away_later(lock, version)
    return len(locks)


@transaction.atomic
def relock_restored(lock: UUID) -> int:
    """Moves rows of a restored database from a version put away to the newest one. Returns the number of rows.

    Only for a restore, after withdrawals and erasures that are later than the backup were done again.
    """
    hold_lock(lock, alone=True)
    version, _ = keystore.lock_key(lock)
    with acting_as(SYSTEM):
        return _move(lock, version, retired=True)


def _put_away_later(lock: UUID, version: int) -> None:
    put_away = partial(keystore.retire_versions_before, lock, version, now().isoformat(timespec="microseconds"))
    transaction.on_commit(put_away, robust=True)  # when it fails, `finish_relocking` does it


def _move(lock: UUID, version: int, *, retired: bool = False) -> int:
    """Every row under `lock` is locked by `version`. What does not open was changed by somebody: it stays as it is, unreadable."""
    keys = {number: key for (_, number), key in keystore.lock_keys([lock], retired=retired).items()}
    moved: list[Wrap] = []
    for wrap in Wrap.objects.filter(sealed__lock=lock).select_related("sealed").defer("sealed__envelope"):
        if wrap.lock_version == version and wraps.contract_of(wrap) == wraps.OUTER:
            continue
        try:
            contract, inner = wraps.unlock_inner(wrap, _of(keys, wrap.lock_version))
        except CannotOpen:
            _log.error("wrap %s of text %s does not open and was left as it is", wrap.pk, wrap.sealed_id)
            continue
        wrap.lock_version = version
        wrap.blob = wraps.lock_inner(contract, inner, wrap, keys[version])
        moved.append(wrap)
    Wrap.objects.bulk_update(moved, ["lock_version", "blob"], batch_size=_AT_ONCE // 5)
    told: list[Facts] = []
    for row in Facts.objects.filter(lock=lock).exclude(lock_version=version):
        try:
            facts.relock(row, _of(keys, row.lock_version), version, keys[version])
        except CannotOpen:
            _log.error("facts %s do not open and were left as they are", row.pk)
            continue
        told.append(row)
    Facts.objects.bulk_update(told, ["lock_version", "envelope"], batch_size=_AT_ONCE // 5)
    return len(moved) + len(told)


def _of(keys: dict[int, bytes], version: int) -> bytes:
    if version not in keys:
        raise CannotOpen
    return keys[version]


# What runs out, and what was made before ------------------------------------------------------------


def close_expired(at: datetime, most: int = 200) -> int:
    """Wraps whose moment has passed are gone, a lock at a time; how many wraps. `most` locks at once."""
    gone = Wrap.objects.filter(expires_at__lte=at)
    return _lock_by_lock(gone, list(gone.values_list("sealed__lock", flat=True).distinct()[:most]))


def close_for(kind: str, holder: UUID) -> int:
    """A user or unit holds nothing any more, on any ground; one lock at a time, so that it can be done again."""
    theirs = Wrap.objects.filter(holder_kind=kind, holder=holder)
    return _lock_by_lock(theirs, list(theirs.values_list("sealed__lock", flat=True).distinct()))


def _lock_by_lock(doors: QuerySet[Wrap], locks: Sequence[UUID]) -> int:
    return sum(close(doors.filter(sealed__lock=lock)) for lock in locks)


def bind_earlier(most: int = 100) -> int:
    """Wraps made before consent and expiry, or section and lock, were bound are bound now. Returns in how many locks some were.

    As they are: what the database says of them now is what they are bound to. A wrap that does not open stays as it is.
    """
    contract = Substr("blob", 1, 1, output_field=BinaryField())
    earlier = Wrap.objects.annotate(contract=contract).exclude(contract=bytes([wraps.OUTER]))
    locks = list(earlier.values_list("sealed__lock", flat=True).distinct()[:most])
    return sum(_bind(lock, earlier.filter(sealed__lock=lock)) for lock in locks)


def _bind(lock: UUID, earlier: QuerySet[Wrap]) -> bool:
    before = earlier.count()
    relock(lock)
    return earlier.count() < before
