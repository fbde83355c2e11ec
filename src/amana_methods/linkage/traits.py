# SPDX-License-Identifier: Apache-2.0
"""A registration as codes: all that comparing needs, and nothing that can be read without the key.

Every code is 64 bits of a keyed hash (or of an unkeyed one, where clear data are stored next to it anyway). Two codes
can only be tested for equality. Numbers that mean little alone stay numbers: year, month and day of birth, sex, vowels.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import NamedTuple

from amana_methods.linkage.dates import Birth, ordinal_of, read_birth
from amana_methods.linkage.registration import Registration
from amana_methods.names import Part, fold, fold_document, fold_phone, parts_of

__all__ = ["Encoder", "Facts", "Mac", "PartCodes", "build_mac", "clear"]

type Mac = Callable[[str], int]

MOST_KEYS, MOST_NEAR, MOST_NAME, MOST_MOTHER, NUMBER = 4, 8, 6, 3, 3
LATIN, ARABIC, SORANI = 0, 1, 2
UNKNOWN_SEX, FEMALE, MALE = 0, 1, 2

_FEMALE = frozenset("f female w woman girl 2 انثي انثى امراه امرءه بنت فتاه مي مێ ژن كچ ئافرەت افرەت نساء".split())
_MALE = frozenset("m male man boy 1 ذكر رجل ولد نير نێر پياو كور".split())
_CODE = re.compile(r"^[A-Z]{2}-?[A-Z0-9]{1,4}$")
_OTHER_NAMES = re.compile(
    r"[;|/؛]|\b(?:alias|a\.?k\.?a\.?|also known as|known as)(?=\W)|(?:المعروفة?|الملقبة?|المكناة|الشهيرة?) ?(?:بـ|ب)?|ناسراو بە",
    re.IGNORECASE,
)


class PartCodes(NamedTuple):
    """One part of a name: its spelling, its group of names, keys, keys with one sign less (32 bits), vowels, script."""

    text: int
    alias: int
    keys: tuple[int, ...]
    near: tuple[int, ...]
    vowels: int
    script: int


class Facts(NamedTuple):
    """What is compared. Codes are 0 where nothing is known; `sex` 0 unknown, 1 female, 2 male; `registered` counts days.
    A phone and a document have three codes: the whole number and its halves. A place has one part or none.

    `own` is the number of parts of the name she is registered under; parts after it belong to other names of hers.
    """

    parts: tuple[PartCodes, ...] = ()
    own: int = 0
    birth: Birth = Birth()
    sex: int = UNKNOWN_SEX
    nationality: int = 0
    phone: tuple[int, ...] = ()
    document: tuple[int, ...] = ()
    governorate: tuple[PartCodes, ...] = ()
    origin: tuple[PartCodes, ...] = ()
    mother: tuple[PartCodes, ...] = ()
    organisation: int = 0
    registered: int = 0


def clear(text: str) -> int:
    """Returns the unkeyed code of a text, for data that are stored with it in the clear."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def build_mac(key: bytes) -> Mac:
    """Returns a function for codes under a key: 64 bits of HMAC-SHA-256. Only the holder of the key can try names."""
    return lambda text: int.from_bytes(hmac.digest(key, text.encode(), "sha256")[:8])


class Encoder:
    """Converts registrations to facts, under one key. It caches the codes of parts and words it has seen."""

    def __init__(self, mac: Mac = clear, country_code: str = "") -> None:
        self.mac = mac
        self.country_code = country_code
        self._parts: dict[Part, PartCodes] = {}
        self._words: dict[tuple[str, str], int] = {}
        self._places: dict[str, tuple[PartCodes, ...]] = {}

    def facts_of(self, registration: Registration) -> Facts:
        """Returns the registration as codes. ValueError, with a sentence that names the field, for an invalid date."""
        names = [each for each in _OTHER_NAMES.split(re.sub(r"[()\[\]]", ";", registration.name)) if each.strip()]
        own = parts_of(names[0]) if names else ()
        others = [part for name in names[1:] for part in parts_of(name) if part not in own]
        parts = (*own, *others)[:MOST_NAME]
        return Facts(
            tuple(map(self.part, parts)),
            min(len(own), MOST_NAME),
            read_birth(registration.birth_date, registration.birth_precision),
            sex_of(registration.sex),
            self.word("nationality", fold(registration.nationality)),
            self.number("phone", fold_phone(registration.phone, self.country_code)[-9:]),
            self.number("document", fold_document(registration.document_no)),
            self.place(registration.governorate),
            self.place(registration.place_of_origin),
            tuple(self.part(part) for part in parts_of(registration.mother_name)[:MOST_MOTHER]),
            self.word("organisation", fold(registration.organisation)),
            ordinal_of(registration.registered_on),
        )

    def part(self, part: Part) -> PartCodes:
        """Returns the codes of one part."""
        known = self._parts.get(part)
        if known is None:
            mac = self.mac
            short = {key[:at] + key[at + 1 :] for key in part.keys[:2] if len(key) > 2 for at in range(len(key))}
            long = {key for key in part.keys[:2] if len(key) > 2}
            near = sorted(long) + sorted(short - long)
            known = self._parts[part] = PartCodes(
                mac(f"text|{part.text}"),
                mac(f"alias|{part.alias}"),
                tuple(mac(f"key|{key}") for key in part.keys[:MOST_KEYS]),
                tuple(mac(f"near|{key}") & 0xFFFFFFFF for key in near[:MOST_NEAR]),
                part.vowels,
                (SORANI if set(part.text) & set("ەگچپژڤ") else ARABIC) if part.is_arabic else LATIN,
            )
        return known

    def word(self, kind: str, text: str) -> int:
        """Returns the code of a whole word of that kind; 0 for an empty one."""
        if not text.strip():
            return 0
        known = self._words.get((kind, text))
        if known is None:
            known = self._words[kind, text] = self.mac(f"{kind}|{text}")
        return known

    def number(self, kind: str, text: str) -> tuple[int, ...]:
        """Returns the codes of a number as a whole and of its two halves, so that one wrong digit is detected; none for none."""
        if not text:
            return ()
        middle = (len(text) + 1) // 2
        return tuple(
            self.mac(f"{kind}|{part}") for part in (text, f"{text[:middle]}-", f"-{text[middle:]}-{len(text)}")
        )

    def place(self, text: str) -> tuple[PartCodes, ...]:
        """Returns the part by which a place is the same in the three alphabets; a code such as IQ-BA is itself.

        None for no place.
        """
        known = self._places.get(text)
        if known is None:
            if _CODE.match(text):
                parts: tuple[Part, ...] = (Part(text.lower(), (text.lower(),), 0, text.lower()),)
            else:
                parts = parts_of(text)[:1]
            known = self._places[text] = tuple(map(self.part, parts))
        return known


def sex_of(text: str) -> int:
    """Returns 1 for female, 2 for male, 0 for anything else."""
    word = fold(text).strip()
    return FEMALE if word in _FEMALE else MALE if word in _MALE else UNKNOWN_SEX
