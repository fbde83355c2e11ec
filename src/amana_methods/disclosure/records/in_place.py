# SPDX-License-Identifier: Apache-2.0
"""Tables of records that are counted where they are stored: by DuckDB on this machine, or by Spark on many.

Optional: group `scale`. The queries are written once, as expressions of Ibis; the engine answers with counts, and no
record is transferred here.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.counting import ColumnSet, Tables
from amana_methods.disclosure.records.schema import BLANK, Schema, SchemaError

__all__ = ["EngineMissing", "tables_in_place"]

# A small cluster is quicker when it does not cut a table of some thousand cells into hundreds of parts.
_PARTS = "8"


class EngineMissing(Exception):
    """The engine is not installed; the sentence says how to install it."""


@contextmanager
def tables_in_place(source: Path, schema: Schema, *, spark: str = "") -> Iterator[Tables]:
    """Yields the tables of a CSV or Parquet file, for `fit`; with `spark`, counted on the cluster of that address.

    Values that the schema does not list, and those that a structural zero forbids, are treated as `Schema.encode` does.
    Raises EngineMissing, and SchemaError when a column is not there or the file has more than one row for a person.
    """
    ibis = _engine("ibis")
    with _on_spark(ibis, spark) if spark else _on_duckdb(ibis) as backend:
        read = backend.read_parquet if source.suffix == ".parquet" else backend.read_csv
        texts = {} if source.suffix == ".parquet" else {"all_varchar": True} if not spark else {"header": True}
        records = read(str(source), **texts)
        _check(records, schema)
        codes = _codes(ibis, records, schema)
        # Kept encoded, so that the texts are read once: by Spark in its workers, by DuckDB in a table of this session.
        yield _InPlace(codes.cache() if spark else backend.create_table("codes", codes, temp=True), schema)


class _InPlace:
    """Tables of an expression that holds a code in each column."""

    def __init__(self, codes: Any, schema: Schema) -> None:
        self._codes, self._schema = codes, schema
        self._tables: dict[ColumnSet, NDArray[np.int64]] = {}

    def size(self) -> NDArray[np.int64]:
        """Returns the number of people, as a table of one cell."""
        return np.array([self._codes.count().execute()], dtype=np.int64)

    def table(self, columns: ColumnSet) -> NDArray[np.signedinteger]:
        """Returns the count of every cell of these columns, the last column fastest."""
        if columns not in self._tables:
            cell: Any = 0
            for place in columns:
                cell = cell * self._schema.sizes[place] + self._codes[_name(place)]
            found = self._codes.group_by(cell=cell).agg(people=self._codes.count()).to_pyarrow()
            counts = np.zeros(self._schema.cells(columns), dtype=np.int64)
            counts[found["cell"].to_numpy()] = found["people"].to_numpy()
            self._tables[columns] = counts
        return self._tables[columns]


def _name(place: int) -> str:
    return f"c{place}"


def _check(records: Any, schema: Schema) -> None:
    wanted = (*schema.names, schema.person) if schema.person else schema.names
    if missing := [name for name in wanted if name not in records.columns]:
        raise SchemaError(f"the file has no column '{missing[0]}'")
    if schema.person and records[schema.person].nunique().execute() != records.count().execute():
        raise SchemaError(f"{schema.person}: a person has more than one row, or none of these names; join them first")


def _codes(ibis: Any, records: Any, schema: Schema) -> Any:
    """Returns the records as codes, as an expression."""
    codes = {}
    for place, column in enumerate(schema.columns):
        told = records[column.name].cast("string").fill_null(BLANK).strip()
        numbered = [(value, ibis.literal(code, "int64")) for code, value in enumerate(column.values)]
        codes[_name(place)] = told.cases(*numbered, else_=ibis.literal(column.fallback, "int64"))
    coded = records.select(**codes)
    for rule in schema.only_with:
        allowed = ibis.literal(True)
        for name, values in rule.requires.items():
            place = schema.names.index(name)
            allowed &= coded[_name(place)].isin([schema.columns[place].values.index(value) for value in values])
        ruled = schema.names.index(rule.column)
        blank = ibis.literal(schema.columns[ruled].blank_code, "int64")
        coded = coded.mutate(**{_name(ruled): allowed.ifelse(coded[_name(ruled)], blank)})
    return coded


@contextmanager
def _on_duckdb(ibis: Any) -> Iterator[Any]:
    _engine("duckdb")
    backend = ibis.duckdb.connect()
    try:
        yield backend
    finally:
        backend.disconnect()


@contextmanager
def _on_spark(ibis: Any, master: str) -> Iterator[Any]:
    builder = _engine("pyspark.sql").SparkSession.builder.master(master).appName("amana release")
    for key, value in (
        ("spark.ui.enabled", "false"),
        ("spark.ui.showConsoleProgress", "false"),
        ("spark.sql.shuffle.partitions", _PARTS),
        ("spark.sql.session.timeZone", "UTC"),
    ):
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


def _engine(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        raise EngineMissing(
            f"{name} is not installed. Records are counted in memory without it; to count them where they lie: "
            ".venv/bin/uv pip install --python .venv/bin/python --require-hashes -r requirements-scale.lock"
        ) from missing
