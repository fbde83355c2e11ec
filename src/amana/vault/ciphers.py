"""Ciphers as we use them: envelopes with suite and key version, HPKE wraps, padded texts, derived keys.

Associated data is `amana|v1|table|column|row|key version`: a ciphertext moved to another row or column fails to open.
Where more is bound (wraps, texts, facts), the contract's number replaces the 1, and precedes the envelope.
"""

import hmac
import os
import struct
from collections.abc import Buffer, Iterable, Mapping
from functools import lru_cache
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amana.errors import CannotOpen
from amana.process_state import follows_from_arguments

VERSION: Final = 1
OUTER_CONTRACT: Final = 3  # of the outer seal of a wrap, which binds kind, section and lock of the text
CONTRACT: Final = 2  # what envelopes of texts, facts and wraps are made by now; those of 1 open by the places of 1
AES_256_GCM: Final = 1
X25519: Final = 1
HYBRID: Final = 2  # ML-KEM-768 with X25519
_HEADER: Final = struct.Struct(">BBI")  # version, suite, key version
_NONCE: Final = 12
BEGINS: Final = _HEADER.size + _NONCE  # bytes of an envelope that no other one has: the nonce is among them
_BUCKETS: Final = (256, 1024, 4096, 16_384, 65_536)
_SUITES: Final = {
    X25519: hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM),
    HYBRID: hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM),
}
_NO_SALT: Final = bytes(32)
_SEED: Final = 64  # bytes of an ML-KEM-768 seed
_ENCAPSULATION: Final = 1184  # bytes of an ML-KEM-768 public key

type PublicKey = X25519PublicKey | hpke.MLKEM768X25519PublicKey
type PrivateKey = X25519PrivateKey | hpke.MLKEM768X25519PrivateKey


class Broken(CannotOpen):
    """A ciphertext did not open: wrong key, wrong place, or changed. Never answered with an empty text."""

    code = "trust.changed_outside"
    text = _(
        "This was changed or moved outside Amana, so it stays shut. Nothing was shown. Tell your administrator now."
    )

    def __init__(self, what: str = "") -> None:
        super().__init__()
        self.what = what


def build_associated_data(table: str, column: str, row: object, key_version: int, *, contract: int = VERSION) -> bytes:
    """The associated data of one stored value."""
    return f"amana|v{contract}|{table}|{column}|{row}|{key_version}".encode()


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(32)


def encrypt(key: bytes, text: bytes, where: bytes, key_version: int = 1, *, contract: int = VERSION) -> bytes:
    """`text` in an envelope: version, suite, key version, nonce, ciphertext with tag."""
    nonce = os.urandom(_NONCE)
    return _HEADER.pack(contract, AES_256_GCM, key_version) + nonce + AESGCM(key).encrypt(nonce, text, where)


def decrypt(key: bytes, envelope: Buffer, where: bytes, *, contract: int = VERSION) -> bytes:
    """The text of an envelope. Raises Broken."""
    raw = bytes(envelope)
    if len(raw) < _HEADER.size + _NONCE or raw[:2] != bytes([contract, AES_256_GCM]):
        raise Broken("envelope")
    nonce, body = raw[_HEADER.size : _HEADER.size + _NONCE], raw[_HEADER.size + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, where)
    except InvalidTag as error:
        raise Broken("tag") from error


def contract_of(envelope: Buffer, *, most: int = CONTRACT) -> int:
    """What an envelope says of itself: 1 or 2. One that was made otherwise than it says does not open. Raises Broken."""
    contract = next(iter(bytes(envelope)), 0)
    if not VERSION <= contract <= most:
        raise Broken("contract")
    return contract


def key_version_of(envelope: Buffer) -> int:
    """The version of the key under which an envelope says that it was made. Raises Broken."""
    raw = bytes(envelope)
    if len(raw) < _HEADER.size:
        raise Broken("envelope")
    version: int = _HEADER.unpack_from(raw)[2]
    return version


