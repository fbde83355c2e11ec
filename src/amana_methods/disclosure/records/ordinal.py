# SPDX-License-Identifier: Apache-2.0
"""Columns whose order means something, such as ages and years: neighbours carry information about each other.

This comes after the noise and sees no record.
"""

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.counting import ColumnSet
from amana_methods.disclosure.records.schema import Schema

__all__ = ["smooth_counts"]

FEWEST_VALUES = 3  # in an order of two there is nothing between
MEAN_OF_TWO = 1.5  # the variance of a cell less the mean of its two neighbours, in variances of one cell


def smooth_counts(schema: Schema, columns: ColumnSet, counts: NDArray[np.int64], sigma: float) -> NDArray[np.int64]:
    """Returns noisy counts, each moved towards its neighbours along every ordinal column; of the same length, and whole.

    How far they move depends on how unlike neighbours are beyond what noise of `sigma` makes them, judged over the
    whole table for the size of its counts: where the counts run smoothly the noise of three cells is averaged, where
    they do not, hardly anything moves. A blank is nobody's neighbour.
    """
    moved = counts.reshape([schema.sizes[place] for place in columns]).astype(np.float64)
    for axis, place in enumerate(columns):
        column = schema.columns[place]
        if column.ordinal and len(column.codes) >= FEWEST_VALUES:
            _smooth_along(np.moveaxis(moved, axis, 0)[: len(column.codes)], sigma * sigma)
    return np.rint(moved).astype(np.int64).ravel()


def _smooth_along(ordered: NDArray[np.float64], variance: float) -> None:
    """Changes `ordered`, whose first axis is the order, in place."""
    beside = np.concatenate([ordered[1:2], (ordered[:-2] + ordered[2:]) / 2, ordered[-2:-1]])
    level = np.maximum((ordered + beside) / 2, 1.0)
    unlike = max(0.0, float(((ordered - beside) ** 2).mean()) - MEAN_OF_TWO * variance) / float(level.mean())
    ordered += variance / (MEAN_OF_TWO * variance + unlike * level) * (beside - ordered)
