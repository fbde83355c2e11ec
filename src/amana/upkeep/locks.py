"""The worker's duties for locks: finishes what was interrupted, closes what has expired, destroys old versions."""

from collections.abc import Callable
from datetime import datetime, timedelta

from amana import vault
from amana.process_state import filled_at_start, mirrors

# Copies of the key store and of the database are kept no longer than this; see docs/do/backup.md.
KEPT_FOR_RESTORES = timedelta(days=30)

type OldestBackup = Callable[[], datetime | None]
_oldest_backup: list[OldestBackup] = filled_at_start([])
_bound: list[bool] = []
mirrors(_bound.clear)


def register_oldest_backup(oldest: OldestBackup) -> None:
    """Registers `oldest`, which returns the moment of the oldest backup that is left; None where there is none."""
    _oldest_backup[:] = [oldest]


def keep_locks(now: datetime) -> int:
    """Finishes interrupted closings and closes what has expired; returns how many accesses were closed.

    Wraps from before consent and expiry were bound are looked for until none is left, once in each run of the worker.
    """
    vault.relocking.finish_relocking()
    vault.renewal.forget_earlier_keys(now)
    closed = vault.relocking.close_expired(now)
    if not _bound and vault.relocking.bind_earlier() == 0:
        _bound.append(True)
    return closed


def destroy_old_versions(now: datetime) -> int:
    """Destroys versions of lock keys that no backup needs any more; returns how many.

    They were retired before the oldest backup that is left was made, and 30 days ago at the latest.
    """
    oldest = [moment for ask in _oldest_backup if (moment := ask()) is not None]
    before = max([now - KEPT_FOR_RESTORES, *oldest])
    return vault.keystore.destroy_retired(
        before.isoformat(timespec="microseconds"), now.isoformat(timespec="microseconds")
    )
