"""Letters: texts sealed by somebody without the key store, and copies for somebody who has none.

A letter is a sealed text as the vault keeps it, with its key wrapped to each reader, but not locked: the process that writes it
holds no lock key. `lock_in` adds the lock, and needs nobody's key. The other way, `for_mailbox` takes the lock off the
one wrap that belongs to a reporter's code, so that the code alone opens the copy.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID, uuid4

from django.db.models import Max

from amana.errors import CannotOpen
from amana.vault import ciphers, keystore, wraps
from amana.vault.codes import CodeKeys, open_private
from amana.vault.holding import hold_lock
from amana.vault.keyring import RECOVERY_ID
from amana.vault.models import Key, Sealed, Wrap
from amana.vault.proofs import check_key

if TYPE_CHECKING:
    from amana.vault.key_holder import KeyHolder

_REVISION = _KEY_VERSION = 1


@dataclass(frozen=True)
class Reader:
    """Somebody a letter is sealed to: a unit, the recovery officers, or the mailbox of a code."""

    kind: str
    id: UUID
    version: int
    suite: int
    public: bytes

    def to_json(self) -> dict[str, Any]:
        """For a card."""
        return {
            "kind": self.kind, "id": str(self.id), "version": self.version, "suite": self.suite,
            "public": b64encode(self.public).decode(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """As a card shows it. Raises KeyError, ValueError."""
        return cls(
            str(said["kind"]), UUID(said["id"]), int(said["version"]), int(said["suite"]), b64decode(said["public"])
        )


@dataclass(frozen=True)
class Wrapped:
    """The key of a letter for one reader."""

    kind: str
    id: UUID
    version: int
    blob: bytes

    def to_json(self) -> dict[str, Any]:
        """For a column."""
        blob = b64encode(self.blob).decode()
        return {"kind": self.kind, "id": str(self.id), "version": self.version, "blob": blob}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """As a column stores it. Raises KeyError, ValueError, TypeError."""
        return cls(str(said["kind"]), UUID(said["id"]), int(said["version"]), b64decode(said["blob"]))


@dataclass(frozen=True)
class Enclosed:
    """A letter. `id` and `kind` are those that the sealed text has, or will have."""

    id: UUID
    kind: str
    envelope: bytes
    wraps: tuple[Wrapped, ...]

    def of(self, kind: str, holder: UUID) -> Wrapped:
        """The wrap of one reader. Raises CannotOpen."""
        for wrap in self.wraps:
            if (wrap.kind, wrap.id) == (kind, holder):
                return wrap
        raise CannotOpen


def readers_of_units(units: Iterable[UUID]) -> tuple[Reader, ...]:
    """The newest key of each of these units that has one, and of the recovery officers. Raises Broken."""
    found = []
    for kind, holder in [*(("unit", unit) for unit in units), ("recovery", RECOVERY_ID)]:
        key = Key.objects.filter(holder_kind=kind, holder=holder).order_by("-version").first()
        if key is not None:
            check_key(key)
            found.append(Reader(kind, holder, key.version, key.suite, bytes(key.public)))
    return tuple(found)


def mailbox_reader(box: UUID, version: int, public: bytes) -> Reader:
    """The mailbox of a code as a reader of what is written by it. `version` is that of the pepper."""
    return Reader("code", box, version, ciphers.HYBRID, public)


def enclose(kind: str, content: bytes, to: Iterable[Reader]) -> Enclosed:
    """`content` sealed under a new key, which every reader can open. Needs no key store."""
    letter, key = uuid4(), ciphers.new_key()
    envelope = ciphers.encrypt(key, ciphers.pad(content), _place(kind, letter), _KEY_VERSION, contract=ciphers.CONTRACT)
    wrapped = tuple(
        Wrapped(each.kind, each.id, each.version, ciphers.wrap_to(each.suite, each.public, key, _inner(letter, each)))
        for each in to
    )
    return Enclosed(letter, kind, envelope, wrapped)


def lock_in(letter: Enclosed, lock: UUID, at: datetime) -> Sealed:
    """The letter is a sealed text under this lock, with the wraps that it came with. Opens nothing."""
    hold_lock(lock)
    version, key = keystore.lock_key(lock)
    text = Sealed(id=letter.id, lock=lock, kind=letter.kind, envelope=letter.envelope, changed_at=at)
    text.save(force_insert=True)
    rows = []
    for each in letter.wraps:
        row = _wrap(letter.id, each)
        row.sealed, row.lock_version = text, version
        row.blob = wraps.lock_inner(wraps.CONTRACT, each.blob, row, key)
        rows.append(row)
    Wrap.objects.bulk_create(rows)
    return text


def for_mailbox(sealed: Sealed | UUID, box: UUID) -> Enclosed:
    """A copy of a sealed text for the code of this mailbox, which has a wrap of it. Raises CannotOpen."""
    row = Sealed.objects.get(id=sealed) if isinstance(sealed, UUID) else sealed
    wrap = Wrap.objects.filter(sealed=row, holder_kind="code", holder=box, consent=None).first()
    if wrap is None or row.key_version != _KEY_VERSION or row.revision != _REVISION:
        raise CannotOpen
    wrap.sealed = row
    contract, inner = wraps.unlock_inner(wrap, keystore.lock_key_version(row.lock, wrap.lock_version))
    if contract != wraps.CONTRACT or ciphers.contract_of(row.envelope) != ciphers.CONTRACT:
        raise CannotOpen
    return Enclosed(row.id, row.kind, bytes(row.envelope), (Wrapped("code", box, wrap.holder_version, inner),))


def open_letter(actor: "KeyHolder", letter: Enclosed) -> bytes:
    """The bytes of a letter that nobody locked in yet, for a member of a unit it was sealed to. Raises CannotOpen."""
    if actor.keys is None:
        raise CannotOpen
    for each in letter.wraps:
        if each.kind == "unit" and each.id in actor.unit_ids:
            return _open_letter(letter, each, actor.keys.private_key("unit", each.id, each.version))
    raise CannotOpen


def open_copy(keys: CodeKeys, box: UUID, private: bytes, letter: Enclosed) -> bytes:
    """The bytes of a letter for the code of a mailbox, whose sealed private half is `private`. Raises CannotOpen."""
    raw = open_private(keys, box, private)
    return _open_letter(letter, letter.of("code", box), ciphers.private_key(ciphers.HYBRID, raw))


def _open_letter(letter: Enclosed, wrap: Wrapped, private: ciphers.PrivateKey) -> bytes:
    key = ciphers.unwrap(private, wrap.blob, wraps.inner_place(_wrap(letter.id, wrap), wraps.CONTRACT))
    padded = ciphers.decrypt(key, letter.envelope, _place(letter.kind, letter.id), contract=ciphers.CONTRACT)
    return ciphers.unpad(padded)


def newest_of_mailbox(box: UUID) -> int:
    """The version of the pepper under which a mailbox is kept; 0 where there is none."""
    return Key.objects.filter(holder_kind="code", holder=box).aggregate(newest=Max("version"))["newest"] or 0


def _place(kind: str, letter: UUID) -> bytes:
    place = ciphers.build_associated_data("sealed", kind, letter, _KEY_VERSION, contract=ciphers.CONTRACT)
    return place + f"|{_REVISION}".encode()


def _inner(letter: UUID, reader: Reader) -> bytes:
    return wraps.inner_place(_wrap(letter, Wrapped(reader.kind, reader.id, reader.version, b"")), wraps.CONTRACT)


def _wrap(letter: UUID, each: Wrapped) -> Wrap:
    return Wrap(
        sealed_id=letter, holder_kind=each.kind, holder=each.id, holder_version=each.version, key_version=_KEY_VERSION
    )
