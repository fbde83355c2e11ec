"""Proofs of public keys: a keyed hash by the key store over whose key it is. A key put into the database has none.

Without them, a user who can write to the database would exchange the public key of a unit for one of their own, and the next
text would be wrapped to them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from amana.vault import ciphers, keystore
from amana.vault.models import Key

NAME: Final = "public keys"
_AT_ONCE: Final = 500


def proof_of(kind: str, holder: UUID, version: int, suite: int, public: bytes) -> bytes:
    """The proof of one public key, by the newest key of proofs. Raises KeyStoreAway."""
    return _proof(keystore.newest_named(NAME)[1], kind, holder, version, suite, public)


def _proof(by: bytes, kind: str, holder: UUID, version: int, suite: int, public: bytes) -> bytes:
    return ciphers.mac(by, f"amana|v1|public key|{kind}|{holder}|{version}|{suite}|".encode() + public)


def check_key(key: Key) -> Key:
    """The key itself, when its public half is the one that was made for its holder. Raises Broken."""
    return all_proven([key])[0]


def is_proven(key: Key) -> bool:
    """Whether the public half is the one that was made for its holder. Raises KeyStoreAway."""
    return _proven_by(key, keystore.named_key_versions(NAME)) is not None


def count_unproven(kind: str) -> int:
    """How many public keys of holders of this kind nothing proves. Raises KeyStoreAway."""
    keys = keystore.named_key_versions(NAME)
    rows = Key.objects.filter(holder_kind=kind)
    return sum(_proven_by(row, keys) is None for row in rows.iterator(_AT_ONCE))


def all_proven(rows: Sequence[Key]) -> Sequence[Key]:
    """The same for several keys; the key of proofs is read once."""
    keys = keystore.named_key_versions(NAME)
    if any(_proven_by(row, keys) is None for row in rows):
        raise ciphers.Broken("public key")
    return rows


def _proven_by(key: Key, keys: Mapping[int, bytes]) -> int | None:
    """The version of the key of proofs that proves this row; None where none does."""
    for number, by in sorted(keys.items(), reverse=True):
        expected = _proof(by, key.holder_kind, key.holder, key.version, key.suite, bytes(key.public))
        if key.proof is not None and ciphers.same(bytes(key.proof), expected):
            return number
    return None


def with_proof(key: Key) -> Key:
    """The key with its proof, to be saved by the caller that made it."""
    key.proof = proof_of(key.holder_kind, key.holder, key.version, key.suite, bytes(key.public))
    return key


# Renewal of the key of proofs ---------------------------------------------------------------------------


def count_keys() -> tuple[int, int]:
    """(public keys proven by an earlier key, by the newest); those that nothing proves are neither."""
    keys = keystore.named_key_versions(NAME)
    found = Counter(_proven_by(row, keys) for row in Key.objects.iterator(_AT_ONCE))
    newest = found.pop(max(keys), 0) if keys else 0
    found.pop(None, 0)
    return found.total(), newest


def prove_anew() -> None:
    """Every public key that is proven is so by the newest key. What nothing proves stays as it is, and opens nothing."""
    keys = keystore.named_key_versions(NAME)
    stale = []
    for row in Key.objects.order_by("id").iterator(_AT_ONCE):
        if _proven_by(row, keys) not in (None, max(keys)):
            stale.append(with_proof(row))
        if len(stale) == _AT_ONCE:
            Key.objects.bulk_update(stale, ["proof"])
            stale.clear()
    Key.objects.bulk_update(stale, ["proof"])
