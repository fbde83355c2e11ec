# SPDX-License-Identifier: Apache-2.0
"""Whether a note is signed, by its log or by a witness. The one place outside the vault that knows `cryptography`."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amana_methods.trail.exported import renewal_message
from amana_methods.trail.notes import COSIGNATURE, ED25519, Note, VerifierKey, cosigned_message

_TIME_BYTES = 8


def is_signed_by(note: Note, key: VerifierKey) -> bool:
    """Whether one of the signatures under `note` is the log's own and valid (Ed25519 over the text)."""
    if key.algorithm != ED25519:
        return cosigned_at(note, key) is not None
    text = note.text.encode()
    return any(
        _true(key.public, each.signed, text)
        for each in note.signatures
        if each.name == key.name and each.key_id == key.id
    )


def keys_in_order(first: VerifierKey, renewed: Sequence[tuple[VerifierKey, bytes]]) -> tuple[VerifierKey, ...]:
    """Returns the first key and its successors, as far as each was signed by the one before it and has the name of the log."""
    found = [first]
    for key, signed in renewed:
        if key.name != first.name or not _true(found[-1].public, signed, renewal_message(key)):
            break
        found.append(key)
    return tuple(found)


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """Returns when a witness signed this checkpoint, in seconds after 1970 (UTC); None when it did not."""
    for each in note.signatures:
        if key.algorithm == COSIGNATURE and each.name == key.name and each.key_id == key.id:
            seconds = int.from_bytes(each.signed[:_TIME_BYTES])
            if _true(key.public, each.signed[_TIME_BYTES:], cosigned_message(note.text, seconds)):
                return seconds
    return None


def _true(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
