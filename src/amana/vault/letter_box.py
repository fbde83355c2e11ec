"""Keys of the letter box: what the public face may seal and cannot open, and the card by which it knows to whom.

The box has a key pair whose private half follows from a key of the key store: worker and desk open with it, the public
face only seals. The card names the public keys of this day and is signed; the public face keeps nothing but the pin,
which is the public half of that signing key, so that nobody who writes to the database can put their own key on it.
"""

from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from amana.errors import CannotOpen
from amana.vault import ciphers, keystore
from amana.vault.errors import KeyStoreAway

BOX: Final = "letter box"
CARD: Final = "letter box card"
PIN: Final = "card.pin"
_VERSION: Final = 4  # bytes in front of what was sealed


def box_key() -> tuple[int, bytes]:
    """(version, public half) of the newest key pair of the box. Raises KeyStoreAway."""
    version, key = keystore.newest_named(BOX)
    return version, ciphers.pair_of(key)[1]


def box_versions() -> list[int]:
    """The versions of the box's key pair that still open; none before it was made."""
    return sorted(keystore.named_key_versions(BOX))


def box_names() -> list[str]:
    """The name of the box's key in the key store, once it is there."""
    return [BOX] if box_versions() else []


def into_box(version: int, public: bytes, text: bytes, what: str, row: object) -> bytes:
    """Seals `text` for the holder of the key store, as `what` of this row."""
    sealed = ciphers.wrap_to(ciphers.HYBRID, public, ciphers.pad(text), _place(what, row, version))
    return version.to_bytes(_VERSION) + sealed


def out_of_box(sealed: bytes, what: str, row: object) -> bytes:
    """The text that `into_box` sealed. Raises CannotOpen, KeyStoreAway."""
    version = version_in_box(sealed)
    private = ciphers.pair_of(keystore.named_key_of_version(BOX, version))[0]
    opened = ciphers.private_key(ciphers.HYBRID, private)
    return ciphers.unpad(ciphers.unwrap(opened, sealed[_VERSION:], _place(what, row, version)))


def version_in_box(sealed: bytes) -> int:
    """The version of the key pair to which this was sealed."""
    return int.from_bytes(sealed[:_VERSION])


def sign_card(text: str) -> bytes:
    """The signature of the key store under a card."""
    return _signer().sign(_card(text))


def check_card(text: str, signature: bytes) -> None:
    """The card is as the key store signed it. Raises CannotOpen where it is not, or nobody pinned the key."""
    try:
        Ed25519PublicKey.from_public_bytes(card_signer()).verify(signature, _card(text))
    except (InvalidSignature, ValueError) as fault:
        raise CannotOpen from fault


def card_signer() -> bytes:
    """The public half of the key that signs cards: by the key store, and where that does not answer by the pin's file."""
    try:
        return _signer().public_key().public_bytes_raw()
    except KeyStoreAway:
        pass  # it never was here, or is away
    try:
        return bytes.fromhex((Path(settings.AMANA_LETTER_BOX) / PIN).read_text())
    except (OSError, ValueError) as fault:
        raise KeyStoreAway from fault


def write_card_signer() -> None:
    """Writes the pin into the folder that the public face reads."""
    folder, text = Path(settings.AMANA_LETTER_BOX), card_signer().hex()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / PIN
    if not file.exists() or file.read_text() != text:
        fresh = folder / f".{PIN}"
        fresh.write_text(text)
        fresh.replace(file)


def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(ciphers.derive_key(keystore.named_key(CARD), "card"))


def _card(text: str) -> bytes:
    return b"amana|v1|letter box card|" + text.encode()


def _place(what: str, row: object, version: int) -> bytes:
    return ciphers.build_associated_data("letterbox", what, row, version)
