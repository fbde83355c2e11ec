"""Locked facts: codes, numbers and months about one thing, readable by the running server and unreadable in a copy."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db.models import BinaryField
from django.db.models.functions import Substr

from amana.vault import ciphers, keystore
from amana.vault.holding import hold_lock
from amana.vault.models import Facts
from amana.vault.page_memory import once_a_page


def put(lock: UUID, kind: str, owner: UUID, facts: Mapping[str, Any]) -> None:
    """The facts of `owner` are exactly these from now on."""
    hold_lock(lock)
    version, key = keystore.lock_key(lock)
    row = Facts.objects.filter(kind=kind, owner=owner).first() or Facts(id=uuid4(), lock=lock, kind=kind, owner=owner)
    row.lock_version = version
    if not row._state.adding:
        row.revision += 1
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str).encode()
    row.envelope = _build_envelope(row, key, ciphers.pad(text))
    row.save()


@once_a_page
def get(kind: str, owner: UUID) -> dict[str, Any]:
    """The facts of `owner`; empty when there are none."""
    return by_owner(kind, [owner]).get(owner, {})


def revision(kind: str, owner: UUID) -> int:
    """How often the facts of `owner` were written; 0 when there are none."""
    return Facts.objects.filter(kind=kind, owner=owner).values_list("revision", flat=True).first() or 0


def read_beginning(kind: str, owner: UUID) -> bytes:
    """What the envelope of the facts of `owner` begins with, which no other writing shares; empty when there are none.

    Where something is kept in memory by it, the revision would not do: after a restore it comes again, with other facts.
    """
    begins = Substr("envelope", 1, ciphers.BEGINS, output_field=BinaryField())
    return bytes(Facts.objects.filter(kind=kind, owner=owner).values_list(begins, flat=True).first() or b"")


def forget(kind: str, owner: UUID) -> None:
    """There are no facts of this owner any more."""
    Facts.objects.filter(kind=kind, owner=owner).delete()


def by_owner(kind: str, owners: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Facts of several owners at once; owners without facts, or whose lock is destroyed, are left out."""
    return dict(_open_rows(Facts.objects.filter(kind=kind, owner__in=list(owners))))


def all_of_kind(kind: str) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Every (owner, facts) of a kind, for counting in memory; in batches, so that no list of keys grows large."""
    rows: list[Facts] = []
    for row in Facts.objects.filter(kind=kind).iterator(2000):
        rows.append(row)
        if len(rows) == 2000:
            yield from _open_rows(rows)
            rows = []
    yield from _open_rows(rows)


def _open_rows(rows: Iterable[Facts], *, again: bool = True) -> Iterator[tuple[UUID, dict[str, Any]]]:
    rows, later = list(rows), []
    locks = keystore.lock_keys({row.lock for row in rows})
    for row in rows:
        key = locks.get((row.lock, row.lock_version))
        if key is None:
            later.append(row.pk)
        else:
            yield row.owner, json.loads(ciphers.unpad(_text(row, key)))
    if later and again:  # the lock was renewed between the two stores: the row is under the newer version by now
        yield from _open_rows(Facts.objects.filter(pk__in=later), again=False)


def relock(row: Facts, key: bytes, version: int, new_key: bytes) -> None:
    """Locks `row`, which is not saved, under another version of its lock. Raises Broken when `key` does not open it."""
    text = _text(row, key)
    row.lock_version = version
    row.envelope = _build_envelope(row, new_key, text)


def _text(row: Facts, key: bytes) -> bytes:
    contract = ciphers.contract_of(row.envelope)
    return ciphers.decrypt(ciphers.derive_key(key, "facts"), row.envelope, _place(row, contract), contract=contract)


def _build_envelope(row: Facts, key: bytes, padded: bytes) -> bytes:
    place = _place(row, ciphers.CONTRACT)
    return ciphers.encrypt(ciphers.derive_key(key, "facts"), padded, place, row.lock_version, contract=ciphers.CONTRACT)


def _place(row: Facts, contract: int) -> bytes:
    """Contract 2 binds whose facts they are, and the revision: earlier ones put back in the database do not open."""
    place = ciphers.build_associated_data("facts", row.kind, row.id, row.lock_version, contract=contract)
    return place if contract == ciphers.VERSION else place + f"|{row.owner}|{row.revision}".encode()
