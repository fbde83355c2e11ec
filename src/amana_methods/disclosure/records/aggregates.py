# SPDX-License-Identifier: Apache-2.0
"""Counts of every combination of values up to a length, read off the model, each with an interval, none below a floor.

The weights are rounded once, to tenths of a person, and every count is a sum of the same tenths: a part and the rest
of a group always add up to the group. Nothing here sees a record.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.counting import ColumnSet
from amana_methods.disclosure.records.model import Measured, Model
from amana_methods.disclosure.records.network import Link
from amana_methods.disclosure.records.schema import Schema

__all__ = ["Aggregate", "Spread", "aggregates", "refit", "spread_of", "tenths"]

TENTHS = 10
COVERED = 0.95
NORMAL_95 = 1.96
# Sizes of counts that share one half-width; within a class the error grows slowly.
CLASSES = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, math.inf)
SETS_COMPARED = 120  # of each length, for the half-widths


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A combination of values with its estimated number of people, and the interval that contains it."""

    columns: ColumnSet
    codes: tuple[int, ...]
    count: float
    low: int
    high: int


@dataclass(frozen=True)
class Spread:
    """Half-widths by length of the combination and size of the count, and the mean error behind them, in people."""

    half_widths: dict[int, NDArray[np.float64]]
    mean_errors: dict[int, float]

    def half_width(self, length: int, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns the half-width of each of these counts of combinations of `length` values."""
        widths: NDArray[np.float64] = self.half_widths[length][np.searchsorted(CLASSES, counts, side="right") - 1]
        return widths


def tenths(model: Model, chance: np.random.Generator) -> NDArray[np.int64]:
    """Returns the weight of each made-up person in tenths, floor or ceiling; they add up to ten times the number of people."""
    return model.draw_people(model.size * TENTHS, chance)


def refit(
    schema: Schema, links: Sequence[Link], model: Model, measured: Sequence[Measured], chance: np.random.Generator
) -> Model:
    """Returns the model that the same tables would have given, had the truth been `model`: with fresh noise of the same size.

    It shows how far the noise alone moves a count. That a model may be wrong where nothing was measured, it cannot
    show.
    """
    again = []
    for table in measured:
        noise = chance.normal(0, table.sigma, len(table.counts))
        noisy = np.rint(model.table(table.columns) + noise).astype(np.int64)
        again.append(Measured(table.columns, noisy, table.sigma).smooth(schema))
    ones = {table.columns[0]: table for table in again if len(table.columns) == 1}
    shares = [np.clip(ones[place].counts, 0, None) + 1e-9 for place in range(len(schema.sizes))]
    fresh = Model(
        schema,
        links,
        {table.columns: table for table in again},
        [share / share.sum() for share in shares],
        model.size,
        chance,
    )
    fresh.agree(again, 8)
    return fresh


def spread_of(schema: Schema, model: Model, again: Model, length: int, chance: np.random.Generator) -> Spread:
    """Returns how far counts of up to `length` values differ between the model and its refit."""
    half_widths, mean_errors = {}, {}
    for values in range(1, length + 1):
        sets = list(combinations(range(len(schema.sizes)), values))
        if len(sets) > SETS_COMPARED:
            sets = [sets[place] for place in chance.choice(len(sets), SETS_COMPARED, replace=False)]
        counts, errors = [], []
        for columns in sets:
            before, after = model.table(columns), again.table(columns)
            there = before > 0
            counts.append(before[there])
            errors.append(np.abs(after - before)[there])
        half_widths[values] = _by_class(np.concatenate(counts), np.concatenate(errors))
        mean_errors[values] = float(np.concatenate(errors).mean())
    return Spread(half_widths, mean_errors)


def aggregates(
    schema: Schema,
    model: Model,
    weights: NDArray[np.int64],
    measured: Sequence[Measured],
    spread: Spread,
    *,
    length: int,
    floor: int,
) -> Iterator[Aggregate]:
    """Yields every combination of up to `length` values, none of them blank, with at least `floor` people.

    `weights` are the tenths of `tenths`. Singles, then pairs, and so on, each in the order of the columns.
    """
    sigmas = {tuple(sorted(table.columns)): table.sigma for table in measured}
    for values in range(1, length + 1):
        for columns in combinations(range(len(schema.sizes)), values):
            counted = np.bincount(model.numbers(columns), weights=weights, minlength=schema.cells(columns))
            counts = np.rint(counted) / TENTHS
            shown = np.nonzero((counts >= floor) & _without_blanks(schema, columns))[0]
            if not len(shown):
                continue
            half = spread.half_width(values, counts[shown])
            if values == 1:  # every single column was measured: its interval is never narrower than that noise
                half = np.maximum(half, NORMAL_95 * sigmas[columns])
            codes = np.stack(np.unravel_index(shown, [schema.sizes[place] for place in columns]), axis=1)
            for cell, count, width in zip(codes.tolist(), counts[shown].tolist(), half.tolist(), strict=True):
                low, high = max(0, math.floor(count - width)), math.ceil(count + width)
                yield Aggregate(columns, tuple(cell), count, low, high)


def _by_class(counts: NDArray[np.float64], errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the half-width that covers most errors, for each class of counts; an empty class takes that of the one below."""
    widths, last = [], 1.0
    for low, high in pairwise(CLASSES):
        inside = errors[(counts >= low) & (counts < high)]
        if len(inside) >= 20:
            last = float(np.quantile(inside, COVERED))
        widths.append(max(last, 0.5))
    return np.array(widths)


def _without_blanks(schema: Schema, columns: ColumnSet) -> NDArray[np.bool_]:
    there = np.ones(1, dtype=bool)
    for place in columns:
        column = schema.columns[place]
        filled = np.ones(column.size, dtype=bool)
        if column.blank_code is not None:
            filled[column.blank_code] = False
        there = np.logical_and.outer(there, filled).ravel()
    return there
