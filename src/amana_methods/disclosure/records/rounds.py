# SPDX-License-Identifier: Apache-2.0
"""Further tables, each chosen where the model is furthest from the records, measured, and fitted by the model."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.accounting import choice_epsilon, sigma_for
from amana_methods.disclosure.records.counting import ColumnSet, Tables
from amana_methods.disclosure.records.exact import Door
from amana_methods.disclosure.records.model import Measured, Model
from amana_methods.disclosure.records.network import MEAN_NOISE
from amana_methods.disclosure.records.schema import Schema

__all__ = ["MISFIT_SENSITIVITY", "further_tables", "misfit"]

# One person moves one cell of the table by one; the model is public.
MISFIT_SENSITIVITY = 1.0
ROUNDS = 60
CHOSEN_AT_ONCE = 4  # tables chosen by the scores of one look at all candidates, which takes most of the time
LARGEST_PAIR, LARGEST_TRIPLE = 20_000, 6_000  # cells
TRIPLES_LOOKED_AT = 250


def misfit(records: Tables, columns: ColumnSet, expected: NDArray[np.float64]) -> float:
    """Returns how far the records are from what the model expects, cell by cell: the sum of differences, in people.

    Sensitivity: MISFIT_SENSITIVITY, since `expected` is public.
    """
    return float(np.abs(records.table(columns) - expected).sum())


def further_tables(
    schema: Schema,
    records: Tables,
    gate: Door,
    model: Model,
    measured: list[Measured],
    chance: np.random.Generator,
    *,
    rho: float,
    choosing: float,
) -> None:
    """Adds one table to `measured` for each round, and fits the model to all of them. Raises BudgetSpent."""
    each = rho / ROUNDS
    sigma, epsilon = sigma_for(each * (1 - choosing)), choice_epsilon(each * choosing)
    pairs, triples = _sets(schema, 2, LARGEST_PAIR), _sets(schema, 3, LARGEST_TRIPLE)
    known = {tuple(sorted(table.columns)) for table in measured}
    for looked in range(0, ROUNDS, CHOSEN_AT_ONCE):
        candidates = [columns for columns in pairs + _some(triples, chance) if columns not in known]
        scores = [_score(records, model, columns, sigma) for columns in candidates]
        for number in range(looked + 1, min(looked + CHOSEN_AT_ONCE, ROUNDS) + 1):
            if not candidates:
                return
            place = gate.choose(scores, MISFIT_SENSITIVITY, epsilon, "choose table", f"round {number}")
            chosen = candidates.pop(place)
            scores.pop(place)
            known.add(chosen)
            counts = gate.measure(records.table(chosen), sigma, "measure", name_columns(schema, chosen))
            measured.append(Measured(chosen, counts, sigma).smooth(schema))
        model.agree(measured)


def _score(records: Tables, model: Model, columns: ColumnSet, sigma: float) -> float:
    """Returns the misfit less the expected noise of measuring, which is judged by the model alone."""
    expected = model.table(columns)
    return misfit(records, columns, expected) - sigma * MEAN_NOISE * float((expected > 0.5).sum())


def name_columns(schema: Schema, columns: ColumnSet) -> str:
    """Returns the columns of a table by name, for the ledger."""
    return " x ".join(schema.names[place] for place in columns)


def _sets(schema: Schema, length: int, largest: int) -> list[ColumnSet]:
    sets = combinations(range(len(schema.sizes)), length)
    return [columns for columns in sets if schema.cells(columns) <= largest]


def _some(triples: Sequence[ColumnSet], chance: np.random.Generator) -> list[ColumnSet]:
    if len(triples) <= TRIPLES_LOOKED_AT:
        return list(triples)
    return [triples[place] for place in chance.choice(len(triples), TRIPLES_LOOKED_AT, replace=False)]
