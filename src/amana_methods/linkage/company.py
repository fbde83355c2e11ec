# SPDX-License-Identifier: Apache-2.0
"""What other records contribute to a pair: a third that fits both supports it; one that fits only one of them contradicts it.

Without it, every homonym counts on its own, and a register of a country is full of homonyms.
"""

import numpy as np

from amana_methods.linkage.features import Feature
from amana_methods.linkage.table import Floats, Ints

__all__ = ["COMPANY", "FLOOR", "company_of"]

FLOOR = -4.0  # nats below which a pair is not considered
_MOST = 12  # neighbours of a record that are considered, the best first

COMPANY: tuple[Feature, ...] = (
    Feature("score", "pair", 1),
    Feature("support", "company", 1),
    Feature("rival", "company", -1),
    Feature("rivals", "company", -1),
    Feature("crowd", "company", 0),
)


def company_of(a: Ints, b: Ints, scores: Floats, records: int) -> Floats:
    """Returns the features of `COMPANY` for each pair; pairs under `FLOOR` should not be among them.

    `support` is the best third record, by the worse of its two scores with the pair; `rival` the most by which a third fits
    one of the two better than the other, for the side where that is more, and `rivals` for the other side; `crowd` the
    number of records that may be either.
    """
    out = np.full((len(a), len(COMPANY)), np.nan, dtype=np.float32)
    out[:, 0] = scores
    if not len(a):
        return out
    beside, said, first, count = _neighbours(a, b, scores, records)
    code = np.minimum(a, b) * records + np.maximum(a, b)
    order = np.argsort(code)
    codes, worth = code[order], scores[order]
    support = np.full(len(a), FLOOR, dtype=np.float32)
    rival = []
    for here, there in ((a, b), (b, a)):
        some = np.minimum(count[here], _MOST)
        pair = np.repeat(np.arange(len(a)), some)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(some) - some, some)
        at = first[here[pair]] + step
        third, with_here = beside[at], said[at]
        other = third != there[pair]
        pair, third, with_here = pair[other], third[other], with_here[other]
        asked = np.minimum(there[pair], third) * records + np.maximum(there[pair], third)
        place = np.minimum(np.searchsorted(codes, asked), len(codes) - 1)
        with_there = np.where(codes[place] == asked, worth[place], FLOOR).astype(np.float32)
        np.maximum.at(support, pair, np.minimum(with_here, with_there))
        most = np.zeros(len(a), dtype=np.float32)
        np.maximum.at(most, pair, with_here - with_there)
        rival.append(most)
    out[:, 1] = support
    out[:, 2] = np.maximum(*rival)
    out[:, 3] = np.minimum(*rival)
    out[:, 4] = np.minimum(count[a] + count[b] - 2, 40)
    return out


def _neighbours(a: Ints, b: Ints, scores: Floats, records: int) -> tuple[Ints, Floats, Ints, Ints]:
    """Returns every record's neighbours, best first, with their scores; where each record's begin and how many they are."""
    one, two, said = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([scores, scores])
    order = np.lexsort((two, -said, one))
    one, two, said = one[order], two[order], said[order]
    count = np.bincount(one, minlength=records)
    return two, said, np.cumsum(count) - count, count
