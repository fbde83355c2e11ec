"""Keys that the server rotates by itself, and those whose public half others have noted."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.trust.actor import SYSTEM
from amana.trust.trail import record
from amana.upkeep.rotations.holders import rotations_of, stand_at
from amana.upkeep.rotations.kinds import BEGUN, Count, Kind, Progress
from amana.vault import storekeeping
from amana.vault.models import Facts, KeyRotation, Sealed

# The master -------------------------------------------------------------------------------------------------


def _count_master() -> Count:
    found = storekeeping.resealing()
    return found.old, found.new


def change_master(run: KeyRotation, *, to: str | None, progress: Progress) -> None:
    """Wraps every key of the key store under a new master, and destroys the earlier one. Raises KeyStoreAway."""
    storekeeping.rotate_master(to=to, resume=run.place == BEGUN, progress=progress)
    run.place = BEGUN
    run.save(update_fields=["place"])


# Locks ------------------------------------------------------------------------------------------------------


def _locks_after(place: str) -> list[UUID]:
    found = set(Sealed.objects.values_list("lock", flat=True).distinct())
    found |= set(Facts.objects.values_list("lock", flat=True).distinct())
    return sorted(lock for lock in found if lock.hex > place)


def _count_locks() -> Count:
    run = KeyRotation.objects.filter(kind="lock", ended_at=None).first()
    if run is None:
        return 0, len(_locks_after(""))
    return len(_locks_after(run.place)), run.done


def _relock(run: KeyRotation, at: datetime, progress: Progress) -> None:
    locks = _locks_after(run.place)
    for left, lock in zip(range(len(locks) - 1, -1, -1), locks, strict=True):
        with transaction.atomic():
            vault.relocking.relock(lock)
            stand_at(run, lock)
        progress(run.done, left)


# Signatures: a new key signs in addition to the present one; when resumed, it signs alone -------------------


def _begin_trail(run: KeyRotation, at: datetime) -> None:
    if vault.signing.trail_keys_that_sign() == 1 and run.place != BEGUN:
        record(SYSTEM, "trust.trail_key_renewed", None, at, key=vault.signing.renew_trail_key(at).id.hex())
    _mark_begun(run)


def _end_trail(at: datetime) -> None:
    vault.signing.forget_earlier_trail_keys(at)
    record(SYSTEM, "trust.trail_key_alone", None, at, key=vault.signing.trail_key().id.hex())


def _begin_witness(run: KeyRotation, at: datetime) -> None:
    if vault.signing.witness_keys_that_sign() == 1 and run.place != BEGUN:
        record(SYSTEM, "trust.witness_key_renewed", None, at, key=vault.signing.renew_witness_key(at).id.hex())
    _mark_begun(run)


def _end_witness(at: datetime) -> None:
    vault.signing.forget_earlier_witness_keys(at)
    record(SYSTEM, "trust.witness_key_alone", None, at, key=vault.signing.witness_key().id.hex())


def _mark_begun(run: KeyRotation) -> None:
    run.place = BEGUN
    run.save(update_fields=["place"])


MASTER = Kind("master", _count_master, lambda: storekeeping.resealing().newest)
LOCK = Kind("lock", _count_locks, lambda: rotations_of("lock"), go_on=_relock)
TRAIL = Kind(
    "trail",
    lambda: (vault.signing.trail_keys_that_sign() - 1, 1),
    lambda: len(vault.signing.trail_keys()),
    begin=_begin_trail,
    finish=_end_trail,
    ends_by_hand=True,
)
WITNESS = Kind(
    "witness",
    lambda: (vault.signing.witness_keys_that_sign() - 1, 1),
    lambda: len(vault.signing.witness_keys()),
    begin=_begin_witness,
    finish=_end_witness,
    ends_by_hand=True,
)
