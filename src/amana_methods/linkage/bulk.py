# SPDX-License-Identifier: Apache-2.0
"""Links a whole register: which of its records are probably one person, and in which groups they fall."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from amana_methods.linkage.candidates import candidate_pairs
from amana_methods.linkage.company import FLOOR, company_of
from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.features import Side, features_of
from amana_methods.linkage.model import Model, Weights, load_shipped, probability
from amana_methods.linkage.registration import Registration
from amana_methods.linkage.table import Floats, Ints, Table, TableBuilder
from amana_methods.linkage.traits import Encoder, Mac, clear

__all__ = ["LEAST", "Links", "Progress", "link", "link_table", "score_pairs"]

type Progress = Callable[[str, int, int], None]  # the current step, how much of it is done, of how much

LEAST = 0.02  # probability below which a pair is not worth listing
_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of row numbers (`a` before `b` in the register), best first, with score in nats and probability."""

    ids: Sequence[str]
    a: Ints
    b: Ints
    scores: Floats
    probabilities: Floats

    def __len__(self) -> int:
        return len(self.a)

    def down_to(self, precision: float) -> "Links":
        """Returns as many of the best pairs as are expected to be right in this share; the others are left out."""
        expected = np.cumsum(self.probabilities, dtype=np.float64) / np.arange(1, len(self) + 1)
        good = np.flatnonzero(expected >= precision)
        end = int(good[-1]) + 1 if len(good) else 0
        return Links(self.ids, self.a[:end], self.b[:end], self.scores[:end], self.probabilities[:end])


def link(
    registrations: Iterable[Registration],
    *,
    mac: Mac = clear,
    country_code: str = "",
    weights: Weights | None = None,
    progress: Progress | None = None,
) -> Links:
    """Returns the pairs of registrations that may be one person, down to a probability of 0.02.

    The same registrations in the same order give the same answer. ValueError, naming the record, for an invalid date.
    """
    encoder = Encoder(mac, country_code)
    builder = TableBuilder()
    ids: list[str] = []
    for registration in registrations:
        try:
            builder.add(encoder.facts_of(registration))
        except ValueError as fault:
            raise ValueError(f"record {registration.record_id}: {fault}") from fault
        ids.append(registration.record_id)
    return link_table(builder.table(), ids, weights=weights, progress=progress)


def link_table(
    table: Table, ids: Sequence[str], *, weights: Weights | None = None, progress: Progress | None = None
) -> Links:
    """Does the same as `link` for a table that was built already."""
    a, b = candidate_pairs(table)
    side = Side.of(table, RegisterCounts.of(table))
    weights = weights or load_shipped()
    scores = score_pairs(side, a, b, weights.pair, progress)
    near = np.flatnonzero(scores > FLOOR)
    a, b = a[near], b[near]
    scores = weights.company.scores(company_of(a, b, scores[near], len(table)))
    chances = probability(scores)
    kept = np.flatnonzero(chances >= LEAST)
    order = kept[np.lexsort((b[kept], a[kept], -scores[kept].astype(np.float64)))]
    return Links(ids, a[order], b[order], scores[order], chances[order])


def score_pairs(side: Side, a: Ints, b: Ints, model: Model, progress: Progress | None = None) -> Floats:
    """Returns the score of each pair of rows of one register."""
    scores = np.zeros(len(a), dtype=np.float32)
    for start in range(0, len(a), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        scores[some] = model.scores(features_of(side, a[some], side, b[some], len(side.table)))
        if progress:
            progress("comparing", min(start + _AT_ONCE, len(a)), len(a))
    return scores
