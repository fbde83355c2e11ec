"""Files encrypted with age: what leaves the organisation for the holder of the private key of a recipient."""

import hashlib
from collections.abc import Iterable
from typing import Final

import pyrage

_BEGINNINGS: Final = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")


def fingerprint(public: str) -> str:
    """Twenty digits in groups of five, to be read over the telephone. Raises ValueError for what is no public key of age."""
    _recipient(public)
    number = int.from_bytes(hashlib.sha256(public.strip().encode()).digest()) % 10**20
    digits = f"{number:020d}"
    return " ".join(digits[start : start + 5] for start in range(0, 20, 5))


def seal_to_age(public: str, content: bytes) -> bytes:
    """The file as only the holder of the private half opens it. Raises ValueError for what is no public key of age."""
    return bytes(pyrage.encrypt(content, [_recipient(public)]))


def is_age(content: bytes) -> bool:
    """Whether these bytes are a file sealed with age, in bytes or in letters."""
    return content.lstrip()[:40].startswith(_BEGINNINGS)


def open_age(content: bytes, identities: Iterable[str]) -> bytes:
    """The file that was sealed to one of these identities, as `age-keygen` writes them. Raises ValueError where none opens it."""
    try:
        return bytes(pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(each) for each in identities]))
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise ValueError("none of these opens it") from error


def _recipient(public: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(public.strip())
    except pyrage.RecipientError as error:
        raise ValueError("not a public key of age") from error
