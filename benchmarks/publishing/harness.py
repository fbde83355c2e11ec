"""One contestant on one table, in a process of its own, and what its files are worth."""

import csv
import itertools
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records import Schema
from amana_methods.disclosure.records.schema import Codes
from benchmarks.names.harness import run
from benchmarks.publishing.measures import ColumnSet, compare, tables_of, tables_of_counts
from benchmarks.publishing.peers.environments import ROOT, python_of
from benchmarks.publishing.tables import DATA, Table

HERE = Path(__file__).parent
CONTESTANTS = ("amana", "bootstrap", "pac", "dpmm")
KEPT = ("error", "distance", "missing", "made up", "made-up mass", "telling")

type Figures = dict[str, Any]


class NotHere(Exception):
    """The environment of a peer is not there; the message names it."""


def delta_for(people: int) -> float:
    """The delta of pac-synth's own rule, for the public size of a table of the benchmark."""
    return 1 / (people * math.log(people))


def contest(who: str, table: Table, epsilon: float, seed: int) -> Figures:
    """What `who` took, and the figures of its files. Raises NotHere, and Failed when it does not finish."""
    codes, schema = table.codes, table.schema
    if who == "bootstrap":
        again = codes[np.random.default_rng([seed, 5]).integers(len(codes), size=len(codes))]
        return {"rows": worth(table, rows=again), "rows of n": 1.0}
    folder = DATA / f"{len(codes)}-{os.getpid()}"
    table.write(folder)
    delta = delta_for(len(codes))
    written = [folder / name for name in ("ours.csv", "ours-counts.csv", "rows.csv", "counts.csv")]
    try:
        if who == "amana":
            used = run(
                [sys.executable, "-m", "benchmarks.publishing.ours", folder, str(epsilon), str(delta), str(seed)]
            )
            rows, counts = codes_of(written[0], schema), written[1]
        elif who == "pac":
            script = HERE / "peers" / "pac_rows.py"
            used = run([_python("pac"), script, folder / "records.csv", str(epsilon), str(delta), *written[2:]])
            rows, counts = codes_of(written[2], schema), written[3]
        else:
            script = HERE / "peers" / "dpmm_rows.py"
            sizes = ",".join(str(size) for size in schema.sizes)
            used = run([_python("dpmm"), script, folder / "codes.csv", sizes, str(epsilon), str(delta), written[2]])
            rows, counts = np.loadtxt(written[2], delimiter=",", skiprows=1, dtype=np.int16), None
        figures = {"rows": worth(table, rows=rows), "rows of n": round(len(rows) / len(codes), 4), **used.figures()}
        if counts:
            figures["counts"] = worth(table, counts=counts)
        if who == "amana" and counts:
            figures["inside the interval"] = inside(table, counts)
        return figures
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def _python(peer: str) -> Path:
    python = python_of(peer)
    if python is None:
        raise NotHere(f"{peer}: run python -m benchmarks.publishing.peers.environments")
    return python


def codes_of(file: Path, schema: Schema) -> Codes:
    """The rows of a file as codes of the schema."""
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        return schema.encode(tuple(row.get(name) or "" for name in schema.names) for row in reader)


def combinations_of(file: Path, schema: Schema) -> Iterator[tuple[ColumnSet, tuple[int, ...], list[float]]]:
    """Columns and codes of each combination in a file, with the numbers that stand beside it."""
    places = {name: place for place, name in enumerate(schema.names)}
    values = [{value: code for code, value in enumerate(column.values)} for column in schema.columns]
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        next(reader)
        for selections, *numbers in reader:
            told = [told.partition(":") for told in selections.split(";") if told]
            found = sorted((places[name], values[places[name]][value]) for name, _, value in told)
            if found:
                columns, codes = zip(*found, strict=True)
                yield columns, codes, [float(number) for number in numbers]


def worth(table: Table, *, rows: Codes | None = None, counts: Path | None = None) -> Figures:
    """The kept figures of a file by length of the combination."""
    schema = table.schema
    blanks = [column.blank_code for column in schema.columns]
    published = None
    if counts is not None:
        found = ((columns, codes, numbers[0]) for columns, codes, numbers in combinations_of(counts, schema))
        published = tables_of_counts(found, schema.sizes)
    figures = compare(table.codes, blanks, schema.sizes, rows=rows, counts=published)
    return {length: {name: float(f"{each[name]:.4g}") for name in KEPT} for length, each in figures.items()}


def inside(table: Table, counts: Path) -> dict[str, float]:
    """By length, the share of shown combinations whose true count lies in the interval beside them."""
    schema = table.schema
    hits: dict[int, list[bool]] = {}
    by_columns = itertools.groupby(combinations_of(counts, schema), key=lambda each: each[0])
    for columns, group in by_columns:
        true: NDArray[np.float64] = tables_of(table.codes, schema.sizes, columns)
        shape = [schema.sizes[place] for place in columns]
        for _, codes, (_, low, high) in group:
            here = true[np.ravel_multi_index(codes, shape)]
            hits.setdefault(len(columns), []).append(bool(low <= here <= high))
    return {str(length): round(float(np.mean(found)), 3) for length, found in hits.items()}


def circumstances() -> dict[str, str]:
    """The last commit that touched what is measured, and load and machine."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    code = ("src/amana_methods/disclosure", "benchmarks/publishing/generator.py")
    changed = git("status", "--porcelain", *code)
    return {
        "commit": git("log", "-1", "--format=%h", "--", *code) + (" and changes" if changed else ""),
        "load": f"{os.getloadavg()[0]:.1f}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "date": time.strftime("%Y-%m-%d"),
    }
