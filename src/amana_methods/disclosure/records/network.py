# SPDX-License-Identifier: Apache-2.0
"""Which tables to measure first: a column is placed with the one or two earlier ones on which it depends most."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.accounting import choice_epsilon
from amana_methods.disclosure.records.counting import ColumnSet, Tables
from amana_methods.disclosure.records.exact import Door
from amana_methods.disclosure.records.schema import Schema

__all__ = ["DEPENDENCE_SENSITIVITY", "Link", "choose_network", "dependence"]

# One person moves one cell of the table by one, and the product of its margins by one in all.
DEPENDENCE_SENSITIVITY = 2.0
MEAN_NOISE = math.sqrt(2 / math.pi)  # the mean size of Gaussian noise, in standard deviations
LARGEST_TABLE = 20_000  # cells


@dataclass(frozen=True, slots=True)
class Link:
    """A column, and the columns placed before it on which it is assumed to depend; none for the first."""

    column: int
    parents: ColumnSet

    @property
    def columns(self) -> ColumnSet:
        """Returns the columns of its table; the column itself comes last."""
        return (*self.parents, self.column)


def dependence(records: Tables, parents: ColumnSet, column: int, share: NDArray[np.float64]) -> float:
    """Returns how far the table of parents and column is from their product: the sum of differences, in people.

    `share` is the noisy share of each value of the column, public by now. Sensitivity: DEPENDENCE_SENSITIVITY.
    """
    together = records.table((*parents, column))
    apart = np.multiply.outer(records.table(parents).astype(np.float64), share)
    return float(np.abs(together - apart.ravel()).sum())


def choose_network(
    schema: Schema,
    records: Tables,
    gate: Door,
    shares: Sequence[NDArray[np.float64]],
    size: int,
    *,
    rho_choosing: float,
    sigma_tables: float,
) -> tuple[Link, ...]:
    """Returns one link for each column, the first without parents. `shares` and `size` are noisy and public by now.

    The score of a link is its dependence less the noise that measuring would add; that noise is judged by the
    public numbers alone. Each of the choices costs its part of `rho_choosing`. Raises BudgetSpent.
    """
    sizes = schema.sizes
    uneven = [float(np.abs(share - 1 / len(share)).sum()) + len(share) / 8 for share in shares]
    placed = [int(np.argmin(uneven))]
    links = [Link(placed[0], ())]
    epsilon = choice_epsilon(rho_choosing / max(1, len(sizes) - 1))
    scores: dict[Link, float] = {}
    while len(placed) < len(sizes):
        candidates = _candidates(schema, placed)
        for link in candidates:
            if link not in scores:
                noise = _noise(schema, shares, size, link.columns, sigma_tables)
                scores[link] = dependence(records, link.parents, link.column, shares[link.column]) - noise
        chosen = gate.choose(
            [scores[link] for link in candidates],
            DEPENDENCE_SENSITIVITY,
            epsilon,
            "choose network",
            f"step {len(placed)}",
        )
        links.append(candidates[chosen])
        placed.append(candidates[chosen].column)
    return tuple(links)


def _candidates(schema: Schema, placed: Sequence[int]) -> list[Link]:
    earlier = [parents for count in (1, 2) for parents in combinations(placed, count)]
    links = [
        Link(column, parents) for column in range(len(schema.columns)) if column not in placed for parents in earlier
    ]
    fitting = [link for link in links if schema.cells(link.columns) <= LARGEST_TABLE]
    # A column too large for any table with another is placed alone, next to the smallest.
    return fitting or [min(links, key=lambda link: schema.cells(link.columns))]


def _noise(schema: Schema, shares: Sequence[NDArray[np.float64]], size: int, columns: ColumnSet, sigma: float) -> float:
    expected = shares[columns[0]]
    for column in columns[1:]:
        expected = np.multiply.outer(expected, shares[column]).ravel()
    cells = schema.cells(columns)
    telling = float((size * expected > sigma).sum())
    return sigma * MEAN_NOISE * min(cells, telling + 0.3 * cells)
