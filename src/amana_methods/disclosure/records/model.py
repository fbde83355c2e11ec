# SPDX-License-Identifier: Apache-2.0
"""A weighted table of made-up people that agrees with every measured table as far as its noise allows.

Nothing here sees a record: it works on measured tables alone, so it costs no privacy, and may use ordinary randomness.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.counting import ColumnSet, cell_numbers
from amana_methods.disclosure.records.network import Link
from amana_methods.disclosure.records.ordinal import smooth_counts
from amana_methods.disclosure.records.schema import Codes, Schema

__all__ = ["Measured", "Model", "on_simplex"]

CANDIDATES_EACH, MOST_CANDIDATES = 3, 400_000  # made-up people for each real one, and at most in all
OFTEN_EACH, OFTEN_AT_MOST = 30, 60_000  # few people get more each, so that their tables are finely divided
WEAK = 1.5  # a cell below this many standard deviations of its noise carries no information
FLOOR = 0.001  # part of the column's own shares that is always added, so that nothing is impossible
STEP = 2.0  # a weight is at most doubled or halved by one table in one pass
REMEMBERED_BYTES = 112 * 2**20  # for the cell numbers of the sets asked for most


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured table: its columns, the noisy count of each cell, the standard deviation of the noise."""

    columns: ColumnSet
    counts: NDArray[np.int64]
    sigma: float

    def smooth(self, schema: Schema) -> "Measured":
        """Returns the same table with the noise of neighbours averaged along the columns whose order means something."""
        return Measured(self.columns, smooth_counts(schema, self.columns, self.counts, self.sigma), self.sigma)


def on_simplex(counts: NDArray[np.float64] | NDArray[np.int64], total: float) -> NDArray[np.float64]:
    """Returns the nearest counts, none below zero, that add up to `total`."""
    falling = np.sort(counts.astype(np.float64))[::-1]
    level = (np.cumsum(falling) - total) / np.arange(1, len(falling) + 1)
    last = int(np.nonzero(falling > level)[0][-1])
    projected: NDArray[np.float64] = np.clip(counts - level[last], 0.0, None)
    return projected


class Model:
    """Made-up people with weights. `weights` add up to `size`, the noisy number of real people."""

    def __init__(
        self,
        schema: Schema,
        links: Sequence[Link],
        tables: Mapping[ColumnSet, Measured],
        shares: Sequence[NDArray[np.float64]],
        size: int,
        chance: np.random.Generator,
    ) -> None:
        self.schema = schema
        self.size = size
        often = min(OFTEN_AT_MOST, OFTEN_EACH * size)
        self.people = int(min(MOST_CANDIDATES, max(often, CANDIDATES_EACH * size)))
        self.columns = _draw_people(schema, links, tables, shares, self.people, chance)
        self.weights = np.full(self.people, size / self.people)
        self._numbers: dict[ColumnSet, NDArray[np.int32]] = {}

    def numbers(self, columns: ColumnSet) -> NDArray[np.int32] | NDArray[np.int64]:
        """Returns the cell of each made-up person; cached while there is room."""
        if columns in self._numbers:
            return self._numbers[columns]
        numbers = cell_numbers(self.columns, self.schema.sizes, columns).astype(np.int32)
        if (len(self._numbers) + 1) * numbers.nbytes <= REMEMBERED_BYTES:
            self._numbers[columns] = numbers
        return numbers

    def table(self, columns: ColumnSet) -> NDArray[np.float64]:
        """Returns the expected count of every cell of these columns."""
        return np.bincount(self.numbers(columns), weights=self.weights, minlength=self.schema.cells(columns))

    def agree(self, tables: Sequence[Measured], passes: int = 1) -> None:
        """Adjusts the weights to the measured tables, each as far as its noise allows."""
        for _ in range(passes):
            for table in tables:
                numbers = self.numbers(table.columns)
                expected = np.bincount(numbers, weights=self.weights, minlength=len(table.counts))
                self.weights *= _corrections(expected, table)[numbers]
            self.weights *= self.size / self.weights.sum()

    def draw_people(self, number: int, chance: np.random.Generator) -> NDArray[np.int64]:
        """Returns how many times each made-up person is taken when `number` are, each floor or ceiling of the weight's part.

        The made-up people are sorted, the largest column first, and taken at equal distances along their weights.
        """
        largest_last = sorted(range(len(self.columns)), key=lambda place: self.schema.sizes[place])
        order = np.lexsort([self.columns[place] for place in largest_last])
        along = np.cumsum(self.weights[order])
        places = (np.arange(number) + chance.random()) * (along[-1] / number)
        chosen = order[np.minimum(np.searchsorted(along, places), len(order) - 1)]
        return np.bincount(chosen, minlength=self.people)

    def rows(self, chance: np.random.Generator) -> Codes:
        """Returns as many people as the model counts, in random order."""
        chosen = np.repeat(np.arange(self.people), self.draw_people(self.size, chance))
        chance.shuffle(chosen)
        return np.stack([column[chosen] for column in self.columns], axis=1)


