"""Signatures of the instance: under the checkpoints of its trail, and under those of others that it witnesses.

Both are Ed25519 keys of the key store, which the database does not hold: access to the database is not enough to sign.

Each can have a new key, signed by the one before it. While the earlier one is not destroyed, both sign, so that others have
time to note the new one. The name of the trail's key, which is the origin of the log, stays that of the first one; a witness
has a name for each key.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana.errors import CannotOpen
from amana.vault import keystore
from amana.vault.models import Key
from amana.vault.proofs import check_key, with_proof
from amana_methods.trail import COSIGNATURE, ED25519, Signature, VerifierKey, cosigned_message, renewal_message

_TRAIL, _WITNESS = "trail", "trail witness"
_KINDS: Final = {_TRAIL: "trail", _WITNESS: "witness"}
_HOLDER: Final = UUID(int=2)
_SUITE: Final = 3  # Ed25519, which signs and opens nothing


def _secrets(name: str) -> dict[int, Ed25519PrivateKey]:
    """The keys that sign, by version; the first is made on first use."""
    keystore.named_key(name)
    return {
        version: Ed25519PrivateKey.from_private_bytes(key)
        for version, key in sorted(keystore.named_key_versions(name).items())
    }


def _secret(name: str) -> Ed25519PrivateKey:
    found = _secrets(name)
    if not found:
        raise CannotOpen
    return found[max(found)]


def _public(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes_raw()


def _name_key(public: bytes, algorithm: int) -> VerifierKey:
    """A public key whose name comes from itself, so that no two instances share one."""
    word = "trail" if algorithm == ED25519 else "witness"
    return VerifierKey(f"amana.{word}/{sha256(public).hexdigest()[:16]}", public, algorithm)


def _chain(name: str) -> list[tuple[bytes, bytes]]:
    """(public key, signature by the one before it), the first one first. Raises CannotOpen for a row that was changed."""
    rows = Key.objects.filter(holder_kind=_KINDS[name], holder=_HOLDER).order_by("version")
    found = [(bytes(row.public), bytes(row.private or b"")) for row in map(check_key, rows)]
    return found or [(_public(_secret(name)), b"")]


def _renew(name: str, at: datetime, follows: Callable[[bytes], VerifierKey]) -> VerifierKey:
    """A new key, signed by the present one, which signs with it until `_forget_earlier`."""
    present, secret = _chain(name)[-1][0], _secret(name)
    if not Key.objects.filter(holder_kind=_KINDS[name], holder=_HOLDER).exists():
        _keep(name, 1, present, None, at)
    version = keystore.new_named_version(name)
    key = follows(_public(_secret(name)))
    _keep(name, version, key.public, secret.sign(renewal_message(key)), at)
    return key


def _keep(name: str, version: int, public: bytes, signed: bytes | None, at: datetime) -> None:
    row = Key(holder_kind=_KINDS[name], holder=_HOLDER, version=version, suite=_SUITE, public=public, private=signed)
    row.made_at = at
    with_proof(row).save(force_insert=True)


# The trail ------------------------------------------------------------------------------------------------


def trail_keys() -> list[tuple[VerifierKey, bytes]]:
    """(public key, signature by the one before it) of the trail, the first one first. Raises CannotOpen."""
    chain = _chain(_TRAIL)
    origin = _name_key(chain[0][0], ED25519).name
    return [(VerifierKey(origin, public, ED25519), signed) for public, signed in chain]


def trail_key() -> VerifierKey:
    """The newest public key of this instance's trail; its name is the origin of the log. Raises CannotOpen."""
    return trail_keys()[-1][0]


def renew_trail_key(at: datetime) -> VerifierKey:
    """The trail has a new key, signed by the present one, which signs with it until `forget_earlier_trail_keys`."""
    origin = trail_key().name
    return _renew(_TRAIL, at, lambda public: VerifierKey(origin, public, ED25519))


def trail_keys_that_sign() -> int:
    """How many keys sign checkpoints now: two while a new one is made known."""
    return len(_secrets(_TRAIL))


def forget_earlier_trail_keys(at: datetime) -> None:
    """Only the newest key signs, and the private halves of the earlier ones are gone. Old checkpoints stay checkable."""
    keystore.destroy_named_versions_before(_TRAIL, max(_secrets(_TRAIL)), at.isoformat())


def sign_checkpoint(text: str) -> Signature:
    """Our newest signature under a checkpoint of our own trail. Raises CannotOpen."""
    return sign_by_all(text)[0]


def sign_by_all(text: str) -> tuple[Signature, ...]:
    """Our signatures under a checkpoint of our own trail, the newest key's first. Raises CannotOpen."""
    name = trail_keys()[0][0].name
    signed = []
    for _version, secret in sorted(_secrets(_TRAIL).items(), reverse=True):
        key = VerifierKey(name, _public(secret), ED25519)
        signed.append(Signature(key.name, key.id, secret.sign(text.encode())))
    return tuple(signed)


# The witness ----------------------------------------------------------------------------------------------


def witness_keys() -> list[tuple[VerifierKey, bytes]]:
    """(public key, signature by the one before it) by which we witnessed other trails, the first one first. Raises CannotOpen."""
    return [(_name_key(public, COSIGNATURE), signed) for public, signed in _chain(_WITNESS)]


def witness_key() -> VerifierKey:
    """The newest public key by which this instance says what it saw of other trails. Raises CannotOpen."""
    return witness_keys()[-1][0]


def renew_witness_key(at: datetime) -> VerifierKey:
    """A new key of the witness, signed by the present one, which signs with it until `forget_earlier_witness_keys`."""
    return _renew(_WITNESS, at, lambda public: _name_key(public, COSIGNATURE))


def witness_keys_that_sign() -> int:
    """How many keys sign what we saw: two while a new one is made known."""
    return len(_secrets(_WITNESS))


def forget_earlier_witness_keys(at: datetime) -> None:
    """Only the newest key signs from now on. What the earlier ones signed is checked by their public halves, which stay."""
    keystore.destroy_named_versions_before(_WITNESS, max(_secrets(_WITNESS)), at.isoformat())


def cosign_checkpoint(text: str, seconds: int) -> tuple[Signature, ...]:
    """Our signatures as a witness: seen at `seconds` after 1970, UTC; the newest key's first. Raises CannotOpen."""
    signed = []
    for _version, secret in sorted(_secrets(_WITNESS).items(), reverse=True):
        key = _name_key(_public(secret), COSIGNATURE)
        seen = seconds.to_bytes(8) + secret.sign(cosigned_message(text, seconds))
        signed.append(Signature(key.name, key.id, seen))
    return tuple(signed)
