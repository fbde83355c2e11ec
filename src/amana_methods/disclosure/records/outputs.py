# SPDX-License-Identifier: Apache-2.0
"""The two files of a release, made from a fitted model: rows of made-up people, and counts of combinations."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from amana_methods.disclosure.records.aggregates import Aggregate, Spread, aggregates, refit, spread_of, tenths
from amana_methods.disclosure.records.release import Fitted
from amana_methods.disclosure.records.schema import Codes

__all__ = ["Counts", "count", "synthesise"]

FLOOR = 5  # people: no combination with fewer is shown


@dataclass(frozen=True)
class Counts:
    """Every combination that is shown, singles first, and how far off they are expected to be for noise alone."""

    shown: Iterator[Aggregate]
    spread: Spread


def synthesise(fitted: Fitted, chance: np.random.Generator) -> Codes:
    """Returns rows of made-up people, as many as the noisy number of real ones, in random order: codes of the schema."""
    return fitted.model.rows(chance)


def count(fitted: Fitted, chance: np.random.Generator, *, length: int, floor: int = FLOOR) -> Counts:
    """Returns counts of every combination of up to `length` values with at least `floor` people, read off the model.

    `chance` serves rounding and the intervals; no record is seen and nothing is spent. Raises ValueError unless
    `length` is at least 1 and `floor` at least 1.
    """
    if length < 1 or floor < 1:
        raise ValueError("length and floor are 1 or more")
    model, schema = fitted.model, fitted.model.schema
    again = refit(schema, fitted.links, model, fitted.measured, chance)
    spread = spread_of(schema, model, again, length, chance)
    shown = aggregates(schema, model, tenths(model, chance), fitted.measured, spread, length=length, floor=floor)
    return Counts(shown, spread)