def _corrections(expected: NDArray[np.float64], table: Measured) -> NDArray[np.float64]:
    """Returns the factors of the weights in each cell: the measured count, shrunk to the model by its noise."""
    trust = np.maximum(expected, 1.0)
    variance = table.sigma * table.sigma
    target = (expected * variance + np.maximum(table.counts, 0) * trust) / (variance + trust)
    corrections = np.ones_like(expected)
    there = expected > 0
    corrections[there] = np.clip(target[there] / expected[there], 1 / STEP, STEP)
    return corrections


def _draw_people(
    schema: Schema,
    links: Sequence[Link],
    tables: Mapping[ColumnSet, Measured],
    shares: Sequence[NDArray[np.float64]],
    people: int,
    chance: np.random.Generator,
) -> list[NDArray[np.int16]]:
    """Draws made-up people column by column along the network; no row that a structural zero forbids is drawn."""
    columns: dict[int, NDArray[np.int16]] = {}
    for link in links:
        size = schema.sizes[link.column]
        likely = _conditional(tables[link.columns], shares[link.column])
        likely /= likely.sum(axis=1, keepdims=True)
        given = _parent_cells(columns, schema.sizes, link.parents, people)
        # One search in all conditional distributions at once: each starts where the one before it ends.
        up_to = np.cumsum(likely, axis=1)
        up_to[:, -1] = 1.0
        along = (up_to + np.arange(len(likely))[:, None]).ravel()
        drawn = np.searchsorted(along, given + chance.random(people), side="right") - given * size
        columns[link.column] = np.clip(drawn, 0, size - 1).astype(np.int16)
    codes = np.stack([columns[place] for place in range(len(schema.sizes))], axis=1)
    codes = schema.possible(codes)
    return [np.ascontiguousarray(codes[:, place]) for place in range(len(schema.sizes))]


def _conditional(table: Measured, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the probability of each value, for each cell of the parents; weak rows lean on the column's own shares."""
    counts = table.counts.reshape(-1, len(share)).astype(np.float64)
    counts[counts < WEAK * table.sigma] = 0
    counts += FLOOR * share
    totals = counts.sum(axis=1, keepdims=True)
    lean = np.minimum(1.0, 2 * table.sigma / totals)
    return (1 - lean) * counts / totals + lean * share


def _parent_cells(
    columns: Mapping[int, NDArray[np.int16]], sizes: Sequence[int], parents: ColumnSet, people: int
) -> NDArray[np.int64]:
    """Returns the parents' cell of each made-up person; all are in the only one when there are no parents."""
    drawn = [columns[place] for place in parents]
    return (
        cell_numbers(drawn, [sizes[place] for place in parents], tuple(range(len(parents))))
        if drawn
        else np.zeros(people, dtype=np.int64)
    )
