"""A table from a file, in which no small group can be found: not by reading it, and not with a solver."""

import argparse
import csv
import math
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from amana.commandline.verb import WORK, Stop, Verb, complain, parser

if TYPE_CHECKING:
    from amana_methods.disclosure.cube import Cube
    from amana_methods.disclosure.gate import Line, Rules
    from amana_methods.disclosure.tables import Cell

type Filled = dict["Cell", list[float]]


def run(arguments: Sequence[str]) -> int:
    """Writes or prints the table, with what can be derived about each hidden number; or nothing."""
    chosen = _parse_arguments(arguments)
    from amana_methods.disclosure.attack import Unsolved
    from amana_methods.disclosure.gate import Rules
    from amana_methods.disclosure.records_file import FileFault

    try:
        rules = Rules(chosen.min_cell, chosen.hide_zeros, chosen.round_to, chosen.dominance)
        cube = _cube(chosen, rules)
        _write(chosen, cube, rules)
    except (ValueError, Unsolved) as fault:
        raise Stop(f"{fault}. Nothing was written.") from fault
    except (FileFault, OSError) as fault:
        raise Stop(str(fault)) from fault
    except KeyboardInterrupt:
        complain("\nStopped: nothing was written.")
        return 130
    complain(f"{cube.hidden} of {len(cube.numbers)} numbers are hidden; low and high say what a reader can find out.")
    return 0


def _parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    asked = parser(
        "table",
        "People, or sums of an amount, by one to three columns, with all their sums. Small numbers are hidden, and as "
        "many others as it takes. An empty value in the table means: all of that column.",
    )
    asked.add_argument("file", type=Path, metavar="IN.csv", help="UTF-8, with a header, a row for each person")
    asked.add_argument("--rows", required=True, metavar="COLUMN")
    asked.add_argument("--columns", metavar="COLUMN")
    asked.add_argument("--layers", metavar="COLUMN", help="a third one")
    asked.add_argument("--weights", metavar="COLUMN", help="sums of this column instead of people")
    asked.add_argument("--person", metavar="COLUMN", help="who it is; of several rows of a person the first one counts")
    asked.add_argument("--gather", metavar="COLUMN", help="count its rare values together as “other”")
    asked.add_argument("--min-cell", type=int, default=5, metavar="N", help="fewer people than this are hidden (5)")
    asked.add_argument("--hide-zeros", action="store_true", help="that nobody stands there is hidden too")
    asked.add_argument("--round-to", type=int, default=1, metavar="N", help="counts to the nearest multiple of N")
    asked.add_argument("--dominance", type=float, default=20.0, metavar="PERCENT", help="of the p%%-rule for sums (20)")
    asked.add_argument(
        "--earlier", type=Path, action="append", default=[], metavar="IN.csv",
        help="records of which the same table was published before, so that the difference tells nothing either",
    )  # fmt: skip
    asked.add_argument("--out", type=Path, metavar="TABLE.csv", help="without it, the terminal")
    chosen = asked.parse_args(arguments)
    chosen.dimensions = tuple(name for name in (chosen.rows, chosen.columns, chosen.layers) if name)
    if len(set(chosen.dimensions)) < len(chosen.dimensions):
        raise Stop("rows, columns and layers are different columns.")
    if chosen.gather and chosen.gather not in chosen.dimensions:
        raise Stop(f"--gather names one of {', '.join(chosen.dimensions)}.")
    if chosen.weights and chosen.earlier:
        raise Stop("--earlier is for tables of people; sums are not compared with earlier ones.")
    return chosen


def _cube(chosen: argparse.Namespace, rules: "Rules") -> "Cube":
    from amana_methods.disclosure import gate
    from amana_methods.disclosure.cube import Key, sums_of

    filled = _fill_cells(chosen, chosen.file, rules)
    if chosen.weights:
        return gate.sums(filled, chosen.dimensions, rules)
    earlier: list[tuple[Mapping[Key, float | None], Mapping[Key, float]]] = []
    for path in chosen.earlier:
        before = {cell: len(each) for cell, each in _fill_cells(chosen, path, rules).items()}
        shown = gate.counts(before, chosen.dimensions, rules, earlier=earlier)
        earlier.append((shown.numbers, sums_of({cell: float(n) for cell, n in before.items()}, len(chosen.dimensions))))
    return gate.counts({cell: len(each) for cell, each in filled.items()}, chosen.dimensions, rules, earlier=earlier)


def _fill_cells(chosen: argparse.Namespace, path: Path, rules: "Rules") -> Filled:
    """Returns each person's contribution to their cell; one for a person when people are counted."""
    from amana_methods.disclosure.gate import gather_rare
    from amana_methods.disclosure.records_file import FileFault, rows_of

    cells: list[Cell] = []
    amounts: list[float] = []
    seen: set[str] = set()
    with rows_of(path) as (header, rows):
        wanted = [*chosen.dimensions, *(name for name in (chosen.weights, chosen.person) if name)]
        if missing := [name for name in wanted if name not in header]:
            raise FileFault(f"{path}, line 1: there is no column “{missing[0]}”; there are {', '.join(header)}.")
        places = [header.index(name) for name in chosen.dimensions]
        for line, row in rows:
            if chosen.person:
                who = row[header.index(chosen.person)].strip()
                if who in seen:
                    continue
                seen.add(who)
            cells.append(tuple(row[place].strip() or "unknown" for place in places))
            amounts.append(_read_amount(path, line, row[header.index(chosen.weights)]) if chosen.weights else 1.0)
    if chosen.gather:
        cells = gather_rare(cells, chosen.dimensions.index(chosen.gather), rules.min_cell, "other")
    filled: Filled = {}
    for cell, amount in zip(cells, amounts, strict=True):
        filled.setdefault(cell, []).append(amount)
    if not filled:
        raise FileFault(f"{path} has a header and nobody in it.")
    return filled


def _read_amount(path: Path, line: int, text: str) -> float:
    from amana_methods.disclosure.records_file import FileFault

    try:
        amount = float(text)
    except ValueError as fault:
        raise FileFault(f"{path}, line {line}: “{text}” is no amount.") from fault
    if not math.isfinite(amount):
        raise FileFault(f"{path}, line {line}: “{text}” is no amount.")
    return amount


def _write(chosen: argparse.Namespace, cube: "Cube", rules: "Rules") -> None:
    from amana_methods.disclosure.gate import lines

    head = (*chosen.dimensions, "sum" if chosen.weights else "people", "low", "high")
    rows = _rows(lines(cube, rules, whole=not chosen.weights))
    if chosen.out is None:
        _fill(sys.stdout, head, rows)
        return
    handle, name = tempfile.mkstemp(dir=chosen.out.absolute().parent, prefix=f".{chosen.out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            _fill(file, head, rows)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(chosen.out)
    finally:
        Path(name).unlink(missing_ok=True)


def _rows(found: "Iterable[Line]") -> Iterator[tuple[str, ...]]:
    for line in found:
        number = "" if line.number is None else f"{line.number:.12g}"
        yield *line.values, number, f"{line.low:.12g}", "" if line.high is None else f"{line.high:.12g}"


def _fill(file: IO[str], head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)


VERB = Verb("table", WORK, "IN.csv --rows A [--columns B]", "a table in which no small group can be found", run)
