# SPDX-License-Identifier: Apache-2.0
"""From records to a model that may be published: measured, chosen, fitted, and every step entered in the ledger."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from amana_methods.disclosure.records.accounting import Budget, sigma_for
from amana_methods.disclosure.records.counting import Records, Tables
from amana_methods.disclosure.records.exact import Door, Gate, Ledger
from amana_methods.disclosure.records.model import Measured, Model, on_simplex
from amana_methods.disclosure.records.network import Link, choose_network
from amana_methods.disclosure.records.rounds import further_tables, name_columns
from amana_methods.disclosure.records.schema import Codes, Schema

__all__ = ["FEWEST_PEOPLE", "Fitted", "TooFewPeople", "fit", "fit_through"]

FEWEST_PEOPLE = 2_000
PASSES_BEFORE, PASSES_AFTER = 3, 4

type Progress = Callable[[str, float], None]


class TooFewPeople(Exception):
    """Records of so few people cannot be published one by one. Only the noisy number was measured, and charged."""

    def __init__(self, size: int) -> None:
        super().__init__(f"about {size} people; records are published from {FEWEST_PEOPLE} on")
        self.size = size


@dataclass(frozen=True)
class Fitted:
    """The model, the tables it was fitted to (the first ones of one column each), and the network."""

    model: Model
    measured: tuple[Measured, ...]
    links: tuple[Link, ...]
    rho: float


def fit(
    schema: Schema,
    records: Codes | Tables,
    ledger: Ledger,
    rho: float,
    chance: np.random.Generator,
    *,
    budget: Budget | None = None,
    progress: Progress = lambda _step, _share: None,
) -> Fitted:
    """Fits a model to the records, at a cost of `rho`. `chance` serves what comes after the noise, never the noise.

    `records` holds one row for each person: codes of the schema, or something that counts them where they are stored.
    Raises TooFewPeople after measuring the number of people, and BudgetSpent.
    """
    tables = Records(records, schema.sizes) if isinstance(records, np.ndarray) else records
    return fit_through(
        Gate(ledger), schema, tables, rho, chance, budget=budget or Budget(), fewest=FEWEST_PEOPLE, progress=progress
    )


def fit_through(
    gate: Door,
    schema: Schema,
    records: Tables,
    rho: float,
    chance: np.random.Generator,
    *,
    budget: Budget,
    fewest: int,
    progress: Progress = lambda _step, _share: None,
) -> Fitted:
    """Does the same through any `Door` and for any number of people from `fewest` on, so that an audit can observe it."""
    sigma_size = sigma_for(rho * budget.size)
    counted = int(gate.measure(records.size(), sigma_size, "measure", "number of people")[0])
    if counted < fewest:
        raise TooFewPeople(counted)
    progress("one column", 0.05)
    ones, size = _ones(schema, records, gate, rho * budget.ones, counted, sigma_size)
    shares = [on_simplex(table.counts, size) / size for table in ones]
    progress("network", 0.1)
    sigma_tables = sigma_for(rho * budget.tables / len(schema.columns))
    links = choose_network(
        schema,
        records,
        gate,
        shares,
        size,
        rho_choosing=rho * budget.network,
        sigma_tables=sigma_tables,
    )
    measured = list(ones)
    tables = {}
    for link in links:
        counts = gate.measure(records.table(link.columns), sigma_tables, "measure", name_columns(schema, link.columns))
        tables[link.columns] = Measured(link.columns, counts, sigma_tables).smooth(schema)
        measured.append(tables[link.columns])
    progress("model", 0.3)
    model = Model(schema, links, tables, shares, size, chance)
    model.agree(measured, PASSES_BEFORE)
    progress("rounds", 0.4)
    further_tables(schema, records, gate, model, measured, chance, rho=rho * budget.rounds, choosing=budget.choosing)
    model.agree(measured, PASSES_AFTER)
    progress("done", 1.0)
    return Fitted(model, tuple(measured), links, rho)


def _ones(
    schema: Schema, records: Tables, gate: Door, rho: float, counted: int, sigma_size: float
) -> tuple[list[Measured], int]:
    """Returns the table of each column, and the number of people estimated from all of them together."""
    sigma = sigma_for(rho / len(schema.columns))
    ones = [
        Measured((place,), gate.measure(records.table((place,)), sigma, "measure", name), sigma)
        for place, name in enumerate(schema.names)
    ]
    told = np.array([counted, *(table.counts.sum() for table in ones)], dtype=np.float64)
    certain = 1 / np.array([sigma_size**2, *(size * sigma**2 for size in schema.sizes)])
    people = max(1, round(float((told * certain).sum() / certain.sum())))
    return [table.smooth(schema) for table in ones], people
