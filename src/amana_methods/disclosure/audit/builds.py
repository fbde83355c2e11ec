# SPDX-License-Identifier: Apache-2.0
"""The targets of an audit: the build that we ship, and builds with one defect each, which exist for the audit alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records import network, rounds
from amana_methods.disclosure.records.accounting import Budget
from amana_methods.disclosure.records.counting import ColumnSet, Records, Tables
from amana_methods.disclosure.records.exact import Door
from amana_methods.disclosure.records.model import Model
from amana_methods.disclosure.records.release import fit_through
from amana_methods.disclosure.records.schema import BLANK, Codes, Column, Schema

__all__ = ["FAULTS", "SHIPPED", "Build"]


@dataclass(frozen=True, slots=True)
class Build:
    """A way to fit a model: `play` gets schema, codes, a `Door` to the exact samplers, rho, and a seed for the rest."""

    name: str
    play: Callable[[Schema, Codes, Door, float, int], None]


def _fit_as_shipped(schema: Schema, codes: Codes, door: Door, rho: float, seed: int) -> None:
    records, chance = Records(codes, schema.sizes), np.random.default_rng(seed)
    fit_through(door, schema, records, rho, chance, budget=Budget(), fewest=0)


@dataclass(frozen=True)
class _HalfNoiseDoor:
    """A `Door` that adds half the noise it is paid for."""

    inner: Door

    def measure(self, counts: NDArray[np.signedinteger], sigma: float, purpose: str, subject: str) -> NDArray[np.int64]:
        return self.inner.measure(counts, sigma / 2, purpose, subject)

    def choose(self, scores: Sequence[float], sensitivity: float, epsilon: float, purpose: str, subject: str) -> int:
        return self.inner.choose(scores, sensitivity, epsilon, purpose, subject)


def _fit_learnt_domain(schema: Schema, codes: Codes, door: Door, rho: float, seed: int) -> None:
    """Uses the values that occur as the domain of its columns."""
    occur = [sorted(set(codes[:, place].tolist()) | {column.size - 1}) for place, column in enumerate(schema.columns)]
    columns = tuple(
        Column(column.name, tuple(value for code in held if (value := column.values[code]) != BLANK), blank=True)
        for column, held in zip(schema.columns, occur, strict=True)
    )
    again = np.stack([np.searchsorted(held, codes[:, place]) for place, held in enumerate(occur)], axis=1)
    _fit_as_shipped(Schema(schema.title, columns), again.astype(np.int16), door, rho, seed)


def _penalty_of_records(schema: Schema, codes: Codes, door: Door, rho: float, seed: int) -> None:
    """Estimates the noise of a table from the number of cells that the records fill."""
    records = Records(codes, schema.sizes)

    def noise(columns: ColumnSet, sigma: float) -> float:
        return sigma * network.MEAN_NOISE * float((records.table(columns) > 0).sum())

    def of_link(_schema: Schema, _shares: object, _size: int, columns: ColumnSet, sigma: float) -> float:
        return noise(columns, sigma)

    def of_table(counted: Tables, model: Model, columns: ColumnSet, sigma: float) -> float:
        return rounds.misfit(counted, columns, model.table(columns)) - noise(columns, sigma)

    with patch.object(network, "_noise", of_link), patch.object(rounds, "_score", of_table):
        _fit_as_shipped(schema, codes, door, rho, seed)


SHIPPED = Build("as shipped", _fit_as_shipped)
FAULTS = (
    Build(
        "half the noise",
        lambda schema, codes, door, rho, seed: _fit_as_shipped(schema, codes, _HalfNoiseDoor(door), rho, seed),
    ),
    Build("domain learnt from the records", _fit_learnt_domain),
    Build("penalty taken from the records", _penalty_of_records),
)
