"""Signatures of the instance: under the checkpoints of its trail, and under those of others that it witnesses.

Both are Ed25519 keys of the key store, which the database does not hold: whoever can write to the database cannot sign.
"""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana.trust.vault import keystore
from amana_methods.trail import COSIGNATURE, ED25519, Signature, VerifierKey, cosigned_message

_TRAIL, _WITNESS = "trail", "trail witness"


def _secret(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keystore.named_key(name))


def _key(name: str, algorithm: int) -> VerifierKey:
    """The public half; its name comes from the key itself, so that no two instances share one."""
    public = _secret(name).public_key().public_bytes_raw()
    word = "trail" if algorithm == ED25519 else "witness"
    return VerifierKey(f"amana.{word}/{sha256(public).hexdigest()[:16]}", public, algorithm)


def trail_key() -> VerifierKey:
    """The public key of this instance's trail; its name is the origin of the log. Raises CannotOpen."""
    return _key(_TRAIL, ED25519)


def witness_key() -> VerifierKey:
    """The public key by which this instance says what it saw of other trails. Raises CannotOpen."""
    return _key(_WITNESS, COSIGNATURE)


def sign_checkpoint(text: str) -> Signature:
    """Our signature under a checkpoint of our own trail. Raises CannotOpen."""
    key = trail_key()
    return Signature(key.name, key.id, _secret(_TRAIL).sign(text.encode()))


def cosign_checkpoint(text: str, seconds: int) -> Signature:
    """Our signature as a witness: seen at `seconds` after 1970, UTC. Raises CannotOpen."""
    key = witness_key()
    return Signature(key.name, key.id, seconds.to_bytes(8) + _secret(_WITNESS).sign(cosigned_message(text, seconds)))
