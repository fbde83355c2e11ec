# SPDX-License-Identifier: Apache-2.0
"""Compares one record with many, and the best of these with each other: who also is the same person supports the rest."""

import numpy as np

from amana_methods.linkage.company import FLOOR, company_of
from amana_methods.linkage.features import Side, features_of
from amana_methods.linkage.model import Weights
from amana_methods.linkage.table import Floats, Ints

__all__ = ["scores_for"]

_BEST = 12  # candidates that are compared with each other
_BELOW = 1.0  # nats between the weakest of these candidates and the others


def scores_for(asker: Side, them: Side, rows: Ints, records: int, weights: Weights) -> Floats:
    """Returns the score of each of `rows` of `them` for the one record of `asker`, in a register of so many records."""
    zeros = np.zeros(len(rows), dtype=np.int64)
    scores = weights.pair.scores(features_of(asker, zeros, them, rows, records))
    best = np.flatnonzero(scores > FLOOR)
    if not len(best):
        return scores - np.float32(_BELOW)
    best = np.sort(best[np.argsort(-scores[best], kind="stable")[:_BEST]])
    one, two = np.triu_indices(len(best), 1)
    among = weights.pair.scores(features_of(them, rows[best[one]], them, rows[best[two]], records))
    close = among > FLOOR
    first = np.concatenate([np.zeros(len(best), dtype=np.int64), one[close] + 1])
    second = np.concatenate([np.arange(1, len(best) + 1), two[close] + 1])
    said = np.concatenate([scores[best], among[close]])
    company = company_of(first, second, said, len(best) + 1)[: len(best)]
    final = np.minimum(scores, np.float32(FLOOR)) - np.float32(_BELOW)
    final[best] = np.maximum(weights.company.scores(company), np.float32(FLOOR))
    return final
