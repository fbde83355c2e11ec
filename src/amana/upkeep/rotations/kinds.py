"""How a kind of key is rotated: how a new one is created, what needs no holder, what is left, and how the old one ends.

One rule holds for all of them. The new key is created first, and is used for everything written from then on. What is
sealed under earlier ones stays readable, is counted, and is sealed again under the new one: by the server, by the user
who opens it, or it expires. An earlier key is destroyed when the count is 0, and not before `wait` has passed, because
a page that was being answered when the new key came may still write under the earlier one. Where nobody could sign in
to a restored older copy without it, it is retired instead: only a restore reads it, and it is destroyed with the last
copy that needs it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from amana.process_state import filled_at_start
from amana.vault import keystore
from amana.vault.clock import now
from amana.vault.models import KeyRotation
from amana.vault.renewal import GRACE

type Progress = Callable[[int, int], None]
type Count = tuple[int, int]
BEGUN: Final = "begun"


def _do_nothing(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """One kind of key. `count` is (still under earlier keys, under the newest)."""

    name: str
    count: Callable[[], Count]
    version: Callable[[], int]
    # Creates the new key; called again in the same run, it creates no other.
    begin: Callable[[KeyRotation, datetime], None] = _do_nothing
    # Does what needs no holder; if interrupted anywhere, it continues when it is called again.
    go_on: Callable[[KeyRotation, datetime, Progress], None] = _do_nothing
    # Destroys the earlier keys.
    finish: Callable[[datetime], None] = _do_nothing
    wait: timedelta = timedelta(0)
    ends_at_once: bool = False  # the run is over when it is complete; what holders do is counted by itself
    ends_by_time: bool = False  # the earlier key is accepted for `wait`, and then no more
    ends_by_hand: bool = False  # somebody outside has to note the new key first
    can_be_retired: bool = False  # may end by the operator's order while something is still under the earlier key
    # Seals again, with retired keys, what a restored copy has under them.
    renew_copy: Callable[[], None] = _do_nothing


def versioned_kind(
    name: str,
    *,
    names: Callable[[], Iterable[str]],
    count: Callable[[], Count],
    renew: Callable[[], None] = _do_nothing,
    forget: Callable[[datetime], None] = _do_nothing,
    can_be_retired: bool = False,
    kept_for_restores: bool = False,
) -> Kind:
    """Returns a kind whose keys are in the key store, each under a fixed name and in versions.

    `names` are the existing ones, `renew` seals again what the server can do by itself, and `forget` is called after
    the earlier versions are destroyed, or retired where they are `kept_for_restores`.
    """

    def begin(run: KeyRotation, at: datetime) -> None:
        if run.place == BEGUN:
            return
        for key in names():
            if len(keystore.named_key_versions(key)) == 1:
                keystore.new_named_version(key)
        run.place = BEGUN
        run.save(update_fields=["place"])

    def finish(at: datetime) -> None:
        for key in names():
            versions = keystore.named_key_versions(key)
            if len(versions) > 1 and kept_for_restores:
                keystore.retire_versions_before(key, max(versions), at.isoformat(timespec="microseconds"))
            elif len(versions) > 1:
                keystore.destroy_named_versions_before(key, max(versions), at.isoformat())
        keystore.leave_no_pages()
        forget(at)

    def renew_copy() -> None:
        with keystore.reading_retired():
            renew()
        forget(now())

    return Kind(
        name,
        count,
        version=lambda: max((max(keystore.named_key_versions(key), default=0) for key in names()), default=0),
        begin=begin,
        go_on=lambda run, at, progress: renew(),
        finish=finish,
        wait=GRACE,
        can_be_retired=can_be_retired,
        renew_copy=renew_copy if kept_for_restores else _do_nothing,
    )


_kinds: dict[str, Kind] = filled_at_start({})
_also: dict[str, list[Callable[[], Counter[int]]]] = filled_at_start(defaultdict(list))
_after: dict[str, list[Callable[[datetime], object]]] = filled_at_start(defaultdict(list))


def register(*kinds: Kind) -> None:
    """Registers kinds to be counted, listed and rotated; of two with one name, the later one."""
    _kinds.update({each.name: each for each in kinds})


def kind_named(name: str) -> Kind:
    """The kind. Raises ValueError."""
    try:
        return _kinds[name]
    except KeyError as unknown:
        raise ValueError(name) from unknown


def all_kinds() -> list[Kind]:
    """Returns every kind, in the order in which they were registered."""
    return list(_kinds.values())


def also_counts(name: str, versions: Callable[[], Counter[int]]) -> None:
    """Registers a count of rows of another room, by the version of their key, that belong to this kind."""
    _also[name].append(versions)


def counted_elsewhere(name: str) -> Counter[int]:
    """Returns the rows of other rooms that are sealed under keys of this kind, by version."""
    return sum((versions() for versions in _also.get(name, ())), Counter())


def after(name: str, do: Callable[[datetime], object]) -> None:
    """Registers `do`, called after the earlier keys of this kind were destroyed. It can be repeated."""
    _after[name].append(do)


def end(kind: Kind, run: KeyRotation | None, at: datetime) -> None:
    """Destroys the earlier keys, and calls what depends on that."""
    kind.finish(at)
    for do in _after.get(kind.name, ()):
        do(at)
    if run is not None:
        KeyRotation.objects.filter(id=run.id).update(ended_at=at)
