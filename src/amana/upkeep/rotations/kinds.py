"""What a kind of key is to a rotation: how a new one begins, what is done without a holder, what is left, and how it ends.

One rule holds for all of them. A new key is there first, and what is written from then on lies under it. What lies under
earlier ones is read all along, is counted, and is done again under the new one: by the server, by whoever opens it, or by
time. An earlier key is destroyed when the count is 0, and not before `wait` has passed, because a page that was being
answered when the new key came may still write under the earlier one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from amana.process_state import filled_at_start
from amana.vault import keystore
from amana.vault.models import KeyRotation
from amana.vault.renewal import GRACE

type Progress = Callable[[int, int], None]
type Count = tuple[int, int]
BEGUN: Final = "begun"


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Kind:
    """One kind of key. `count` is (still under earlier keys, under the newest)."""

    name: str
    count: Callable[[], Count]
    version: Callable[[], int]
    # The new key is there; asked again in the same run, it begins nothing more.
    begin: Callable[[KeyRotation, datetime], None] = _nothing
    # What needs no holder is done; broken off anywhere, it goes on when it is asked again.
    go_on: Callable[[KeyRotation, datetime, Progress], None] = _nothing
    # The earlier keys are destroyed.
    finish: Callable[[datetime], None] = _nothing
    wait: timedelta = timedelta(0)
    ends_at_once: bool = False  # the run is over when it went through; what holders do is counted by itself
    ends_by_time: bool = False  # the earlier key is taken for `wait`, and then no more
    ends_by_hand: bool = False  # somebody outside has to note the new key first
    can_be_retired: bool = False  # may end by the operator's word while something still lies under the earlier key


def named(
    name: str,
    *,
    names: Callable[[], Iterable[str]],
    count: Callable[[], Count],
    renew: Callable[[], None] = _nothing,
    forget: Callable[[datetime], None] = _nothing,
    can_be_retired: bool = False,
) -> Kind:
    """A kind whose keys lie in the key store, each under a fixed name and in versions.

    `names` are those that are there, `renew` does anew what the server can do by itself, and `forget` what has to
    follow when the earlier versions are gone.
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
            if len(versions) > 1:
                keystore.destroy_named_versions_before(key, max(versions), at.isoformat())
        keystore.leave_no_pages()
        forget(at)

    return Kind(
        name,
        count,
        version=lambda: max((max(keystore.named_key_versions(key), default=0) for key in names()), default=0),
        begin=begin,
        go_on=lambda run, at, progress: renew(),
        finish=finish,
        wait=GRACE,
        can_be_retired=can_be_retired,
    )


_kinds: dict[str, Kind] = filled_at_start({})
_also: dict[str, list[Callable[[], Counter[int]]]] = filled_at_start(defaultdict(list))
_after: dict[str, list[Callable[[datetime], object]]] = filled_at_start(defaultdict(list))


def register(*kinds: Kind) -> None:
    """From now on these kinds are counted, listed and rotated; of two with one name, the later one."""
    _kinds.update({each.name: each for each in kinds})


def kind_named(name: str) -> Kind:
    """The kind. Raises ValueError."""
    try:
        return _kinds[name]
    except KeyError as unknown:
        raise ValueError(name) from unknown


def all_kinds() -> list[Kind]:
    """Every kind, in the order in which they were registered."""
    return list(_kinds.values())


def also_counts(name: str, versions: Callable[[], Counter[int]]) -> None:
    """From now on rows of another room, by the version of the key under which they lie, are among those of this kind."""
    _also[name].append(versions)


def counted_elsewhere(name: str) -> Counter[int]:
    """The rows of other rooms that lie under keys of this kind, by version."""
    return sum((versions() for versions in _also.get(name, ())), Counter())


def after(name: str, do: Callable[[datetime], object]) -> None:
    """From now on `do` follows when the earlier keys of this kind were destroyed. It can be done again."""
    _after[name].append(do)


def end(kind: Kind, run: KeyRotation | None, at: datetime) -> None:
    """The earlier keys are destroyed, and what depended on them is put in order."""
    kind.finish(at)
    for do in _after.get(kind.name, ()):
        do(at)
    if run is not None:
        KeyRotation.objects.filter(id=run.id).update(ended_at=at)
