# SPDX-License-Identifier: Apache-2.0
"""What two organisations compare about a person without revealing her name to each other.

A question about one person is a handful of short texts ("this sound of a name, born 1996"), each turned into a keyed
value by `oblivious`, so that equality alone can be seen; `likeness` weighs what is shared, the rarer the more. In an
agreed comparison in bulk the same registration becomes weighted features for `bloom`.
Source: docs/understand/exchange.md, where each choice is measured.
"""

import math
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from amana_methods.linkage.bloom import Feature
from amana_methods.linkage.dates import DAY, DEFAULT, GUESSED, MONTH, YEAR, Birth, read_birth
from amana_methods.linkage.registration import Registration
from amana_methods.linkage.traits import sex_of
from amana_methods.names import Part, fold, fold_document, fold_phone, parts_of

MOST_TEXTS: Final = 64  # of a question; an oblivious question always has as many elements
_PARTS: Final = 4
_OTHER_NAMES: Final = re.compile(r"[;|/؛()\[\]]")


class Text(NamedTuple):
    """One text to compare. `about` says what it is about: p0, p1 ... for parts of the name, and day, phone, paper."""

    text: str
    about: str


def texts_of(registration: Registration, *, asked: bool) -> tuple[Text, ...]:
    """Returns the texts of a registration, at most 64, the most telling first; `asked` adds the years near to hers.

    No text is a name alone: a part is combined with a year or with another part. Raises ValueError for an invalid date.
    """
    found = dict.fromkeys(_texts(registration, asked))
    return tuple(found)[:MOST_TEXTS]


def _texts(registration: Registration, asked: bool) -> Iterator[Text]:
    birth = _birth(registration)
    parts, country = _parts(registration.name), fold(registration.nationality)
    if paper := fold_document(registration.document_no):
        yield Text(f"paper|{paper}", "paper")
    if phone := fold_phone(registration.phone)[-9:]:
        yield Text(f"phone|{phone}", "phone")
    if birth.precision == DAY and country:
        yield Text(f"day|{birth.year}-{birth.month}-{birth.day}|{country}", "day")
    for (one, first), (two, second) in combinations(enumerate(parts), 2):
        for key in sorted({"|".join(sorted((a, b))) for a in _few(first) for b in _few(second)}):
            yield Text(f"pair|{key}", f"p{one}+p{two}")
    if birth.year:
        for away in (0, 1, -1, 2, -2) if asked else (0,):
            for place, part in enumerate(parts):
                for key in _few(part):
                    yield Text(f"year|{key}|{birth.year + away}", f"p{place}")


def _birth(registration: Registration) -> Birth:
    """Returns the date of birth; a day that desks write when they know the year alone counts as the year."""
    birth = read_birth(registration.birth_date, registration.birth_precision)
    return Birth(birth.year, precision=YEAR) if birth.precision == DEFAULT else birth


def _few(part: Part) -> tuple[str, ...]:
    """Returns the keys under which a part is looked up: its group of names, and how it sounds."""
    return tuple(dict.fromkeys((part.alias, *part.keys[:2])))[:2]


def _parts(name: str) -> tuple[Part, ...]:
    """Returns the parts of the first name given, then those of other names, without doubles."""
    found: dict[Part, None] = {}
    for each in _OTHER_NAMES.split(name):
        found |= dict.fromkeys(parts_of(each))
    return tuple(found)[:_PARTS]


class Shared(NamedTuple):
    """A text that a record has too: what it is about, and how many records of that register have it."""

    about: str
    often: int


# What a shared text is worth in log-odds for each nat of its rarity: the best of the names' parts, the next ones, and
# so on. From generated registers of seeds 1, 2 and 4: `python -m benchmarks.names.between --fit`.
WORTH: Final = {"year": (0.37,), "pair": (0.69, 0.15), "day": (0.84,), "phone": (0.79,), "paper": (1.42,)}
_CUT, _CUT_PER_NAT = -1.05, 1.1
# A register of a few people does not show how rare a name is: it counts as if it had so many more.
_UNSEEN = 300


