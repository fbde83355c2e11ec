"""What the key store knows of rows that say who may do what: a hash of each state, which the database cannot change.

A row of the database says which roles somebody has, and anybody who can write to the database can write such a row. So the key
store keeps a hash of the state that Amana itself wrote last. It is written before the change is committed and made sure
after it, because the two stores cannot commit as one: until then the earlier state and the new one are both true.

A `Kind` is what is hashed together: an account with its roles and units, all second factors of a person, the team of a case.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from amana.process_state import filled_at_start
from amana.vault import keystore
from amana.vault.store import Store

SETTLES_AFTER: Final = timedelta(hours=1)  # no change takes as long; one that was rolled back is forgotten then
_BEGUN: Final = ""
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS states (what TEXT, id TEXT, digest BLOB, sure INTEGER NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (what, id, digest)) WITHOUT ROWID"
)
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Kind:
    """Rows whose state the key store knows: how they are read and hashed, and of whom there are any.

    `digests` returns the hash of each of these ids that the database has rows of, and `ids` all of them. `empty` is the hash
    of one that has no rows and needs no state, where there is such a one.
    """

    what: str
    digests: Callable[[Iterable[UUID]], Mapping[UUID, bytes]]
    ids: Callable[[], Iterable[UUID]]
    empty: bytes | None = None

    def find_changed(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these that the database has otherwise than Amana wrote them. Raises KeyStoreAway."""
        wanted = list(ids)
        known = find_known(self.what, wanted)
        if known is None:
            return set()
        none = {self.empty} if self.empty is not None else set()
        return {id for id, digest in self.digests(wanted).items() if digest not in (known[id] or none)}

    def find_all_changed(self) -> set[UUID]:
        """All that are not as Amana wrote them. Raises KeyStoreAway."""
        return self.find_changed(self.ids())

    def keep(self, ids: Iterable[UUID]) -> None:
        """These are true as they are now. For changes by Amana itself, after a check. Raises KeyStoreAway."""
        keep(self.what, self.digests(set(ids)))

    def accept(self, ids: Iterable[UUID]) -> None:
        """These are true as they are now: after a restore, and by an operator's word."""
        accept(self.what, self.digests(set(ids)))

    def accept_all(self) -> None:
        """All are true as they are: those of a restored copy."""
        with transaction.atomic():
            self.accept(self.ids())

    def begin(self) -> None:
        """All are known from now on, where they were not. For a new instance, and after an update."""
        if not has_begun(self.what):
            self.accept_all()
            begin(self.what)

    def settle(self) -> int:
        """Ends what a process left open that was stopped between the commit and making it sure. Returns how many."""
        left = find_unsettled(self.what)
        true = set(left) - self.find_changed(left)
        self.accept(true)
        return len(true)


_kinds: dict[str, Kind] = filled_at_start({})


def register_kind(kind: Kind) -> None:
    """From now on a restore accepts rows of this kind as its copy has them, and a new instance begins to know them."""
    _kinds[kind.what] = kind


def all_kinds() -> tuple[Kind, ...]:
    """Returns the registered kinds; those of rooms that this process has not loaded are not among them."""
    return tuple(_kinds.values())


def begin(what: str) -> None:
    """From now on a row of this kind without a state here is nobody's. Raises KeyStoreAway."""
    _write(_store(), what, {_BEGUN: b""}, sure=True)


def has_begun(what: str) -> bool:
    """Whether states of this kind are kept here; an instance of an earlier release has none yet. Raises KeyStoreAway."""
    return bool(_store().rows("SELECT 1 FROM states WHERE what = ? AND id = ?", [what, _BEGUN]))


def keep(what: str, digests: Mapping[UUID, bytes]) -> None:
    """These states are true when the transaction commits; the earlier ones are until then. Raises KeyStoreAway."""
    if digests:
        _write(_store(), what, {str(id): digest for id, digest in digests.items()}, sure=False)
        transaction.on_commit(partial(accept, what, dict(digests)), robust=True)


def accept(what: str, digests: Mapping[UUID, bytes]) -> None:
    """These states are true, and no earlier one is. Raises KeyStoreAway."""
    store = _store()
    with store.writing():
        for id, digest in digests.items():
            kept = store.rows("SELECT at FROM states WHERE what = ? AND id = ? AND digest = ?", [what, str(id), digest])
            # What was written before this one is past, or was rolled back; what was written after it may still commit.
            store.rows(
                "DELETE FROM states WHERE what = ? AND id = ? AND digest <> ? AND (sure = 1 OR at <= ?)",
                [what, str(id), digest, kept[0][0] if kept else _text(datetime.now(UTC))],
            )
        _write(store, what, {str(id): digest for id, digest in digests.items()}, sure=True)


def find_known(what: str, ids: Iterable[UUID]) -> dict[UUID, frozenset[bytes]] | None:
    """The true states of each of these; none for one that Amana did not write. None before `begin`. Raises KeyStoreAway."""
    wanted, found, begun = [str(id) for id in ids], defaultdict[UUID, set[bytes]](set), False
    for start in range(0, len(wanted) or 1, _AT_ONCE):
        part = [_BEGUN, *wanted[start : start + _AT_ONCE]]
        marks = ",".join("?" * len(part))
        for id, digest in _store().rows(
            f"SELECT id, digest FROM states WHERE what = ? AND id IN ({marks})",  # noqa: S608  (question marks)
            [what, *part],
        ):
            if id == _BEGUN:
                begun = True
            else:
                found[UUID(id)].add(bytes(digest))
    return {id: frozenset(found[id]) for id in map(UUID, wanted)} if begun else None


def find_unsettled(what: str) -> list[UUID]:
    """Whose states wait for a commit that did not make them sure: this process ended in between, or it was rolled back."""
    rows = _store().rows(
        "SELECT DISTINCT id FROM states WHERE what = ? AND sure = 0 AND at < ?",
        [what, _text(datetime.now(UTC) - SETTLES_AFTER)],
    )
    return [UUID(id) for (id,) in rows]


def _store() -> Store:
    return keystore.table(_TABLE)


def _write(store: Store, what: str, digests: Mapping[str, bytes], *, sure: bool) -> None:
    at = _text(datetime.now(UTC))
    with store.writing():
        for id, digest in digests.items():
            store.rows(
                "INSERT INTO states (what, id, digest, sure, at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (what, id, digest) DO UPDATE SET sure = max(sure, excluded.sure), at = excluded.at",
                [what, id, digest, int(sure), at],
            )


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
