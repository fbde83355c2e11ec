"""The files of a few tables about a few people: every number with exact noise and its interval."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from amana.releases.published.folder import whole_folder
from amana.releases.published.making import Asked, Granted, Noted, write
from amana.releases.published.page import page
from amana.releases.published.report import Privacy, Report, data_package
from amana_methods.disclosure.noisy import LARGEST_TABLE, NoisyTables, noisy_tables
from amana_methods.disclosure.records.exact import Gate
from amana_methods.disclosure.records.schema import Codes, Schema

__all__ = ["MOST_TABLES", "TablesFault", "check_tables", "make_tables"]

MOST_TABLES = 6  # more tables would get so little of the budget that none is useful


class TablesFault(Exception):
    """These tables cannot be made; the sentence gives the reason."""


def check_tables(schema: Schema, tables: Sequence[tuple[str, ...]]) -> None:
    """Raises TablesFault for too many tables, for an unknown column, and for a table where noise would outweigh the counts."""
    if not 1 <= len(tables) <= MOST_TABLES:
        raise TablesFault(f"at most {MOST_TABLES} tables are measured at once, so that each still says something.")
    for columns in tables:
        if unknown := [name for name in columns if name not in schema.names]:
            raise TablesFault(f"the schema has no column “{unknown[0]}”; it has {', '.join(schema.names)}.")
        if not 1 <= len(set(columns)) == len(columns) <= 2:
            raise TablesFault("a table has one column or two different ones.")
        if schema.cells([schema.names.index(name) for name in columns]) > LARGEST_TABLE:
            raise TablesFault(
                f"a table of {' and '.join(columns)} has more than {LARGEST_TABLE} cells: group the codes."
            )


def make_tables(
    target: Path,
    codes: Codes,
    asked: Asked,
    tables: Sequence[tuple[str, ...]],
    granted: Granted,
    *,
    at: datetime,
    left: Callable[[], float | None],
) -> Report:
    """Writes the tables to the folder `target`, all or nothing. Reports what was spent to the ledger however this ends.

    Raises BudgetSpent, FolderFault, and TablesFault before anything is spent.
    """
    check_tables(asked.schema, tables)
    noted = Noted(granted, [])
    with whole_folder(target) as folder:
        try:
            found = noisy_tables(asked.schema, codes, Gate(noted), granted.rho, tables)
        finally:
            granted.finish()
        counted = write(folder / "tables.csv", ("table", "selections", "people", "low", "high"), _lines(found))
        report = Report(
            title=asked.schema.title,
            made_at=at.isoformat(timespec="seconds"),
            is_release=asked.is_release,
            people=found.people.count,
            order=max(len(columns) for columns in tables),
            floor=0,
            privacy=Privacy(asked.epsilon, asked.delta, granted.rho, noted.charges, asked.ledger, left()),
            errors={},
            absent={},
            files=(counted,),
            schema=asked.schema,
            half_widths={_name(table.columns): table.half_width for table in found.tables},
        )
        for name, said in (("report.json", report.as_data()), ("datapackage.json", data_package(report))):
            (folder / name).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (folder / "report.html").write_text(page(report), encoding="utf-8")
    return report


def _name(columns: Sequence[str]) -> str:
    return " x ".join(columns)


def _lines(found: NoisyTables) -> Iterator[tuple[str, str, int, int, int]]:
    yield "people", "", found.people.count, found.people.low, found.people.high
    for table in found.tables:
        for cell, each in table.cells.items():
            said = ";".join(f"{name}:{value}" for name, value in zip(table.columns, cell, strict=True))
            yield _name(table.columns), said, each.count, each.low, each.high
