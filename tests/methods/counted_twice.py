"""Counts a file of records in memory, by DuckDB and on a Spark cluster, and fits a model to the counts of each engine.

    PYTHON -m tests.methods.counted_twice spark://127.0.0.1:PORT RECORDS.csv SCHEMA.toml

PYTHON has the packages of requirements.lock and requirements-scale.lock. Prints a JSON object: for each way of counting
the number of people, every table of up to three columns, and the number of people of a model fitted to it.
"""

import csv
import json
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from amana_methods.disclosure.records import Meter, Schema, Tables, fit
from amana_methods.disclosure.records.counting import Records
from amana_methods.disclosure.records.in_place import tables_in_place

RHO = 5.0


def told(schema: Schema, tables: Tables) -> dict[str, Any]:
    """All counts, and how many people a model of them has."""
    sets = [columns for length in (1, 2, 3) for columns in combinations(range(len(schema.sizes)), length)]
    counts = {"x".join(map(str, columns)): tables.table(columns).tolist() for columns in sets}
    fitted = fit(schema, tables, Meter(RHO), RHO, np.random.default_rng(1))
    return {"people": int(tables.size()[0]), "counts": counts, "fitted": fitted.model.size}


def main(master: str, records: Path, toml: Path) -> None:
    """All three answers."""
    schema = Schema.from_toml(toml.read_text(encoding="utf-8"))
    with records.open(encoding="utf-8", newline="") as file:
        codes = schema.encode(tuple(row[name] for name in schema.names) for row in csv.DictReader(file))
    answers = {"memory": told(schema, Records(codes, schema.sizes))}
    for engine, spark in (("duckdb", ""), ("spark", master)):
        with tables_in_place(records, schema, spark=spark) as tables:
            answers[engine] = told(schema, tables)
    print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
