# SPDX-License-Identifier: Apache-2.0
"""Weights learnt from pairs of which is known whether they are one person: generated ones, or a supervisor's decisions.

The tables are fitted by small steps, one after the other (cyclic boosting of a logistic additive model), and after every step
made monotone by isotonic regression. Nothing is drawn by chance: the same pairs give the same weights.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.features import FEATURES, Feature
from amana_methods.linkage.model import Model, Pairwise, Single, binned
from amana_methods.linkage.table import Floats

__all__ = ["PAIRS", "fit", "isotonic"]

# Features that mean something different beside each other.
PAIRS: tuple[tuple[str, str], ...] = ()

_STEP, _SOFT = 0.25, 4.0
_PASSES = 3

type Doubles = NDArray[np.float64]


def fit(
    features: Floats,
    same: NDArray[np.bool_],
    weights: Floats | None = None,
    *,
    of: Sequence[Feature] = FEATURES,
    pairs: Sequence[tuple[str, str]] = PAIRS,
    rounds: int = 80,
    most_bins: int = 24,
    coarse: int = 9,
    provenance: Mapping[str, object] | None = None,
) -> Model:
    """The additive, monotone model that explains best which rows of features are pairs of one person.

    `weights` say how often a row counts (1 where not given). ValueError when there is no pair of either kind.
    """
    if same.all() or not same.any():
        raise ValueError("both are needed: pairs of one person, and pairs of two")
    truth = same.astype(np.float64)
    weight = np.ones(len(same)) if weights is None else weights.astype(np.float64)
    place = {feature.name: at for at, feature in enumerate(of)}
    direction = {feature.name: feature.direction for feature in of}
    edges = [_edges(features[:, at], same, most_bins) for at in range(len(of))]
    bins = [binned(edge, features[:, at]).astype(np.int32) for at, edge in enumerate(edges)]
    tables = [np.zeros(len(edge) + 2) for edge in edges]
    start = float(np.log((weight * truth).sum() / (weight * (1 - truth)).sum()))
    total = np.full(len(same), start)
    for _ in range(rounds):
        for at, feature in enumerate(of):
            total += _step(tables[at], bins[at], total, truth, weight, feature.direction)
    grids = []
    for first, second in pairs:
        x_edges, y_edges = (_edges(features[:, place[name]], same, coarse) for name in (first, second))
        x, y = (binned(e, features[:, place[n]]) for e, n in ((x_edges, first), (y_edges, second)))
        shape = (len(x_edges) + 2, len(y_edges) + 2)
        grids.append((first, second, x_edges, y_edges, np.zeros(shape), (x * shape[1] + y).astype(np.int32)))
    for _ in range(rounds if pairs else 0):
        for first, second, _, _, grid, cells in grids:
            total += _grid_step(grid, cells, total, truth, weight, (direction[first], direction[second]))
        for at, feature in enumerate(of):
            total += _step(tables[at], bins[at], total, truth, weight, feature.direction)
    return Model(
        tuple(of),
        start,
        tuple(Single(feature.name, edges[at], tables[at].astype(np.float32)) for at, feature in enumerate(of)),
        tuple(
            Pairwise(first, second, x_edges, y_edges, grid.astype(np.float32))
            for first, second, x_edges, y_edges, grid, _ in grids
        ),
        provenance or {},
    )


def isotonic(values: Doubles, weights: Doubles) -> Doubles:
    """The rising sequence nearest to the values (pool adjacent violators).

    >>> isotonic(np.array([1.0, 3.0, 2.0]), np.ones(3)).tolist()
    [1.0, 2.5, 2.5]
    """
    blocks: list[list[float]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            value, weight, count = blocks.pop()
            before = blocks[-1]
            together = before[1] + weight
            before[0] = (before[0] * before[1] + value * weight) / together
            before[1], before[2] = together, before[2] + count
    return np.concatenate([np.full(int(count), value) for value, _, count in blocks])


def _edges(column: Floats, same: NDArray[np.bool_], most: int) -> Floats:
    """Cuts between values, half of them by how pairs of one person are spread and half by the others."""
    known = ~np.isnan(column)
    if not known.any():
        return np.zeros(0, dtype=np.float32)
    values = np.unique(column[known])
    if len(values) > most:
        quantiles = np.linspace(0, 1, most // 2 + 2)[1:-1]
        cuts = [np.quantile(column[known & kind], quantiles) for kind in (same, ~same) if (known & kind).any()]
        return np.unique(np.concatenate(cuts).astype(np.float32))
    return ((values[1:] + values[:-1]) / 2).astype(np.float32)


def _step(
    table: Doubles, bins: NDArray[np.int32], total: Doubles, truth: Doubles, weight: Doubles, direction: int
) -> Doubles:
    """The table takes a step; how much each row moves."""
    chance = 1.0 / (1.0 + np.exp(-total))
    slope = np.bincount(bins, weights=(truth - chance) * weight, minlength=len(table))
    bend = np.bincount(bins, weights=chance * (1 - chance) * weight, minlength=len(table))
    before = table.copy()
    table += _STEP * slope / (bend + _SOFT)
    if direction and len(table) > 2:
        known = direction * table[:-1]
        table[:-1] = direction * isotonic(known, bend[:-1] + 1e-3)
    return (table - before)[bins]


def _grid_step(
    grid: Doubles,
    cells: NDArray[np.int32],
    total: Doubles,
    truth: Doubles,
    weight: Doubles,
    directions: tuple[int, int],
) -> Doubles:
    """As `_step`, for two features together: rising or falling along both."""
    chance = 1.0 / (1.0 + np.exp(-total))
    slope = np.bincount(cells, weights=(truth - chance) * weight, minlength=grid.size)
    bend = np.bincount(cells, weights=chance * (1 - chance) * weight, minlength=grid.size).reshape(grid.shape)
    before = grid.copy()
    grid += _STEP * slope.reshape(grid.shape) / (bend + 4 * _SOFT)
    _make_monotone(grid, bend + 1e-3, directions)
    return (grid - before).ravel()[cells]


def _make_monotone(grid: Doubles, weights: Doubles, directions: tuple[int, int]) -> None:
    """The known cells of the grid rise or fall along both sides."""
    for _ in range(_PASSES):
        for turned, scale, direction in ((grid, weights, directions[1]), (grid.T, weights.T, directions[0])):
            for line, at in zip(turned, scale, strict=True):
                if direction:
                    line[:-1] = direction * isotonic(direction * line[:-1], at[:-1])
    for turned, direction in ((grid, directions[1]), (grid.T, directions[0])):
        if direction:  # what the passes left over, a hair's breadth
            turned[:, :-1] = direction * np.maximum.accumulate(direction * turned[:, :-1], axis=1)
