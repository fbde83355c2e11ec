"""Short secrets that the server itself must read (a session's row, the secret of a second factor), and marks of rows.

The key is in the key store, so a copy of the database alone says nothing of them. `purpose` is the name of the use,
`row` whose or which row it is; a value moved to another row, or used for another purpose, doesn't open, and a mark
doesn't fit. Each says under which version of its key it was made, so that the key can be renewed.
"""

from base64 import b64decode, b64encode

from amana.errors import CannotOpen
from amana.vault import ciphers, keystore


def name_of_key(purpose: str) -> str:
    """The name under which the key store has the key of a purpose."""
    return f"small:{purpose}"


def seal_secret(purpose: str, row: object, text: str) -> str:
    """`text` sealed for this purpose and row, as printable characters."""
    version, key = keystore.newest_named(name_of_key(purpose))
    return b64encode(ciphers.encrypt(key, text.encode(), _place(purpose, row, version), version)).decode()


def open_secret(purpose: str, row: object, sealed: str) -> str:
    """The text that `seal_secret` sealed. Raises Broken."""
    version = version_of_secret(sealed)
    try:
        key = keystore.named_key_of_version(name_of_key(purpose), version)
    except ciphers.Broken:
        raise
    except CannotOpen as gone:
        raise ciphers.Broken("version") from gone
    return ciphers.decrypt(key, b64decode(sealed), _place(purpose, row, version)).decode()


def version_of_secret(sealed: str) -> int:
    """The version of the key under which this was sealed. Raises Broken."""
    try:
        return ciphers.key_version_of(b64decode(sealed, validate=True))
    except ValueError as error:
        raise ciphers.Broken("letters") from error


def mark_of(purpose: str, row: object, text: str) -> str:
    """A keyed hash over `text` in this row: an attacker who changes or moves it in the database cannot make another."""
    version, key = keystore.newest_named(name_of_key(purpose))
    return f"{version}:{_mac(key, purpose, row, text).hex()}"


def is_marked(purpose: str, row: object, text: str, mark: str) -> bool:
    """Whether `mark_of` made this mark for this text in this row, under a version of the key that is left."""
    number, _, hashed = mark.partition(":")
    if not number.isascii() or not number.isdecimal():
        return False
    try:
        key = keystore.named_key_of_version(name_of_key(purpose), int(number))
    except ciphers.Broken:
        raise
    except CannotOpen:
        return False
    return ciphers.same(_mac(key, purpose, row, text).hex().encode(), hashed.encode())


def version_of_mark(mark: str) -> int:
    """The version of the key under which a mark was made."""
    return int(mark.partition(":")[0])


def _mac(key: bytes, purpose: str, row: object, text: str) -> bytes:
    return ciphers.mac(ciphers.derive_key(key, "marks"), f"amana|v1|mark|{purpose}|{row}|".encode() + text.encode())


def _place(purpose: str, row: object, version: int) -> bytes:
    return ciphers.build_associated_data("small", purpose, row, version)
