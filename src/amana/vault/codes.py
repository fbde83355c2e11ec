"""Codes of people whom nobody knows: twenty digits on paper open an answer, and the server keeps none of them.

A code is stretched once (a keyed hash under a pepper of the key store, then Argon2id) into a lookup value, which is
stored, and a key, which is not: that key seals the private half of a key pair. Answers are wrapped to the public half.
A copy of the database alone can't be tried against guessed codes, because the pepper is in the key store.

How a code was stretched is its *way*: the version of the pepper and the cost of Argon2id. A request that follows up a code
tries every way in use, for each code the same ones.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings

from amana.vault import ciphers, pepper, texts
from amana.vault.models import Key
from amana.vault.proofs import with_proof
from amana_methods.digits import western_digits

LENGTH: Final = 20
_GROUP: Final = 5
_KIND: Final = "code"


class Way(NamedTuple):
    """A version of the pepper, and the cost: 1 as for passwords, 2 as for codes, which nobody chooses."""

    pepper: int
    cost: int

    def __str__(self) -> str:
        return f"{self.pepper}|{self.cost}"

    @classmethod
    def read(cls, text: str) -> "Way":
        """The way that was written so. Raises ValueError."""
        pepper, _, cost = text.partition("|")
        return cls(int(pepper), int(cost))


_COST: Final = 2


@dataclass(frozen=True)
class CodeKeys:
    """What a code stretches to by one way: `lookup` finds its record, `key` opens its mailbox."""

    lookup: bytes
    key: bytes = field(repr=False)
    way: Way

    @property
    def version(self) -> int:
        """The version of the pepper."""
        return self.way.pepper


def new_code() -> str:
    """Twenty digits, the last one a check digit: 63 random bits."""
    return code_from(secrets.token_bytes(32))


def code_from(secret: bytes) -> str:
    """The code that follows from 32 secret bytes."""
    digits = f"{int.from_bytes(secret) % 10 ** (LENGTH - 1):0{LENGTH - 1}d}"
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


def in_groups(code: str) -> tuple[str, ...]:
    """The code as it is written down: four groups of five digits."""
    return tuple(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def digits_of(typed: str) -> str:
    """The digits of what somebody typed, in any numeral system, as 0-9; everything else is left out.

    >>> digits_of("٤٨٢١٣ 90577")
    '4821390577'
    """
    return "".join(sign for sign in western_digits(typed[:200]) if sign.isdecimal())


def is_well_formed(code: str) -> bool:
    """Whether these are twenty digits with the right check digit.

    >>> is_well_formed("0" * 20), is_well_formed("0" * 19 + "1")
    (True, False)
    """
    return len(code) == LENGTH and code.isascii() and code.isdecimal() and check_digit(code[:-1]) == code[-1]


def keys_of(code: str) -> CodeKeys:
    """Lookup and key of a code by the newest way. Raises KeyStoreAway."""
    versions = pepper.macs(code.encode())
    newest = max(versions)
    return _stretch_code(Way(newest, _COST), *versions[newest])


def keys_to_try(code: str, in_use: Collection[Way] = ()) -> tuple[CodeKeys, ...]:
    """Lookup and key by every way `in_use` and by the newest pepper, the newest first; the same work for every code.

    A right code, a wrong one and a malformed one take the same time. Raises KeyStoreAway.
    """
    versions = pepper.macs(code.encode()[: pepper.LONGEST])
    ways = {Way(max(versions), _COST), *(way for way in in_use if way.pepper in versions)}
    return tuple(_stretch_code(way, *versions[way.pepper]) for way in sorted(ways, reverse=True))


def _stretch_code(way: Way, keyed: bytes, salt: bytes) -> CodeKeys:
    cost = settings.AMANA_ARGON2 if way.cost == 1 else settings.AMANA_ARGON2_CODES
    stretched = ciphers.stretch(keyed.hex(), salt[:16], cost)
    return CodeKeys(ciphers.derive_key(stretched, "code|lookup"), ciphers.derive_key(stretched, "code|key"), way)


@dataclass(frozen=True)
class Mailbox:
    """A key pair of its own for a code; the private half is sealed under the code."""

    id: UUID
    public: bytes
    private: bytes = field(repr=False)


def new_mailbox(keys: CodeKeys, box: UUID) -> Mailbox:
    """A mailbox that nobody keeps yet."""
    private, public = ciphers.new_pair(ciphers.HYBRID)
    return Mailbox(box, public, ciphers.encrypt(keys.key, private, _place(box)))


def keep_mailbox(box: Mailbox, version: int, at: datetime) -> texts.Holder:
    """Texts can be wrapped to the mailbox from now on. `version` is that of the pepper. Needs the key store."""
    Key.objects.filter(holder_kind=_KIND, holder=box.id).delete()
    pair = Key(
        holder_kind=_KIND, holder=box.id, version=version, suite=ciphers.HYBRID, public=box.public, private=box.private
    )
    pair.made_at = at
    with_proof(pair).save(force_insert=True)
    return texts.Holder(_KIND, box.id)


def mailbox_kept(box: UUID) -> Mailbox | None:
    """The mailbox as it is kept; None where it was forgotten."""
    pair = Key.objects.filter(holder_kind=_KIND, holder=box).order_by("-version").first()
    if pair is None or pair.private is None:
        return None
    return Mailbox(box, bytes(pair.public), bytes(pair.private))


def open_private(keys: CodeKeys, box: UUID, private: bytes) -> bytes:
    """The private half that `new_mailbox` sealed under the code. Raises Broken."""
    return ciphers.decrypt(keys.key, private, _place(box))


def seal_private(keys: CodeKeys, box: UUID, private: bytes) -> bytes:
    """Seals the private key under a code's key."""
    return ciphers.encrypt(keys.key, private, _place(box))


def mailbox_holder(box: UUID) -> texts.Holder:
    """The holder of texts that are wrapped to a mailbox."""
    return texts.Holder(_KIND, box)


def forget_mailbox(box: UUID) -> None:
    """The key pair of a mailbox is gone; no code opens what was wrapped to it."""
    Key.objects.filter(holder_kind=_KIND, holder=box).delete()


def _place(box: UUID) -> bytes:
    return ciphers.build_associated_data("key", "code", box, 1)
