# SPDX-License-Identifier: Apache-2.0
"""One person looked up among many: candidates from an inverted index of terms, then compared in all fields.

The index contains the terms of `terms`, each as one number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.asking import scores_for
from amana_methods.linkage.counts import RegisterCounts
from amana_methods.linkage.dates import DAY
from amana_methods.linkage.features import Side
from amana_methods.linkage.model import Weights, load_shipped, probability
from amana_methods.linkage.registration import Registration
from amana_methods.linkage.table import Codes, Ints, Table, TableBuilder, mix, mix_one
from amana_methods.linkage.terms import BUCKET, DATE, DOCUMENT, KEY_AND_DAY, KEY_AND_YEAR, PHONE, TWO_KEYS, questions_of
from amana_methods.linkage.traits import Encoder, Facts, Mac, clear

__all__ = ["Found", "Index"]

_RESCORED = 1000  # records compared in all fields
_POSTINGS = 60_000  # records under the terms that are searched, the rarest terms first


class Found(NamedTuple):
    """A record that may be the person's, with its score in nats and its probability."""

    record_id: str
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Index:
    """A register in memory, ready to be searched. `codes` are sorted; `rows` are the records under each."""

    ids: Sequence[str]
    side: Side
    counts: RegisterCounts
    codes: Codes
    rows: NDArray[np.int32]
    encoder: Encoder
    weights: Weights

    @classmethod
    def build(
        cls,
        registrations: Iterable[Registration],
        *,
        mac: Mac = clear,
        country_code: str = "",
        weights: Weights | None = None,
    ) -> "Index":
        """Builds the index of these registrations. ValueError, naming the record, for an invalid date."""
        encoder = Encoder(mac, country_code)
        builder = TableBuilder()
        ids: list[str] = []
        for registration in registrations:
            try:
                builder.add(encoder.facts_of(registration))
            except ValueError as fault:
                raise ValueError(f"record {registration.record_id}: {fault}") from fault
            ids.append(registration.record_id)
        table = builder.table()
        counts = RegisterCounts.of(table)
        codes, rows = _every_term(table)
        return cls(ids, Side.of(table, counts), counts, codes, rows, encoder, weights or load_shipped())

    def lookup(self, registration: Registration, top: int = 20) -> list[Found]:
        """Returns the records that are most probably this person's, best first. ValueError for an invalid date."""
        return self.lookup_facts(self.encoder.facts_of(registration), top)

    def lookup_facts(self, facts: Facts, top: int = 20) -> list[Found]:
        """Does the same as `lookup` for facts made with the index's own key."""
        rows = self._candidates(facts)
        if not len(rows):
            return []
        asker = Side.of(TableBuilder.of([facts]), self.counts)
        scores = scores_for(asker, self.side, rows, len(self.ids), self.weights)
        order = np.lexsort((rows, -scores.astype(np.float64)))[:top]
        chances = probability(scores[order])
        return [
            Found(self.ids[row], float(score), float(chance))
            for row, score, chance in zip(rows[order].tolist(), scores[order], chances, strict=True)
        ]

    def _candidates(self, facts: Facts) -> Ints:
        """Returns the records that share the rarest terms, at most as many as are worth comparing."""
        asked = np.array(sorted(mix_one(*term) for term in questions_of(facts)), dtype=np.uint64)
        first, last = (np.searchsorted(self.codes, asked, side=side) for side in ("left", "right"))
        sizes = last - first
        order = np.flatnonzero(sizes)
        order = order[np.argsort(sizes[order], kind="stable")]
        order = order[: int(np.searchsorted(np.cumsum(sizes[order]), _POSTINGS)) + 1]
        if not len(order):
            return np.zeros(0, dtype=np.int64)
        rows = np.concatenate([self.rows[first[at] : last[at]] for at in order])
        weights = np.repeat(np.log((len(self.ids) + 1.0) / sizes[order]), sizes[order])
        distinct, where = np.unique(rows, return_inverse=True)
        votes = np.bincount(where, weights=weights)
        if len(distinct) > _RESCORED:
            distinct = np.sort(distinct[np.argpartition(-votes, _RESCORED)[:_RESCORED]])
        return distinct.astype(np.int64)


def _every_term(table: Table) -> tuple[Codes, NDArray[np.int32]]:
    """Returns `terms_of` for every record of a table, as mixed codes in order with their rows."""
    codes: list[Codes] = []
    rows: list[Ints] = []
    year = table.year.astype(np.int64)
    bucket = np.where(year > 0, year // BUCKET, 0)
    first = table.tokens.keys[:, 0]
    width = table.parts.shape[1]
    for i in range(width):
        held = np.flatnonzero(table.parts[:, i] >= 0)
        key = first[table.parts[held, i]]
        codes.append(mix(KEY_AND_YEAR, key, table.sex[held], year[held]))
        rows.append(held)
        for j in range(i + 1, width):
            both = np.flatnonzero(table.parts[:, j] >= 0)
            x, y = first[table.parts[both, i]], first[table.parts[both, j]]
            codes.append(mix(TWO_KEYS, np.minimum(x, y), np.maximum(x, y), bucket[both]))
            rows.append(both)
    month, day = table.month.astype(np.int64), table.day.astype(np.int64)
    dated = np.flatnonzero((day > 0) & (table.precision == DAY))
    low, high = np.minimum(month, day)[dated], np.maximum(month, day)[dated]
    for i in range(width):
        held = table.parts[dated, i] >= 0
        codes.append(mix(KEY_AND_DAY, first[table.parts[dated[held], i]], low[held], high[held]))
        rows.append(dated[held])
    codes.append(mix(DATE, year[dated], low, high, table.sex[dated]))
    rows.append(dated)
    for kind, column in ((PHONE, table.phone[:, 0]), (DOCUMENT, table.document[:, 0])):
        held = np.flatnonzero(column)
        codes.append(mix(kind, column[held]))
        rows.append(held)
    every, of = np.concatenate(codes), np.concatenate(rows).astype(np.int32)
    order = np.argsort(every, kind="stable")
    return every[order], of[order]
