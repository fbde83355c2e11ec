"""Rotation of every kind of key: what it does, how far it is, and going on where it broke off.

Old and new are readable all along. What needs nobody's key runs to its end here; what only holders can do is begun here
and done by them as they open things: the count says how much is left.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from amana.trust import vault
from amana.trust.actor import SYSTEM
from amana.trust.errors import RotationByOfficers
from amana.trust.models import Facts, Key, KeyRotation, Membership, Sealed, User, Wrap
from amana.trust.trail import record
from amana.trust.vault import renewal, storekeeping

KINDS: Final = ("master", "lock", "unit", "user", "section", "recovery", "trail")
type Progress = Callable[[int, int], None]
type Count = tuple[int, int]


def counts() -> dict[str, Count]:
    """(still under earlier keys, under the newest) by kind. Raises KeyStoreAway."""
    master = storekeeping.resealing()
    marked = Sealed.objects.filter(to_be_rotated=True).count()
    return {
        "master": (master.old, master.new),
        "lock": _count_locks(),
        "unit": renewal.counted("unit"),
        "user": _count_users(),
        "section": (marked, Sealed.objects.count() - marked),
        "recovery": _count_recovery(),
        "trail": (vault.trail_keys_that_sign() - 1, 1),
    }


def rotate(
    kind: str, *, now: datetime, resume: bool = False, to: str | None = None, progress: Progress | None = None
) -> Count:
    """A rotation of this kind is begun, or with `resume` gone on with, as far as it goes without a holder; its count.

    `to` is the driver that keeps the master from now on. Raises RotationByOfficers for the recovery key, ValueError.
    """
    if kind == "recovery":
        raise RotationByOfficers
    if kind not in KINDS:
        raise ValueError(kind)
    if not resume:
        record(SYSTEM, f"trust.{kind}_keys_rotated", None, now)
    if kind == "master":
        storekeeping.rotate_master(to=to, resume=resume, progress=progress)
        return counts()[kind]
    if kind == "trail":
        _rotate_trail(now, resume=resume)
        return counts()[kind]
    run = KeyRotation.objects.filter(kind=kind, ended_at=None).first()
    if run is None and not resume:
        run = KeyRotation.objects.create(kind=kind, begun_at=now)
    if run is not None:
        _STEPS[kind](run, now, progress or (lambda done, left: None))
        if not counts()[kind][0] or kind in {"unit", "section"}:  # the rest is done by holders, and counted by itself
            KeyRotation.objects.filter(id=run.id).update(ended_at=now)
    vault.look_again()
    return counts()[kind]


# Lock keys: needs nobody's key ------------------------------------------------------------------------------


def _locks_after(place: str) -> list[UUID]:
    found = set(Sealed.objects.values_list("lock", flat=True).distinct())
    found |= set(Facts.objects.values_list("lock", flat=True).distinct())
    return sorted(lock for lock in found if lock.hex > place)


def _count_locks() -> Count:
    run = KeyRotation.objects.filter(kind="lock", ended_at=None).first()
    if run is None:
        return 0, len(_locks_after(""))
    return len(_locks_after(run.place)), run.done


def _rotate_locks(run: KeyRotation, now: datetime, progress: Progress) -> None:
    locks = _locks_after(run.place)
    for left, lock in zip(range(len(locks) - 1, -1, -1), locks, strict=True):
        with transaction.atomic():
            vault.relock(lock)
            _stand_at(run, lock)
        progress(run.done, left)


def _stand_at(run: KeyRotation, place: UUID) -> None:
    run.place, run.done = place.hex, run.done + 1
    run.save(update_fields=["place", "done"])


# Keys of units and users, keys of texts: begun here, done by holders ----------------------------------------


def _rotate_units(run: KeyRotation, now: datetime, progress: Progress) -> None:
    """Every unit with a key has a new one, which its present members hold."""
    units = list(_units_after(run.place))
    for left, unit in zip(range(len(units) - 1, -1, -1), units, strict=True):
        members = Membership.objects.filter(unit=unit, admitted_at__isnull=False, user__is_active=True)
        with transaction.atomic():
            found = list(members.order_by("user").values_list("user", flat=True))
            if found:  # a key that nobody holds would open nothing
                version = vault.renew_unit_key(unit, found, now)
                record(SYSTEM, "trust.unit_key_renewed", unit, now, version=version)
            _stand_at(run, unit)
        progress(run.done, left)


def _units_after(place: str) -> Iterator[UUID]:
    units = set(Key.objects.filter(holder_kind="unit").values_list("holder", flat=True))
    return (unit for unit in sorted(units) if unit.hex > place)


def _rotate_users(run: KeyRotation, now: datetime, progress: Progress) -> None:
    """Everybody chooses a new password when they next sign in, and has a new key by it."""
    User.objects.filter(id__in=_earlier_users(run.begun_at)).update(must_change_password=True)


def _earlier_users(begun_at: datetime) -> list[UUID]:
    newer = set(Key.objects.filter(holder_kind="user", made_at__gte=begun_at).values_list("holder", flat=True))
    return [id for id in User.objects.filter(is_active=True).values_list("id", flat=True) if id not in newer]


def _count_users() -> Count:
    run = KeyRotation.objects.filter(kind="user", ended_at=None).first()
    active = User.objects.filter(is_active=True).count()
    old = len(_earlier_users(run.begun_at)) if run is not None else 0
    return old, active - old


def _mark_texts(run: KeyRotation, now: datetime, progress: Progress) -> None:
    """Every text has a new key when somebody who may opens it next; nothing is written under the present ones."""
    Sealed.objects.filter(to_be_rotated=False).update(to_be_rotated=True)


def _rotate_trail(now: datetime, *, resume: bool) -> None:
    """A new key signs beside the present one; gone on with, it signs alone. Both are lines of the trail that they sign."""
    if resume:
        vault.forget_earlier_trail_keys(now)
        record(SYSTEM, "trust.trail_key_alone", None, now, key=vault.trail_key().id.hex())
    elif vault.trail_keys_that_sign() == 1:
        record(SYSTEM, "trust.trail_key_renewed", None, now, key=vault.renew_trail_key(now).id.hex())


def _count_recovery() -> Count:
    """Texts without a wrap to the present officers, and those with one."""
    newest = Key.objects.filter(holder_kind="recovery").order_by("-version").first()
    if newest is None:
        return Sealed.objects.count(), 0
    new = Wrap.objects.filter(holder_kind="recovery", holder_version=newest.version).count()
    return Sealed.objects.count() - new, new


_STEPS: Final[dict[str, Callable[[KeyRotation, datetime, Progress], None]]] = {
    "lock": _rotate_locks,
    "unit": _rotate_units,
    "user": _rotate_users,
    "section": _mark_texts,
}


def end_what_is_done(now: datetime) -> int:
    """Rotations that holders have finished are over, and earlier keys that nothing needs are gone; how many keys."""
    for run in KeyRotation.objects.filter(ended_at=None, kind__in=("user", "recovery")).order_by("id"):
        if counts()[run.kind][0] == 0:
            KeyRotation.objects.filter(id=run.id).update(ended_at=now)
    return vault.forget_earlier_keys()
