"""The same run on people generated from the code lists alone: what a release would look like, and its error.

No record is read and nothing is spent. Because the generated truth is known, the error can be shown; on real people
that would cost more privacy.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from amana.releases.asking import Asked
from amana.releases.making import make
from amana.releases.rules import Kind
from amana.releases.schema import EARLIER, Family, families, rows_of
from amana_methods.disclosure.records import Meter, Schema
from amana_methods.disclosure.records.exact import Gate

PEOPLE = {Kind.TABLES: 120, Kind.RECORDS: 2_500}
SEED = 20_260_101  # the generated people are the same each time; the noise never is
NOT_KNOWN = 0.1


def made_up_people(number: int, years: Sequence[int]) -> list[dict[str, tuple[str, ...]]]:
    """Generates people whose facts are drawn from the code lists, the first codes of a list more often."""
    chance = np.random.default_rng(SEED)
    known = families(years)
    return [{id: _draw_codes(family, chance) for id, family in known.items()} for _ in range(number)]


def _draw_codes(family: Family, chance: np.random.Generator) -> tuple[str, ...]:
    codes = [code for code in family.codes if code != EARLIER]
    if chance.random() < NOT_KNOWN and family.id != "year":
        return ()
    likely = 1 / (1 + np.arange(len(codes)))
    number = min(len(codes), 1 + int(family.several and chance.random() < 0.3))
    chosen = chance.choice(len(codes), number, replace=False, p=likely / likely.sum())
    return tuple(codes[place] for place in sorted(chosen))


def preview(asked: Asked, rho: float, years: Sequence[int]) -> dict[str, Any]:
    """Returns the result of a run at this cost for generated people: its numbers, the first rows, and the mean error of
    a number.
    """
    people = made_up_people(PEOPLE[Kind(asked.kind)], years)
    made = make(asked, people, Gate(Meter(rho)), rho, np.random.default_rng(SEED))
    truth = _true_counts(made.schema, people, made.result["tables"])
    off = [
        abs(told - true)
        for table, true_cells in zip(made.result["tables"], truth, strict=True)
        for (_values, told, _low, _high), true in zip(table["cells"], true_cells, strict=True)
        if told is not None
    ]
    return {
        **made.result,
        "generated": True,
        "made_up_people": len(people),
        "mean_error": round(sum(off) / len(off), 1) if off else None,
        "hidden": sum(cell[1] is None for table in made.result["tables"] for cell in table["cells"]),
        "rows": [list(row) for row in made.rows[:5]],
    }


def _true_counts(
    schema: Schema, people: Sequence[Mapping[str, Any]], tables: Sequence[Mapping[str, Any]]
) -> list[list[int]]:
    """Counts the generated people who are really in each cell that is shown."""
    rows = [dict(zip(schema.names, row, strict=True)) for row in schema.decode(schema.encode(rows_of(schema, people)))]
    return [
        [
            sum(all(row[n] == v for n, v in zip(table["columns"], values, strict=True)) for row in rows)
            for values, *_numbers in table["cells"]
        ]
        for table in tables
    ]
