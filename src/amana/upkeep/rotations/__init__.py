"""Rotation of every kind of key: what it does, its progress, and resuming an interrupted one.

Texts under old and new keys are readable throughout. What needs nobody's key is completed here; what only holders can
do is started here and done by them as they open things: the count says how much is left.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from amana import vault
from amana.process_state import forget_cached_state
from amana.trust.actor import SYSTEM
from amana.trust.trail import record
from amana.upkeep.errors import NothingToRetire, RotationByOfficers
from amana.upkeep.rotations import holders, server, stored
from amana.upkeep.rotations.kinds import (
    Count,
    Kind,
    Progress,
    after,
    all_kinds,
    also_counts,
    end,
    kind_named,
    register,
    versioned_kind,
)
from amana.upkeep.rotations.secret import SECRET
from amana.vault.models import Instance, KeyRotation

__all__ = [
    "Count",
    "Kind",
    "ListedKind",
    "Progress",
    "after",
    "all_kinds",
    "also_counts",
    "counts",
    "end_what_is_done",
    "list_kinds",
    "record_passphrase_change",
    "record_rehearsal",
    "register",
    "renew_copy",
    "rotate",
    "versioned_kind",
]

register(
    server.MASTER,
    server.LOCK,
    holders.UNIT,
    holders.USER,
    holders.SECTION,
    holders.RECOVERY,
    *stored.ALL,
    server.TRAIL,
    server.WITNESS,
    SECRET,
)


_BY_HAND = (server.MASTER, server.LOCK)


def counts() -> dict[str, Count]:
    """Returns (still under earlier keys, under the newest) by kind. Raises KeyStoreAway."""
    return {kind.name: kind.count() for kind in all_kinds()}


@dataclass(frozen=True)
class ListedKind:
    """A kind as the operator sees it: its newest version, since when, and how much is under it and earlier ones."""

    kind: str
    version: int
    since: datetime | None
    old: int
    new: int
    under_way: bool


def list_kinds() -> list[ListedKind]:
    """Returns every kind with its newest key. Raises KeyStoreAway."""
    made = Instance.objects.values_list("made_at", flat=True).first()
    found = []
    for kind in all_kinds():
        last = KeyRotation.objects.filter(kind=kind.name).order_by("-begun_at").first()
        since, open_run = (last.begun_at, last.ended_at is None) if last else (made, False)
        old, new = kind.count()
        found.append(ListedKind(kind.name, kind.version(), since, old, new, open_run))
    return found


def rotate(
    kind: str,
    *,
    now: datetime,
    resume: bool = False,
    to: str | None = None,
    retire: bool = False,
    progress: Progress | None = None,
    wait: timedelta | None = None,
) -> Count:
    """Starts a rotation of this kind, or with `resume` continues it, as far as possible without a holder; its count.

    `to` is the driver that keeps the master from now on. With `retire` the earlier key is destroyed although something
    is still sealed under it, which cannot be opened from then on. `wait` is how long an earlier key stays at least,
    where it is not the usual time. Raises RotationByOfficers for the recovery key, NothingToRetire, ValueError.
    """
    if kind == "recovery":
        raise RotationByOfficers
    found = kind_named(kind)
    run = KeyRotation.objects.filter(kind=kind, ended_at=None).first()
    if retire:
        return _retire(found, run, now)
    if not resume:
        record(SYSTEM, f"trust.{kind}_keys_rotated", None, now)
    if run is None:
        if resume:
            return found.count()
        run = KeyRotation.objects.create(kind=kind, begun_at=now)
    told = progress or (lambda done, left: None)
    if found is server.MASTER:
        server.change_master(run, to=to, progress=told)
    found.begin(run, now)
    found.go_on(run, now, told)
    if found.ends_by_hand:
        if resume:
            end(found, run, now)
    elif found.ends_at_once:
        KeyRotation.objects.filter(id=run.id).update(ended_at=now)
    else:
        _end_if_done(found, run, now, found.wait if wait is None else wait)
    forget_cached_state()
    return found.count()


def _end_if_done(kind: Kind, run: KeyRotation, now: datetime, wait: timedelta) -> bool:
    """Destroys the earlier keys where nothing needs them any more, and everybody had time to finish a page."""
    if now < run.begun_at + wait or (kind.count()[0] and not kind.ends_by_time):
        return False
    end(kind, run, now)
    return True


def _retire(kind: Kind, run: KeyRotation | None, now: datetime) -> Count:
    """Ends the earlier key on the operator's order; the audit log records how much ended with it."""
    if run is None or not kind.can_be_retired:
        raise NothingToRetire
    record(SYSTEM, f"trust.{kind.name}_keys_retired", None, now, count=kind.count()[0])
    end(kind, run, now)
    return kind.count()


def renew_copy() -> None:
    """For a restore: what a copy has under keys that were rotated since is sealed again, by those that were kept for it."""
    for kind in all_kinds():
        kind.renew_copy()


def end_what_is_done(now: datetime) -> int:
    """Ends completed rotations, and destroys earlier keys that nothing needs; returns how many of those of people.

    What a page wrote under an earlier key while the rotation started is renewed again. An interrupted rotation of the
    master or of locks waits for the operator.
    """
    for run in KeyRotation.objects.filter(ended_at=None).order_by("id"):
        kind = kind_named(run.kind)
        if kind in _BY_HAND or kind.ends_by_hand:
            continue
        if kind.wait and kind.count()[0]:
            kind.go_on(run, now, lambda done, left: None)
        _end_if_done(kind, run, now, kind.wait)
    return vault.renewal.forget_earlier_keys(now)


@transaction.atomic
def record_rehearsal(now: datetime) -> None:
    """Records in the audit log that every kind was rotated on a restored copy, and that all went well."""
    record(SYSTEM, "trust.rotations_rehearsed", None, now)


def record_passphrase_change(now: datetime) -> None:
    """Records in the audit log that another passphrase opens the master key."""
    record(SYSTEM, "trust.passphrase_changed", None, now)
