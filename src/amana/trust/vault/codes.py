"""Codes of people whom nobody knows: twenty digits on paper open an answer, and the server keeps none of them.

A code is stretched once (a keyed hash under a pepper of the key store, then Argon2id) into a lookup value, which is
stored, and a key, which is not: that key seals the private half of a key pair. Answers are wrapped to the public half.
A copy of the database alone can't be tried against guessed codes, because the pepper lies in the key store.
"""

import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from amana.errors import CannotOpen
from amana.trust.models import Key, Sealed, Wrap
from amana.trust.vault import ciphers, keystore, sealing
from amana.trust.vault.proofs import with_proof

LENGTH: Final = 20
_GROUP: Final = 5
_KIND: Final = "code"


@dataclass(frozen=True)
class CodeKeys:
    """What a code stretches to: `lookup` finds its record, `key` opens its mailbox."""

    lookup: bytes
    key: bytes = field(repr=False)


def new_code() -> str:
    """Twenty digits, the last one a check digit: 63 random bits."""
    digits = "".join(secrets.choice("0123456789") for _ in range(LENGTH - 1))
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The Luhn digit of `digits`: one mistyped digit, and nearly every pair that changed places, is noticed.

    >>> check_digit("7992739871")
    '3'
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def groups(code: str) -> tuple[str, ...]:
    """The code as it is written down: four groups of five digits."""
    return tuple(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def digits_of(typed: str) -> str:
    """The digits of what somebody typed, in any numeral system, as 0-9; everything else is left out.

    >>> digits_of("٤٨٢١٣ 90577")
    '4821390577'
    """
    return "".join(str(unicodedata.digit(sign)) for sign in typed[:200] if sign.isdecimal())


def is_well_formed(code: str) -> bool:
    """Whether these are twenty digits with the right check digit.

    >>> is_well_formed("0" * 20), is_well_formed("0" * 19 + "1")
    (True, False)
    """
    return len(code) == LENGTH and code.isascii() and code.isdecimal() and check_digit(code[:-1]) == code[-1]


def keys_of(code: str) -> CodeKeys:
    """Lookup and key of a code. Takes the same time for a right code, a wrong one and a malformed one."""
    pepper = keystore.named_key("codes")
    secret = hmac.digest(pepper, code.encode(), "sha256").hex()
    stretched = ciphers.from_password(secret, ciphers.mac(pepper, b"salt of codes"))
    return CodeKeys(ciphers.derive(stretched, "code|lookup"), ciphers.derive(stretched, "code|key"))


def make_mailbox(keys: CodeKeys, at: datetime) -> sealing.Holder:
    """A key pair of its own for a code; its private half is sealed under the code. Texts can be wrapped to it."""
    private, public = ciphers.new_pair(ciphers.HYBRID)
    box = uuid4()
    pair = Key(holder_kind=_KIND, holder=box, suite=ciphers.HYBRID, public=public, made_at=at)
    pair.private = ciphers.encrypt(keys.key, private, _place(box))
    with_proof(pair).save(force_insert=True)
    return sealing.Holder(_KIND, box)


def mailbox(box: UUID) -> sealing.Holder:
    """The holder that stands for a mailbox."""
    return sealing.Holder(_KIND, box)


def forget_mailbox(box: UUID) -> None:
    """The key pair of a mailbox is gone; no code opens what was wrapped to it."""
    Key.objects.filter(holder_kind=_KIND, holder=box).delete()


def open_with_code(keys: CodeKeys, box: UUID, sealed: UUID) -> dict[str, Any]:
    """The content of a text that was wrapped to the mailbox. Raises CannotOpen."""
    pair = Key.objects.filter(holder_kind=_KIND, holder=box).first()
    row = Sealed.objects.filter(id=sealed).first()
    wrap = Wrap.objects.filter(sealed=sealed, holder_kind=_KIND, holder=box).first()
    if pair is None or pair.private is None or row is None or wrap is None:
        raise CannotOpen
    try:
        private = ciphers.private_key(pair.suite, ciphers.decrypt(keys.key, pair.private, _place(box)))
        content = sealing.open_through(row, wrap, private)
    except ciphers.Broken as error:
        raise CannotOpen from error
    opened: dict[str, Any] = json.loads(content)
    return opened


def _place(box: UUID) -> bytes:
    return ciphers.associated("key", "code", box, 1)
