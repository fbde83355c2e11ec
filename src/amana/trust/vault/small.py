"""Short secrets that the server itself must read (a session's row, the secret of a second factor): sealed at rest.

The key lies in the key store, so a copy of the database alone says nothing of them. `purpose` is the name of the use,
`row` the id of the row; a value moved to another row, or used for another purpose, doesn't open.
"""

from base64 import b64decode, b64encode

from amana.trust.vault import ciphers, keystore


def seal_small(purpose: str, row: object, text: str) -> str:
    """`text` sealed for this purpose and row, as printable characters."""
    key = keystore.named_key(f"small:{purpose}")
    return b64encode(ciphers.encrypt(key, text.encode(), ciphers.associated("small", purpose, row, 1))).decode()


def open_small(purpose: str, row: object, sealed: str) -> str:
    """The text that `seal_small` sealed. Raises CannotOpen."""
    try:
        envelope = b64decode(sealed, validate=True)
    except ValueError as error:
        raise ciphers.Broken("letters") from error
    key = keystore.named_key(f"small:{purpose}")
    return ciphers.decrypt(key, envelope, ciphers.associated("small", purpose, row, 1)).decode()
