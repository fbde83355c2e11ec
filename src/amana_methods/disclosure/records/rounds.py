# SPDX-License-Identifier: Apache-2.0
"""Further tables, each chosen where the model is furthest from the records, measured, and learnt by the model."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from amana_methods.disclosure.records.accounting import choice_epsilon, sigma_for
from amana_methods.disclosure.records.counting import ColumnSet, Records
from amana_methods.disclosure.records.exact import Gate
from amana_methods.disclosure.records.model import Measured, Model
from amana_methods.disclosure.records.network import MEAN_NOISE
from amana_methods.disclosure.records.schema import Schema

__all__ = ["MISFIT_SENSITIVITY", "further_tables", "misfit"]

# One person moves one cell of the table by one; the model is public.
MISFIT_SENSITIVITY = 1.0
ROUNDS = 30
LARGEST_PAIR, LARGEST_TRIPLE = 20_000, 6_000  # cells
TRIPLES_LOOKED_AT = 250


def misfit(records: Records, model: Model, columns: ColumnSet) -> float:
    """How far the model is from the records: the sum of differences, in people. Sensitivity: MISFIT_SENSITIVITY."""
    return float(np.abs(records.table(columns) - model.table(columns)).sum())


def further_tables(
    schema: Schema,
    records: Records,
    gate: Gate,
    model: Model,
    measured: list[Measured],
    chance: np.random.Generator,
    *,
    rho: float,
    choosing: float,
) -> None:
    """`measured` has one more table for each round, and the model agrees with all of them. Raises BudgetSpent."""
    each = rho / ROUNDS
    sigma, epsilon = sigma_for(each * (1 - choosing)), choice_epsilon(each * choosing)
    pairs, triples = _sets(schema, 2, LARGEST_PAIR), _sets(schema, 3, LARGEST_TRIPLE)
    known = {tuple(sorted(table.columns)) for table in measured}
    for number in range(1, ROUNDS + 1):
        candidates = [columns for columns in pairs + _some(triples, chance) if columns not in known]
        if not candidates:
            return
        scores = []
        for columns in candidates:
            noise = sigma * MEAN_NOISE * float((model.table(columns) > 0.5).sum())
            scores.append(misfit(records, model, columns) - noise)
        chosen = candidates[gate.choose(scores, MISFIT_SENSITIVITY, epsilon, "choose table", f"round {number}")]
        known.add(chosen)
        counts = gate.measure(records.table(chosen), sigma, "measure", named(schema, chosen))
        measured.append(Measured(chosen, counts, sigma))
        model.agree(measured)


def named(schema: Schema, columns: ColumnSet) -> str:
    """The columns of a table by name, for the ledger."""
    return " x ".join(schema.names[place] for place in columns)


def _sets(schema: Schema, length: int, largest: int) -> list[ColumnSet]:
    sets = combinations(range(len(schema.sizes)), length)
    return [columns for columns in sets if schema.cells(columns) <= largest]


def _some(triples: Sequence[ColumnSet], chance: np.random.Generator) -> list[ColumnSet]:
    if len(triples) <= TRIPLES_LOOKED_AT:
        return list(triples)
    return [triples[place] for place in chance.choice(len(triples), TRIPLES_LOOKED_AT, replace=False)]
