# SPDX-License-Identifier: Apache-2.0
"""Few tables about few people: exact noise on every count, and an interval that says how far off it may be.

For programmes too small for records. Each table is measured once, through the same gate as everything else that is
derived from records; the noise is a discrete Gaussian, so the interval is computed from its law and not estimated.
Explained in docs/understand/publishing.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from amana_methods.disclosure.records.accounting import sigma_for
from amana_methods.disclosure.records.counting import Records
from amana_methods.disclosure.records.exact import Gate
from amana_methods.disclosure.records.schema import Codes, Schema

__all__ = ["COVERED", "NoisyCount", "NoisyTable", "NoisyTables", "half_width", "noisy_tables"]

COVERED = 0.95
SIZE_SHARE = 0.1  # of the cost, for the number of people
LARGEST_TABLE = 400  # cells; more would drown in noise


@dataclass(frozen=True, slots=True)
class NoisyCount:
    """A count of people with the interval that contains the true one in 19 of 20 cases. None of the three is below zero."""

    count: int
    low: int
    high: int


@dataclass(frozen=True)
class NoisyTable:
    """One table: the names of its columns, and a count for each combination of their values; "" is a blank."""

    columns: tuple[str, ...]
    cells: dict[tuple[str, ...], NoisyCount]
    half_width: int


@dataclass(frozen=True)
class NoisyTables:
    """How many people there are, and the tables; all from one release."""

    people: NoisyCount
    tables: tuple[NoisyTable, ...]


def half_width(sigma: float, covered: float = COVERED) -> int:
    """Returns the smallest whole number that discrete Gaussian noise of parameter `sigma` exceeds at most 1 - `covered`
    of the time.

    >>> half_width(4.0)
    8

    Raises ValueError unless `sigma` is above zero and `covered` between zero and one.
    """
    if not (sigma > 0 and 0 < covered < 1):
        raise ValueError("sigma is above zero, and covered between zero and one")
    reach = math.ceil(12 * sigma) + 1
    law = [math.exp(-(value * value) / (2 * sigma * sigma)) for value in range(reach + 1)]
    whole = law[0] + 2 * sum(law[1:])
    inside = law[0]
    for width in range(reach + 1):
        if width:
            inside += 2 * law[width]
        if inside >= covered * whole:
            return width
    return reach


def noisy_tables(
    schema: Schema, codes: Codes, gate: Gate, rho: float, tables: Sequence[tuple[str, ...]]
) -> NoisyTables:
    """Returns the number of people and these tables, at a cost of `rho` in all.

    `codes` holds one row for each person; a table has one or two columns of the schema. Every person is in one cell of
    each table. Raises ValueError for no table, an unknown column, or too many cells; and BudgetSpent.
    """
    places = [_places(schema, columns) for columns in tables]
    if not places:
        raise ValueError("at least one table is asked for")
    records = Records(codes, schema.sizes)
    sigma_size = sigma_for(rho * SIZE_SHARE)
    size = int(gate.measure(records.size(), sigma_size, "measure", "number of people")[0])
    sigma = sigma_for(rho * (1 - SIZE_SHARE) / len(places))
    width = half_width(sigma)
    measured = []
    for names, columns in zip(tables, places, strict=True):
        counts = gate.measure(records.table(columns).astype("int64"), sigma, "measure", " x ".join(names)).tolist()
        values = product(*(schema.columns[place].values for place in columns))
        cells = {cell: _count(count, width) for cell, count in zip(values, counts, strict=True)}
        measured.append(NoisyTable(tuple(names), cells, width))
    return NoisyTables(_count(size, half_width(sigma_size)), tuple(measured))


def _count(noisy: int, width: int) -> NoisyCount:
    return NoisyCount(max(0, noisy), max(0, noisy - width), max(0, noisy + width))


def _places(schema: Schema, columns: Sequence[str]) -> tuple[int, ...]:
    if not 1 <= len(set(columns)) == len(columns) <= 2:
        raise ValueError("a table has one column or two different ones")
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise ValueError(f"{min(unknown)} is no column of the schema")
    places = tuple(schema.names.index(name) for name in columns)
    if schema.cells(places) > LARGEST_TABLE:
        raise ValueError(f"{' x '.join(columns)} has more than {LARGEST_TABLE} cells")
    return places
