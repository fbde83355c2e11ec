"""From coded facts to what is published: numbers for the page and files to download. No database.

Everything that touches the facts goes through the gate; what is derived from its answers costs nothing.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from amana.releases import papers
from amana.releases.asking import About, Asked
from amana.releases.rules import FLOOR, Kind
from amana.releases.schema import rows_of
from amana_methods.disclosure.noisy import NoisyCount, NoisyTables, noisy_tables
from amana_methods.disclosure.records import FEWEST_PEOPLE, Aggregate, Budget, Schema, count, synthesise
from amana_methods.disclosure.records.counting import Records
from amana_methods.disclosure.records.exact import Gate
from amana_methods.disclosure.records.release import fit_through
from amana_methods.disclosure.records.schema import Codes

LONGEST = 3  # values in one combination of the aggregates

type People = Sequence[Mapping[str, Any]]
type Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class File:
    """A file as it is downloaded."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """Returns the SHA-256 of the content, in hexadecimal."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Made:
    """`result` is what the page shows; `rows` and `counts` go into files."""

    asked: Asked
    schema: Schema
    result: dict[str, Any]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    counts: list[Aggregate] = field(default_factory=list)

    def files(self, about: About) -> Iterator[File]:
        """Returns every file of the release; the last one lists the others."""
        made = [File(name, "text/csv", text.encode("utf-8-sig")) for name, text in self._tables()]
        report = papers.report(self.asked, self.schema, self.result, about)
        made.append(File("report.json", "application/json", _json(report)))
        yield from made
        package = papers.package(self.asked, self.schema, report, [(each.name, each.digest) for each in made])
        yield File("datapackage.json", "application/json", _json(package))

    def _tables(self) -> Iterator[tuple[str, str]]:
        if self.asked.kind == Kind.TABLES:
            yield "tables.csv", papers.tables_csv(self.result)
            return
        yield "synthetic.csv", papers.rows_csv(self.schema, self.rows)
        yield "aggregates.csv", papers.aggregates_csv(self.schema, self.counts)
        yield from papers.layouts(self.schema, self.rows, self.asked.layouts)


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def make(
    asked: Asked,
    people: People,
    gate: Gate,
    rho: float,
    chance: np.random.Generator,
    *,
    progress: Progress = lambda _step, _share: None,
) -> Made:
    """Returns what is published about these people, at a cost of at most `rho`.

    Raises TooFewPeople where there are too few for rows, and BudgetSpent.
    """
    schema = Schema.from_data(asked.schema)
    codes = schema.encode(rows_of(schema, people))
    if asked.kind == Kind.TABLES:
        return Made(asked, schema, _as_plain_data(noisy_tables(schema, codes, gate, rho, asked.tables)))
    return _records(asked, schema, codes, gate, rho, chance, progress)


def _records(
    asked: Asked, schema: Schema, codes: Codes, gate: Gate, rho: float, chance: np.random.Generator, progress: Progress
) -> Made:
    fitted = fit_through(
        gate,
        schema,
        Records(codes, schema.sizes),
        rho,
        chance,
        budget=Budget(),
        fewest=FEWEST_PEOPLE,
        progress=progress,
    )
    rows = schema.decode(synthesise(fitted, chance))
    counted = count(fitted, chance, length=min(LONGEST, len(schema.columns)), floor=FLOOR)
    shown = list(counted.shown)
    ones: list[dict[str, Any]] = []
    for place, name in enumerate(schema.names):
        cells = [
            [[schema.columns[place].values[each.codes[0]]], round(each.count), each.low, each.high]
            for each in shown
            if each.columns == (place,)
        ]
        ones.append({"columns": [name], "cells": cells})
    result = {
        "people": [fitted.model.size, None, None],
        "tables": ones,
        "combinations": len(shown),
        "mean_errors": {str(length): round(error, 1) for length, error in counted.spread.mean_errors.items()},
    }
    return Made(asked, schema, result, rows, shown)


def _as_plain_data(found: NoisyTables) -> dict[str, Any]:
    """Returns noisy tables as plain data. Only what is above the floor and above what noise alone produces is printed.

    For everything below, only the bound that all cells of a table share is given.
    """
    tables = [
        {
            "columns": list(table.columns),
            "half_width": table.half_width,
            "printed_from": _printed_from(table.half_width),
            "cells": [[list(cell), *_print_count(noisy, table.half_width)] for cell, noisy in table.cells.items()],
        }
        for table in found.tables
    ]
    width = found.people.high - found.people.count
    return {
        "people": _print_count(found.people, width),
        "people_printed_from": _printed_from(width),
        "tables": tables,
    }


def _printed_from(half_width: int) -> int:
    return max(FLOOR, half_width + 1)


def _print_count(noisy: NoisyCount, half_width: int) -> list[int | None]:
    least = _printed_from(half_width)
    if noisy.count < least:
        return [None, 0, least - 1 + half_width]
    return [noisy.count, noisy.low, noisy.high]
