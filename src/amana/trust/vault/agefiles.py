"""Files sealed to somebody with age: what leaves the house for whoever holds the other half of a public key."""

import hashlib

import pyrage


def fingerprint(public: str) -> str:
    """Twenty digits in groups of five, to be read over the telephone. Raises ValueError for what is no public key of age."""
    _recipient(public)
    number = int.from_bytes(hashlib.sha256(public.strip().encode()).digest()) % 10**20
    digits = f"{number:020d}"
    return " ".join(digits[start : start + 5] for start in range(0, 20, 5))


def seal_to_age(public: str, content: bytes) -> bytes:
    """The file as only the holder of the private half opens it. Raises ValueError for what is no public key of age."""
    return bytes(pyrage.encrypt(content, [_recipient(public)]))


def _recipient(public: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(public.strip())
    except pyrage.RecipientError as error:
        raise ValueError("not a public key of age") from error
