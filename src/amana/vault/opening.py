"""Opening one text with the key at hand: its place in the associated data, its envelope, one wrap."""

from amana.vault import ciphers, keystore, wraps
from amana.vault.models import Sealed, Wrap


def text_under(row: Sealed, key: bytes) -> bytes:
    """Decrypts the text of `row`, without its padding. Raises Broken where it was changed or moved."""
    contract = ciphers.contract_of(row.envelope)
    return ciphers.unpad(ciphers.decrypt(key, row.envelope, place_of(row, contract), contract=contract))


def unwrap(row: Sealed, wrap: Wrap, private: ciphers.PrivateKey) -> bytes:
    """The key of `row` out of one wrap, with the private key of its holder."""
    wrap.sealed = row
    return wraps.open_wrap(wrap, keystore.lock_key_version(row.lock, wrap.lock_version), private)


def open_through(row: Sealed, wrap: Wrap, private: ciphers.PrivateKey) -> bytes:
    """The bytes of `row` for a holder who is no user: the one wrap and private key at hand. Raises CannotOpen, Broken."""
    return text_under(row, unwrap(row, wrap, private))


def place_of(row: Sealed, contract: int) -> bytes:
    """Contract 2 binds the revision too: an earlier text put back in the database does not pass for the present one."""
    place = ciphers.build_associated_data("sealed", row.kind, row.id, row.key_version, contract=contract)
    return place if contract == ciphers.VERSION else place + f"|{row.revision}".encode()
