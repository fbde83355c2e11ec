# SPDX-License-Identifier: Apache-2.0
"""The terms under which a record stands in an index, and those to ask for when somebody is looked up.

A term is a few codes together: two keys of a name with four years of birth, one key with nationality and year, a date with
the sex, a phone, a document. `questions_of` also asks for the spellings and years near.
"""

from amana_methods.linkage.dates import DAY, GUESSED
from amana_methods.linkage.traits import Facts

__all__ = ["Term", "questions_of", "terms_of"]

type Term = tuple[int, ...]

TWO_KEYS, KEY_AND_YEAR, DATE, PHONE, DOCUMENT = range(2, 7)
BUCKET = 4  # years that stand under one term
_FIRST_YEAR, _LAST_YEAR = 1930, 2030
_SLIPS = (-20, -10, 10, 20)  # a wrong digit of the year


def terms_of(facts: Facts) -> set[Term]:
    """The terms under which a record stands."""
    birth = facts.birth
    bucket = birth.year // BUCKET if birth.year else 0
    keys = [part.keys[0] for part in facts.parts]
    terms: set[Term] = {(TWO_KEYS, min(x, y), max(x, y), bucket) for at, x in enumerate(keys) for y in keys[at + 1 :]}
    terms |= {(KEY_AND_YEAR, key, facts.nationality, birth.year) for key in keys}
    return terms | _exact(facts)


def questions_of(facts: Facts) -> set[Term]:
    """The terms to ask for when this person is looked up."""
    year, guessed = facts.birth.year, facts.birth.precision == GUESSED
    around = {*range(year - 6, year + 7), *(year + slip for slip in _SLIPS)} if year else range(_FIRST_YEAR, _LAST_YEAR)
    buckets = {0, *(each // BUCKET for each in around)}
    reach = 5 if guessed else 2
    near = {0, *range(year - reach, year + reach + 1)} if year else {0}
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
        (KEY_AND_YEAR, key, nation, each)
        for keys in heard
        for key in keys[:2]
        for nation in {facts.nationality, 0}
        for each in near
    }
    return terms | _exact(facts)


def _exact(facts: Facts) -> set[Term]:
    terms: set[Term] = set()
    birth = facts.birth
    if birth.precision == DAY:
        low, high = sorted((birth.month, birth.day))
        terms.add((DATE, birth.year, low, high, facts.sex))
    if facts.phone:
        terms.add((PHONE, facts.phone[0]))
    if facts.document:
        terms.add((DOCUMENT, facts.document[0]))
    return terms
