"""Pieces of a backup as age files (https://age-encryption.org/v1): sealed to public keys, opened with an identity kept elsewhere."""

from collections.abc import Sequence

import pyrage

from amana.errors import CannotOpen


def new_identity() -> tuple[str, str]:
    """(identity, recipient): the secret line that opens, and the public line to which is sealed."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def seal_chunk(content: bytes, recipients: Sequence[str]) -> bytes:
    """The content for these recipients (age1...). Raises ValueError for one that is none, or for nobody."""
    if not recipients:
        raise ValueError("recipient")
    try:
        to = [pyrage.x25519.Recipient.from_str(recipient.strip()) for recipient in recipients]
    except pyrage.RecipientError as fault:
        raise ValueError("recipient") from fault
    return bytes(pyrage.encrypt(content, to))


def open_chunk(sealed: bytes, identity: str) -> bytes:
    """The content. Raises CannotOpen for another identity, and for a piece that was changed or cut."""
    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity.strip())]))
    except (pyrage.DecryptError, pyrage.IdentityError) as fault:
        raise CannotOpen from fault
