"""One wrap: the key of a text for one holder, bound to what it was given for.

Two seals surround the key. The inner one is to the holder's public key; the outer one is under the lock key of the case. Both say in
their associated data which text, which holder, by which consent and until when; the outer one also under which version
of the lock key, and of which kind, section and lock the text is. So a user who can write to the database and lengthens an expiry,
empties a consent, moves a wrap or puts a text into another section gets nothing that opens. The outer seal alone can be made
again by the lock key: that is how access is revoked without a holder, and how earlier wraps are bound to more.

Wraps of contract 1, made before consent and expiry were bound, and of 2, made before section and lock were, open until they are
locked again; which contract the inner seal follows is then said under the outer one, where nobody can change it.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from amana.vault import ciphers
from amana.vault.models import Key, Wrap

CONTRACT: Final = ciphers.CONTRACT  # of the inner seal
OUTER: Final = ciphers.OUTER_CONTRACT
_FIRST: Final = ciphers.VERSION
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def sealed_to(theirs: Key, key: bytes, wrap: Wrap, lock_key: bytes) -> bytes:
    """The blob of `wrap`, whose other fields are set: `key` for the holder's key pair `theirs`, under the lock key."""
    inner = ciphers.wrap_to(theirs.suite, theirs.public, key, inner_place(wrap, CONTRACT))
    return lock_inner(CONTRACT, inner, wrap, lock_key)


def lock_inner(contract: int, inner: bytes, wrap: Wrap, lock_key: bytes) -> bytes:
    """The inner seal under the lock key in the version that `wrap` names; `wrap.sealed` is the text as it is stored."""
    under, place = ciphers.derive_key(lock_key, "wraps"), _outer_place(wrap, OUTER)
    return ciphers.encrypt(under, bytes([contract]) + inner, place, wrap.lock_version, contract=OUTER)


def unlock_inner(wrap: Wrap, lock_key: bytes) -> tuple[int, bytes]:
    """(contract of the inner seal, the inner seal): the wrap is genuine and as it was given. Raises Broken."""
    under = ciphers.derive_key(lock_key, "wraps")
    outer = contract_of(wrap)
    if outer == _FIRST:
        return _FIRST, ciphers.decrypt(under, wrap.blob, inner_place(wrap, _FIRST))
    text = ciphers.decrypt(under, wrap.blob, _outer_place(wrap, outer), contract=outer)
    return text[0], text[1:]


def open_wrap(wrap: Wrap, lock_key: bytes, private: ciphers.PrivateKey) -> bytes:
    """The key of the text. Raises Broken for a wrap that was changed or moved."""
    contract, inner = unlock_inner(wrap, lock_key)
    return ciphers.unwrap(private, inner, inner_place(wrap, contract))


def contract_of(wrap: Wrap) -> int:
    """What the blob says of itself; a blob marked otherwise than it was made does not open."""
    return ciphers.contract_of(wrap.blob, most=OUTER)


def inner_place(wrap: Wrap, contract: int) -> bytes:
    """What the seal to the holder is bound to: text, holder, ground and end."""
    column = f"{wrap.holder_kind}|{wrap.holder}"
    if contract == _FIRST:
        return ciphers.build_associated_data("wrap", column, wrap.sealed_id, wrap.key_version)
    ground = f"{wrap.consent or 'by right'}|{_moment(wrap.expires_at)}"
    return ciphers.build_associated_data(
        "wrap", f"{column}|{ground}", wrap.sealed_id, wrap.key_version, contract=contract
    )


def _outer_place(wrap: Wrap, contract: int) -> bytes:
    place = inner_place(wrap, CONTRACT) + f"|locked by {wrap.lock_version}".encode()
    if contract < OUTER:
        return place
    text = wrap.sealed
    return place + f"|{text.kind} in {text.section or 'no section'} of {text.lock}".encode()


def _moment(at: datetime | None) -> str:
    """Microseconds since 1970, the same for every time zone and database."""
    return str((at - _BEGINNING) // timedelta(microseconds=1)) if at is not None else "open"
