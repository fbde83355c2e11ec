# SPDX-License-Identifier: Apache-2.0
"""Records that may be published: a model is fitted to noisy tables, and only the model's output is published.

schema = Schema.from_toml(text) written by people, never derived from the records rho = rho_for(epsilon, delta) what may
be spent fitted = fit(schema, schema.encode(rows), ledger, rho, chance) rows = schema.decode(synthesise(fitted, chance))
made-up people counts = count(fitted, chance, length=3) combinations with intervals, none below the floor

`ledger` is anything with `spend(Charge)`: `Meter` in memory, or the programme's own. `chance` is an ordinary generator
of random numbers for what comes after the noise; the noise itself has no seed (docs/understand/publishing.md).
"""

from amana_methods.disclosure.records.accounting import Budget, delta_of, rho_for
from amana_methods.disclosure.records.aggregates import Aggregate, Spread
from amana_methods.disclosure.records.counting import Tables
from amana_methods.disclosure.records.exact import BudgetSpent, Charge, Ledger, Meter
from amana_methods.disclosure.records.outputs import FLOOR, Counts, count, synthesise
from amana_methods.disclosure.records.release import FEWEST_PEOPLE, Fitted, TooFewPeople, fit
from amana_methods.disclosure.records.schema import Column, OnlyWith, Schema, SchemaError

__all__ = [
    "FEWEST_PEOPLE",
    "FLOOR",
    "Aggregate",
    "Budget",
    "BudgetSpent",
    "Charge",
    "Column",
    "Counts",
    "Fitted",
    "Ledger",
    "Meter",
    "OnlyWith",
    "Schema",
    "SchemaError",
    "Spread",
    "Tables",
    "TooFewPeople",
    "count",
    "delta_of",
    "fit",
    "rho_for",
    "synthesise",
]
