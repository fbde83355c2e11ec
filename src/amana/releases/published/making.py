"""The files of a release of records, made in one go: fitted, drawn, counted, described."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import numpy as np

from amana.releases.published.folder import whole_folder
from amana.releases.published.page import page
from amana.releases.published.report import FileNote, Privacy, Report, data_package
from amana_methods.disclosure.records import (
    FEWEST_PEOPLE,
    FLOOR,
    Aggregate,
    Budget,
    Charge,
    Schema,
    TooFewPeople,
    count,
    fit,
    synthesise,
)
from amana_methods.disclosure.records.accounting import sigma_for
from amana_methods.disclosure.records.schema import Codes

__all__ = ["Asked", "Granted", "Noted", "make", "refuse_few", "write"]

type Progress = Callable[[str, float], None]
_SURE = 10  # standard deviations: anything so far below is refused before the budget is spent
_ROWS = 50_000


class Granted(Protocol):
    """The grant of a ledger to this release: see `amana_methods.disclosure.ledger_file.FileGrant`."""

    rho: float

    def spend(self, charge: Charge) -> None: ...

    def finish(self) -> None: ...


@dataclass(frozen=True)
class Asked:
    """The requested release. `seed` is that of what comes after the noise; None takes one from the system."""

    schema: Schema
    epsilon: float
    delta: float
    order: int
    is_release: bool
    ledger: str | None
    seed: int | None = None


@dataclass
class Noted:
    """A ledger that also remembers its charges, for the report."""

    granted: Granted
    charges: list[Charge]

    def spend(self, charge: Charge) -> None:
        """Enters the charge in the ledger, and then here. Raises BudgetSpent."""
        self.granted.spend(charge)
        self.charges.append(charge)


def refuse_few(people: int, rho: float) -> None:
    """Raises TooFewPeople, before anything is spent, where the noisy number could not reach the minimum either.

    Nearer to the limit the noisy number alone decides, so that the decision itself reveals nobody.
    """
    if people < FEWEST_PEOPLE - _SURE * sigma_for(rho * Budget().size):
        raise TooFewPeople(people)


def make(
    target: Path,
    codes: Codes,
    asked: Asked,
    granted: Granted,
    *,
    at: datetime,
    left: Callable[[], float | None],
    progress: Progress = lambda _step, _share: None,
) -> Report:
    """Writes the release to the folder `target`, all or nothing. Reports what was spent to the ledger however this ends.

    `left` returns the epsilon that is left in the ledger afterwards. Raises TooFewPeople, BudgetSpent, FolderFault.
    """
    chance = np.random.default_rng(asked.seed)
    longest = min(asked.order, len(asked.schema.columns))
    noted = Noted(granted, [])
    with whole_folder(target) as folder:
        try:
            fitted = fit(asked.schema, codes, noted, granted.rho, chance, progress=progress)
        finally:
            granted.finish()
        progress("rows", 0.0)
        rows = write(folder / "synthetic.csv", asked.schema.names, _rows(asked.schema, synthesise(fitted, chance)))
        progress("counts", 0.0)
        counts = count(fitted, chance, length=longest)
        named = _AggregateLines(asked.schema)
        counted = write(
            folder / "aggregates.csv", ("selections", "count", "low", "high"), map(named.line, counts.shown)
        )
        report = Report(
            title=asked.schema.title,
            made_at=at.isoformat(timespec="seconds"),
            is_release=asked.is_release,
            people=fitted.model.size,
            order=longest,
            floor=FLOOR,
            privacy=Privacy(asked.epsilon, asked.delta, granted.rho, noted.charges, asked.ledger, left()),
            errors=counts.spread.mean_errors,
            absent=named.absent(),
            files=(rows, counted),
            schema=asked.schema,
            seed=asked.seed,
        )
        _describe(folder, report)
    return report


def _describe(folder: Path, report: Report) -> None:
    for name, said in (("report.json", report.as_data()), ("datapackage.json", data_package(report))):
        (folder / name).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "report.html").write_text(page(report), encoding="utf-8")


class _AggregateLines:
    """Formats aggregates as lines of a file; remembers which values were named."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._values = [[f"{column.name}:{value}" for value in column.values] for column in schema.columns]
        self._seen: set[tuple[int, int]] = set()

    def line(self, each: Aggregate) -> tuple[str, str, int, int]:
        """Returns `column:value;column:value`, the count in tenths of a person at most, and its interval."""
        if len(each.columns) == 1:
            self._seen.add((each.columns[0], each.codes[0]))
        said = ";".join([self._values[place][code] for place, code in zip(each.columns, each.codes, strict=True)])
        return said, f"{each.count:.1f}".removesuffix(".0"), each.low, each.high

    def absent(self) -> dict[str, list[str]]:
        """Returns the values of each column that no line names."""
        found = {
            column.name: [code for number, code in enumerate(column.codes) if (place, number) not in self._seen]
            for place, column in enumerate(self._schema.columns)
        }
        return {name: codes for name, codes in found.items() if codes}


def _rows(schema: Schema, codes: Codes) -> Iterator[tuple[str, ...]]:
    for first in range(0, len(codes), _ROWS):
        yield from schema.decode(codes[first : first + _ROWS])


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> FileNote:
    """Writes the CSV file. Returns its lines, size and digest."""
    lines = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            lines += 1
    digest = sha256()
    with path.open("rb") as written:
        while part := written.read(1 << 20):
            digest.update(part)
    return FileNote(path.name, lines, path.stat().st_size, digest.hexdigest())