def likeness(shared: Iterable[Shared], records: int) -> float:
    """Returns how much the texts speak for one person, in log-odds without the prior; 0 when nothing is shared.

    `records` is the size of the register whose record it is. A text counts once for each thing it speaks of.
    """
    rarest: dict[str, float] = {}
    for about, often in shared:
        rarest[about] = max(rarest.get(about, 0.0), math.log((records + _UNSEEN) / max(often, 1)))
    kinds: dict[str, list[float]] = {kind: [] for kind in WORTH}
    for about, rarity in rarest.items():
        kinds[about if about in WORTH else "pair" if "+" in about else "year"].append(rarity)
    total = 0.0
    for kind, worth in WORTH.items():
        first, *others = sorted(kinds[kind], reverse=True) or [0.0]
        total += worth[0] * first + (worth[1] * sum(others) if len(worth) > 1 else 0.0)
    return total


def may_be_known(best: float, records: int) -> bool:
    """Whether the likeness of the best record is enough for "maybe, ask this desk", in a register of so many records.

    The threshold grows with the register, because chance finds more namesakes in a larger one.
    """
    return best >= cut_for(records)


def cut_for(records: int) -> float:
    """Returns the least likeness that is a maybe in a register of so many records."""
    return _CUT + _CUT_PER_NAT * math.log(records + _UNSEEN)


class Weights(NamedTuple):
    """How many bits each feature of a filter sets."""

    key: int = 8
    pair: int = 2
    first: int = 5
    letters: int = 4
    day: int = 14
    year: int = 8
    near: int = 5
    day_month: int = 8
    nationality: int = 18
    sex: int = 3
    phone: int = 14
    paper: int = 24
    place: int = 5
    mother: int = 12
    governorate: int = 5


WEIGHTS: Final = Weights()


def features_of(registration: Registration, weights: Weights = WEIGHTS) -> tuple[Feature, ...]:
    """The features of a registration for a filter, without doubles. Raises ValueError for a date that is none."""
    return tuple(dict.fromkeys(each for each in _features(registration, weights) if each.weight))


def _features(registration: Registration, weights: Weights) -> Iterator[Feature]:
    parts, birth = _parts(registration.name), _birth(registration)
    for part in parts:
        for key in _few(part):
            yield Feature("name", key, weights.key)
        for pair in zip(f"^{part.keys[0]}", f"{part.keys[0]}$", strict=True):
            yield Feature("letters", "".join(pair), weights.letters)
    for one, two in combinations(sorted(part.alias for part in parts), 2):
        yield Feature("pair", f"{one}|{two}", weights.pair)
    if parts:
        yield Feature("first", parts[0].alias, weights.first)
    yield from _born(birth, weights)
    for field, text, weight in (
        ("nationality", fold(registration.nationality), weights.nationality),
        ("sex", str(sex_of(registration.sex) or ""), weights.sex),
        ("phone", fold_phone(registration.phone)[-9:], weights.phone),
        ("paper", fold_document(registration.document_no), weights.paper),
        ("governorate", fold(registration.governorate), weights.governorate),
    ):
        if text:
            yield Feature(field, text, weight)
    for field, text, weight in (
        ("place", registration.place_of_origin, weights.place),
        ("mother", registration.mother_name, weights.mother),
    ):
        for part in parts_of(text)[:2]:
            yield Feature(field, part.alias, weight)


def _born(birth: Birth, weights: Weights) -> Iterator[Feature]:
    if not birth.year:
        return
    yield Feature("year", str(birth.year), weights.year)
    for away in (-2, -1, 1, 2) if birth.precision <= GUESSED else (-1, 1):
        yield Feature("year", str(birth.year + away), weights.near)
    if birth.precision == DAY:
        yield Feature("day", f"{birth.year}-{birth.month}-{birth.day}", weights.day)
        one, two = sorted((birth.month, birth.day))
        yield Feature("day or month", f"{one}-{two}", weights.day_month)
    elif birth.precision == MONTH:
        yield Feature("day", f"{birth.year}-{birth.month}", weights.day // 2)
