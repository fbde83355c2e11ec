"""Proofs of public keys: a keyed hash by the key store over whose key it is. A key put into the database has none.

Without them, whoever can write to the database would exchange the public key of a unit for one of their own, and the next
text would be wrapped to them.
"""

from uuid import UUID

from amana.trust.models import Key
from amana.trust.vault import ciphers, keystore

_NAME = "public keys"


def proof_of(kind: str, holder: UUID, version: int, suite: int, public: bytes) -> bytes:
    """The proof of one public key. Raises KeyStoreAway."""
    place = f"amana|v1|public key|{kind}|{holder}|{version}|{suite}|".encode()
    return ciphers.mac(keystore.named_key(_NAME), place + public)


def proven(key: Key) -> Key:
    """The key itself, when its public half is the one that was made for its holder. Raises Broken."""
    expected = proof_of(key.holder_kind, key.holder, key.version, key.suite, bytes(key.public))
    if key.proof is None or not ciphers.same(bytes(key.proof), expected):
        raise ciphers.Broken("public key")
    return key


def with_proof(key: Key) -> Key:
    """The key with its proof, to be saved by whoever just made it."""
    key.proof = proof_of(key.holder_kind, key.holder, key.version, key.suite, bytes(key.public))
    return key
