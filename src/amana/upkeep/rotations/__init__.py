"""Rotation of every kind of key: what it does, how far it is, and going on where it broke off.

Old and new are readable all along. What needs nobody's key runs to its end here; what only holders can do is begun here
and done by them as they open things: the count says how much is left.
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
    named,
    register,
)
from amana.upkeep.rotations.secret import SECRET
from amana.vault.models import Instance, KeyRotation

__all__ = [
    "Count",
    "Kind",
    "Listed",
    "Progress",
    "after",
    "all_kinds",
    "also_counts",
    "counts",
    "end_what_is_done",
    "listed",
    "named",
    "register",
    "rehearsed",
    "rotate",
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
    """(still under earlier keys, under the newest) by kind. Raises KeyStoreAway."""
    return {kind.name: kind.count() for kind in all_kinds()}


@dataclass(frozen=True)
class Listed:
    """A kind as the operator sees it: which version is the newest, since when, and what lies under it and under earlier ones."""

    kind: str
    version: int
    since: datetime | None
    old: int
    new: int
    under_way: bool


def listed() -> list[Listed]:
    """Every kind with its newest key. Raises KeyStoreAway."""
    made = Instance.objects.values_list("made_at", flat=True).first()
    found = []
    for kind in all_kinds():
        last = KeyRotation.objects.filter(kind=kind.name).order_by("-begun_at").first()
        since, open_run = (last.begun_at, last.ended_at is None) if last else (made, False)
        old, new = kind.count()
        found.append(Listed(kind.name, kind.version(), since, old, new, open_run))
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
    """A rotation of this kind is begun, or with `resume` gone on with, as far as it goes without a holder; its count.

    `to` is the driver that keeps the master from now on. With `retire` the earlier key is destroyed although something
    still lies under it, which opens nothing from then on. `wait` is how long an earlier key stays at least, where that is
    another time than usual. Raises RotationByOfficers for the recovery key, NothingToRetire, ValueError.
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
    """The earlier keys are destroyed where nothing needs them any more, and everybody had time to finish a page."""
    if now < run.begun_at + wait or (kind.count()[0] and not kind.ends_by_time):
        return False
    end(kind, run, now)
    return True


def _retire(kind: Kind, run: KeyRotation | None, now: datetime) -> Count:
    """The operator says that the earlier key ends, and the trail says how much ended with it."""
    if run is None or not kind.can_be_retired:
        raise NothingToRetire
    record(SYSTEM, f"trust.{kind.name}_keys_retired", None, now, count=kind.count()[0])
    end(kind, run, now)
    return kind.count()


def end_what_is_done(now: datetime) -> int:
    """Rotations of which nothing is left are over, and earlier keys that nothing needs are gone; how many of those of people.

    What a page wrote under an earlier key while the rotation began is done again. A master or locks that broke off wait
    for the operator.
    """
    for run in KeyRotation.objects.filter(ended_at=None).order_by("id"):
        kind = kind_named(run.kind)
        if kind in _BY_HAND or kind.ends_by_hand:
            continue
        if kind.wait and kind.count()[0]:
            kind.go_on(run, now, lambda done, left: None)
        _end_if_done(kind, run, now, kind.wait)
    return vault.forget_earlier_keys(now)


@transaction.atomic
def rehearsed(now: datetime) -> None:
    """Every kind was rotated on a restored copy, and all went well: the trail says so."""
    record(SYSTEM, "trust.rotations_rehearsed", None, now)
