# SPDX-License-Identifier: Apache-2.0
"""An oblivious pseudorandom function: one side obtains the keyed value of a text, and the key's holder learns nothing.

Base mode of RFC 9497 over ristretto255 with SHA-512, as thin code over libsodium (`rbcl`): no curve is calculated here.
The asker blinds, the holder of the key evaluates, the asker unblinds. A key may be split in two halves with two
holders: both evaluate, the two answers are added, and the value is the one that the whole key gives. Source: RFC 9497
sections 2, 3 and 4.1; docs/understand/exchange.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha512
from typing import Final

from rbcl import (
    crypto_core_ristretto255_add,
    crypto_core_ristretto255_from_hash,
    crypto_core_ristretto255_is_valid_point,
    crypto_core_ristretto255_random,
    crypto_core_ristretto255_scalar_add,
    crypto_core_ristretto255_scalar_invert,
    crypto_core_ristretto255_scalar_random,
    crypto_core_ristretto255_scalar_reduce,
    crypto_scalarmult_ristretto255,
)

ELEMENT_BYTES: Final = 32
SCALAR_BYTES: Final = 32
OUTPUT_BYTES: Final = 64
_CONTEXT: Final = b"OPRFV1-\x00-ristretto255-SHA512"
_ZERO: Final = bytes(SCALAR_BYTES)
_IDENTITY: Final = bytes(ELEMENT_BYTES)
_BLOCK: Final = 128  # bytes that SHA-512 takes in at once
_LONGEST: Final = 65_535


class NotAnElement(ValueError):
    """The bytes are no element of the group, or the identity, which would reveal the key."""


@dataclass(frozen=True, slots=True)
class Blinded:
    """A blinded text: `blind` stays with the asker, `element` is sent."""

    text: bytes
    blind: bytes
    element: bytes


def blind(text: bytes, *, scalar: bytes | None = None) -> Blinded:
    """Blinds `text` (at most 65 535 bytes) with a fresh random scalar; `scalar` is for published vectors only.

    Raises ValueError for a text that is too long or, with negligible chance, has no element.
    """
    chosen = crypto_core_ristretto255_scalar_random() if scalar is None else scalar
    return Blinded(text, chosen, _times(chosen, _element_of(text)))


def dummy() -> bytes:
    """Returns a random element without a text: it pads a question to a fixed length."""
    element: bytes = crypto_core_ristretto255_random()
    return element


def evaluate(key: bytes, element: bytes) -> bytes:
    """Returns the blinded element times the key: the answer of the holder of the key (or of a half). Raises NotAnElement."""
    return _times(key, _check_element(element))


def join(answers: Sequence[bytes]) -> bytes:
    """Adds the answers of the holders of all parts of a key: the answer of the whole key. Raises NotAnElement."""
    whole, *others = (_check_element(answer) for answer in answers)
    for other in others:
        whole = crypto_core_ristretto255_add(whole, other)
    return _check_element(whole)


def finalize(blinded: Blinded, answer: bytes) -> bytes:
    """Returns the keyed value of the text, 64 bytes: the same for everybody who asks about it. Raises NotAnElement."""
    bare = _times(crypto_core_ristretto255_scalar_invert(blinded.blind), _check_element(answer))
    return _output(blinded.text, bare)


def value(key: bytes, text: bytes) -> bytes:
    """Returns the keyed value of `text` for the holder of the whole key: the result of blinding, evaluating and unblinding."""
    return _output(text, _times(key, _element_of(text)))


def derive_key(seed: bytes, info: bytes) -> bytes:
    """Derives a key from 32 secret bytes and a public label; another label, an unrelated key. Raises ValueError."""
    if len(seed) != 32 or len(info) > _LONGEST:
        raise ValueError("a seed has 32 bytes, a label at most 65 535")
    labelled = seed + len(info).to_bytes(2, "big") + info
    for counter in range(256):
        key = _scalar_of(labelled + bytes([counter]), b"DeriveKeyPair" + _CONTEXT)
        if key != _ZERO:
            return key
    raise ValueError("no key comes of this seed")  # one in 2**252 per counter


def whole_key(parts: Iterable[bytes]) -> bytes:
    """Returns the key whose parts these are; for tests and for moving an instance, never for daily work."""
    key = _ZERO
    for part in parts:
        key = crypto_core_ristretto255_scalar_add(key, part)
    return key


def _check_element(element: bytes) -> bytes:
    """Returns the element after checking it, because not every call of the library does."""
    known = len(element) == ELEMENT_BYTES and element != _IDENTITY
    if not known or not crypto_core_ristretto255_is_valid_point(element):
        raise NotAnElement("no element of the group, or the identity")
    return element


def _times(scalar: bytes, element: bytes) -> bytes:
    try:
        product: bytes = crypto_scalarmult_ristretto255(scalar, element)
    except (RuntimeError, ValueError) as fault:
        raise NotAnElement("no element of the group, or the identity") from fault
    return product


def _element_of(text: bytes) -> bytes:
    if len(text) > _LONGEST:
        raise ValueError(f"a text has at most {_LONGEST} bytes")
    element: bytes = crypto_core_ristretto255_from_hash(_expand(text, b"HashToGroup-" + _CONTEXT))
    return element


def _scalar_of(text: bytes, tag: bytes) -> bytes:
    scalar: bytes = crypto_core_ristretto255_scalar_reduce(_expand(text, tag))
    return scalar


def _output(text: bytes, element: bytes) -> bytes:
    parts = (len(text).to_bytes(2, "big"), text, len(element).to_bytes(2, "big"), element, b"Finalize")
    return sha512(b"".join(parts)).digest()


def _expand(text: bytes, tag: bytes) -> bytes:
    """Returns 64 uniform bytes: expand_message_xmd of RFC 9380 section 5.3.1 with SHA-512, whose one block is enough here."""
    suffix = tag + bytes([len(tag)])
    first = sha512(bytes(_BLOCK) + text + (64).to_bytes(2, "big") + b"\x00" + suffix).digest()
    return sha512(first + b"\x01" + suffix).digest()