def pad(text: bytes) -> bytes:
    """`text` with its length in front, filled with zeros to the next size of 256 B, 1, 4, 16, 64 KiB, then by 64 KiB."""
    size = len(text) + 4
    bucket = next((b for b in _BUCKETS if size <= b), -(-size // _BUCKETS[-1]) * _BUCKETS[-1])
    return struct.pack(">I", len(text)) + text + bytes(bucket - size)


def unpad(padded: bytes) -> bytes:
    """The text that `pad` filled up."""
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]


def new_pair(suite: int) -> tuple[bytes, bytes]:
    """A new (private, public) key pair of `suite`, as raw bytes."""
    agreement = X25519PrivateKey.generate()
    if suite == X25519:
        return agreement.private_bytes_raw(), agreement.public_key().public_bytes_raw()
    lattice = MLKEM768PrivateKey.generate()
    private = lattice.private_bytes_raw() + agreement.private_bytes_raw()
    return private, lattice.public_key().public_bytes_raw() + agreement.public_key().public_bytes_raw()


def pair_of(secret: bytes) -> tuple[bytes, bytes]:
    """The (private, public) key pair of the hybrid suite that follows from one secret key, as raw bytes."""
    seed = derive_key(secret, "pair|lattice|1") + derive_key(secret, "pair|lattice|2")
    agreement = derive_key(secret, "pair|agreement")
    lattice = MLKEM768PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
    return seed + agreement, lattice + X25519PrivateKey.from_private_bytes(agreement).public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of a hybrid key pair, from the raw bytes of the private one."""
    lattice = MLKEM768PrivateKey.from_seed_bytes(private[:_SEED]).public_key().public_bytes_raw()
    return lattice + X25519PrivateKey.from_private_bytes(private[_SEED:]).public_key().public_bytes_raw()


def is_pair(suite: int, private: bytes, public: bytes) -> bool:
    """Whether these raw bytes are the two halves of one key pair; also bytes of a wrong length are not."""
    try:
        if suite == HYBRID:
            return same(public_of(private), public)
        return same(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw(), public)
    except ValueError:
        return False


@follows_from_arguments
@lru_cache(maxsize=512)
def _public(suite: int, raw: bytes) -> PublicKey:
    """Parses the public key of `suite`. Caches those that are wrapped to often; nothing of it is secret."""
    if suite == X25519:
        return X25519PublicKey.from_public_bytes(raw)
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_ENCAPSULATION]),
        X25519PublicKey.from_public_bytes(raw[_ENCAPSULATION:]),
    )


def private_key(suite: int, raw: bytes) -> PrivateKey:
    """The private key of `suite` from its raw bytes."""
    if suite == X25519:
        return X25519PrivateKey.from_private_bytes(raw)
    return hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:_SEED]), X25519PrivateKey.from_private_bytes(raw[_SEED:])
    )


def wrap_to(suite: int, public: Buffer, text: bytes, where: bytes) -> bytes:
    """`text` sealed to a public key (HPKE, RFC 9180); the first byte is the suite."""
    return bytes([suite]) + _SUITES[suite].encrypt(text, _public(suite, bytes(public)), where)


def unwrap(private: PrivateKey, blob: Buffer, where: bytes) -> bytes:
    """The text that `wrap_to` sealed. Raises Broken."""
    raw = bytes(blob)
    try:
        return _SUITES[raw[0]].decrypt(raw[1:], private, where)
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise Broken("wrap") from error


def derive_key(key: bytes, label: str) -> bytes:
    """A 32-byte key for one use of `key` (HKDF-SHA256 without salt, RFC 5869; one block is all that it takes).

    By two keyed hashes in place of an object: lists derive a key for each of their rows.
    """
    extracted = hmac.digest(_NO_SALT, key, "sha256")
    return hmac.digest(extracted, f"amana|v1|{label}\x01".encode(), "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Whether two hashes are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one, other)


def mac(key: bytes, text: bytes) -> bytes:
    """HMAC-SHA256, cut to 16 bytes."""
    return hmac.digest(key, text, "sha256")[:16]


def macs(key: bytes, texts: Iterable[bytes]) -> list[bytes]:
    """The same of many texts, in their order."""
    return [hmac.digest(key, text, "sha256")[:16] for text in texts]


def veil(key: bytes, blocks: bytes, tweaks: bytes) -> bytes:
    """Blocks of 16 bytes, each a permutation of its own: the same block under another tweak looks like another block.

    `tweaks` are keyed hashes, as long as `blocks` together. It hides which block it is and not that it was changed, so
    it's for ids in an index and for nothing that anybody relies on.
    """
    return Cipher(algorithms.AES256(key), modes.ECB()).encryptor().update(_xor(blocks, tweaks))  # noqa: S305


def unveil(key: bytes, veiled: bytes, tweaks: bytes) -> bytes:
    """The blocks that `veil` hid."""
    return _xor(Cipher(algorithms.AES256(key), modes.ECB()).decryptor().update(veiled), tweaks)  # noqa: S305


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


def from_password(password: str, salt: bytes) -> bytes:
    """The key that a password opens (Argon2id; cost from the settings)."""
    return stretch(password, salt, settings.AMANA_ARGON2)


def stretch(secret: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    """32 bytes of Argon2id at this cost: passes, KiB of memory, lanes."""
    return hash_secret_raw(secret.encode(), salt, hash_len=32, type=Type.ID, **cost)
