# SPDX-License-Identifier: Apache-2.0
"""The terms under which a record is indexed, and those to search when somebody is looked up.

A term combines a few codes: two keys of a name with four years of birth, one key with sex and year or with a day of any
year, a date with the sex, a phone, a document. `questions_of` also asks for the spellings and years near.
"""

from collections.abc import Iterable

from amana_methods.linkage.dates import DAY
from amana_methods.linkage.traits import Facts

__all__ = ["Term", "questions_of", "terms_of"]

type Term = tuple[int, ...]

TWO_KEYS, KEY_AND_YEAR, KEY_AND_DAY, DATE, PHONE, DOCUMENT = range(2, 8)
BUCKET = 4  # years under one term
_FIRST_YEAR, _LAST_YEAR = 1930, 2030
_GUESS = 5  # years by which a guessed year is out
_SLIPS = (-20, -10, 10, 20)  # a wrong digit of the year


def terms_of(facts: Facts) -> set[Term]:
    """Returns the terms under which a record is indexed."""
    birth = facts.birth
    bucket = birth.year // BUCKET if birth.year else 0
    keys = [part.keys[0] for part in facts.parts]
    terms: set[Term] = {(TWO_KEYS, min(x, y), max(x, y), bucket) for at, x in enumerate(keys) for y in keys[at + 1 :]}
    terms |= {(KEY_AND_YEAR, key, facts.sex, birth.year) for key in keys}
    return terms | _exact(facts, keys)


def questions_of(facts: Facts) -> set[Term]:
    """Returns the terms to search when this person is looked up."""
    year = facts.birth.year
    around = {*range(year - 6, year + 7), *(year + slip for slip in _SLIPS)} if year else range(_FIRST_YEAR, _LAST_YEAR)
    buckets = {0, *(each // BUCKET for each in around)}
    near = {0, *range(year - _GUESS, year + _GUESS + 1)} if year else {0}
    heard = [part.keys[:3] for part in facts.parts]
    pairs = {
        (min(x, y), max(x, y))
        for at, first in enumerate(heard)
        for second in heard[at + 1 :]
        for p, x in enumerate(first)
        for q, y in enumerate(second)
        if p + q < 3
    }
    terms: set[Term] = {(TWO_KEYS, *pair, bucket) for pair in pairs for bucket in buckets}
    terms |= {
        (KEY_AND_YEAR, key, sex, each) for keys in heard for key in keys[:2] for sex in {facts.sex, 0} for each in near
    }
    return terms | _exact(facts, [key for keys in heard for key in keys])


def _exact(facts: Facts, keys: Iterable[int]) -> set[Term]:
    terms: set[Term] = set()
    birth = facts.birth
    if birth.precision == DAY:
        low, high = sorted((birth.month, birth.day))
        terms.add((DATE, birth.year, low, high, facts.sex))
        terms |= {(KEY_AND_DAY, key, low, high) for key in keys}
    if facts.phone:
        terms.add((PHONE, facts.phone[0]))
    if facts.document:
        terms.add((DOCUMENT, facts.document[0]))
    return terms
