"""A release of Amana in a process of its own: from records to both files, on a table that is nobody's.

    python -m benchmarks.publishing.ours FOLDER EPSILON DELTA SEED

reads `records.csv` and `schema.toml` of FOLDER and writes `ours.csv` and `ours-counts.csv`. SEED serves what comes
after the noise; the noise has none.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from amana_methods.disclosure.records import Meter, Schema, count, fit, rho_for, synthesise

LENGTH = 3
WRITTEN_AT_ONCE = 20_000  # rows held as texts


def _rows(file: Path, schema: Schema) -> Iterator[tuple[str, ...]]:
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        assert tuple(next(reader)) == schema.names
        yield from map(tuple, reader)


def main(place: str, epsilon: str, delta: str, seed: str) -> None:
    """Both files are written."""
    folder, chance = Path(place), np.random.default_rng(int(seed))
    schema = Schema.from_toml((folder / "schema.toml").read_text(encoding="utf-8"))
    rho = rho_for(float(epsilon), float(delta))
    fitted = fit(schema, schema.encode(_rows(folder / "records.csv", schema)), Meter(rho), rho, chance)
    with (folder / "ours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(schema.names)
        rows = synthesise(fitted, chance)
        for start in range(0, len(rows), WRITTEN_AT_ONCE):
            writer.writerows(schema.decode(rows[start : start + WRITTEN_AT_ONCE]))
    with (folder / "ours-counts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("selections", "count", "low", "high"))
        for each in count(fitted, chance, length=LENGTH).shown:
            named = (
                f"{schema.names[place]}:{schema.columns[place].values[code]}"
                for place, code in zip(each.columns, each.codes, strict=True)
            )
            writer.writerow((";".join(named), f"{each.count:.1f}", each.low, each.high))


if __name__ == "__main__":
    main(*sys.argv[1:])
