# SPDX-License-Identifier: Apache-2.0
"""Splink over our keys, on DuckDB or Spark: a second opinion that learns without labels. Optional: groups `link`, `scale`.

Comparisons and blocking follow Splink's own library; only the parts of names are ours, as their first skeletons.
"""

import importlib
import logging
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.bulk import LEAST, Links, Progress
from amana_methods.linkage.dates import DAY, Birth, read_birth
from amana_methods.linkage.registration import Registration
from amana_methods.linkage.traits import sex_of
from amana_methods.names import fold, fold_document, fold_phone, parts_of

__all__ = ["EngineMissing", "link_with_splink"]

_SEED = 7
_ROOM = "2GB"
_COLUMNS = "name first_part last_part parts birth_date birth_year month_day sex nationality phone document_no".split()
_PLACES = "governorate place_of_origin mother_name".split()
_NAMES = (*_COLUMNS, *_PLACES)
_OF_PAIRS = ("unique_id_l as l", "unique_id_r as r", "match_weight as w", "match_probability as p")
_KINDS: Mapping[str, type[np.generic]] = {"l": np.int64, "r": np.int64, "w": np.float64, "p": np.float64}
_VAGUE = "(birth_date_l is null or birth_date_r is null)"
_YEARS = "abs(birth_year_l - birth_year_r)"
_DATES = (
    ("birth_date_l = birth_date_r", "same day"),
    (
        "birth_year_l = birth_year_r and substr(birth_date_l, 6, 2) = substr(birth_date_r, 9, 2) "
        "and substr(birth_date_l, 9, 2) = substr(birth_date_r, 6, 2)",
        "day and month exchanged",
    ),
    ("damerau_levenshtein(birth_date_l, birth_date_r) <= 1", "one digit"),
    (f"{_VAGUE} and {_YEARS} = 0", "same year, not exact"),
    (f"{_VAGUE} and {_YEARS} <= 2", "two years, not exact"),
    (f"{_VAGUE} and {_YEARS} <= 5", "five years, not exact"),
    (f"{_YEARS} <= 1", "next year"),
)


class EngineMissing(Exception):
    """The engine is not installed; the sentence says how to install it."""


def link_with_splink(
    registrations: Iterable[Registration], *, country_code: str = "", progress: Progress | None = None, spark: str = ""
) -> Links:
    """Returns the pairs that Splink finds over our keys, best first, scores in nats. EngineMissing where it is not installed.

    It runs on DuckDB in this process, or, with `spark`, on the cluster of that address (`spark://host:port`, `local[2]`).
    Both give the same pairs while a register has no more than a million of them; beyond, Splink learns from a sample.
    """
    splink = _engine("splink")
    cll, cl = _engine("splink.comparison_level_library"), _engine("splink.comparison_library")
    ids: list[str] = []
    rows: list[tuple[str, ...]] = []
    for registration in registrations:
        ids.append(registration.record_id)
        rows.append(_row(registration, country_code))
    if progress:
        progress("learning", 0, 0)
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = _settings(splink, cl, cll)
    with _on_spark(splink, rows, spark) if spark else _on_duckdb(splink, rows) as (register, fetch):
        linker = splink.Linker(register, settings, log_level=logging.ERROR, validate_settings=False)
        _learn(splink, linker)
        found = linker.inference.predict(threshold_match_probability=LEAST)
        got = fetch(found.physical_name)
    a, b = np.minimum(got["l"], got["r"]), np.maximum(got["l"], got["r"])
    scores, chances = (got["w"] * math.log(2)).astype(np.float32), got["p"].astype(np.float32)
    order = np.lexsort((b, a, -got["w"]))
    return Links(ids, a[order], b[order], scores[order], chances[order])


type _Fetch = Callable[[str], Mapping[str, NDArray[Any]]]  # the pairs of a table of Splink's: l, r, w and p


@contextmanager
def _on_duckdb(splink: ModuleType, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[Any, _Fetch]]:
    """Yields the register as a table of DuckDB in this process."""
    base = _engine("duckdb").connect()
    base.execute(f"set threads={len(os.sched_getaffinity(0))}; set memory_limit='{_ROOM}'")
    columns: dict[str, Any] = {"unique_id": np.arange(len(rows), dtype=np.int64)}
    for place, name in enumerate(_NAMES):
        columns[name] = np.array([row[place] for row in rows], dtype=object)
    base.register("given", columns)
    base.table("given").project(", ".join(_select_columns("string_split(parts, '|')"))).create("records")
    try:
        yield (
            splink.DuckDBAPI(base).register("records"),
            lambda table: base.table(table).project(", ".join(_OF_PAIRS)).fetchnumpy(),
        )
    finally:
        base.close()


@contextmanager
def _on_spark(splink: ModuleType, rows: Sequence[tuple[str, ...]], master: str) -> Iterator[tuple[Any, _Fetch]]:
    """Yields the register as a table of a Spark session on `master`; the session ends with the work."""
    sql, backend = _engine("pyspark.sql", "scale"), _engine("splink.backends.spark", "scale")
    session = (
        sql.SparkSession.builder.master(master)
        .appName("amana link")
        .config("spark.jars", backend.similarity_jar_location())
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.default.parallelism", "4")
        # Splink's conditions are long and its steps many: compiling and planning each again took longer than the work.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.autoBroadcastJoinThreshold", "-1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    numbered = [(number, *row) for number, row in enumerate(rows)]
    kinds = ", ".join(["unique_id long", *(f"{name} string" for name in _NAMES)])
    given = session.createDataFrame(numbered, kinds)
    register = given.selectExpr(*_select_columns("split(parts, '[|]')"))

    def fetch(table: str) -> Mapping[str, NDArray[Any]]:
        pairs = session.table(table).selectExpr(*_OF_PAIRS).collect()
        return {name: np.array([pair[name] for pair in pairs], dtype=kind) for name, kind in _KINDS.items()}

    try:
        # Kept in the memory of the workers: a folder of checkpoints would have to be shared by all machines.
        yield splink.SparkAPI(spark_session=session, break_lineage_method="persist").register(register), fetch
    finally:
        session.stop()


def _select_columns(parts: str) -> list[str]:
    """Returns the columns as Splink compares them: empty values are unknown, and the parts of a name are a list."""
    texts = [f"nullif({name}, '') as {name}" for name in _NAMES if name not in ("parts", "birth_year")]
    return [
        "unique_id", *texts, f"{parts} as parts", "try_cast(nullif(birth_year, '') as integer) as birth_year",
    ]  # fmt: skip


def _learn(splink: ModuleType, linker: Any) -> None:
    block = splink.block_on
    linker.training.estimate_probability_two_random_records_match(
        [block("document_no"), block("first_part", "last_part", "birth_date")], recall=0.3
    )
    # In one piece: in ten, Splink stops when it has seen enough, and each engine divides the pairs in another way.
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=_SEED, num_chunks=1)
    for rule in (block("first_part", "last_part"), block("birth_date"), block("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


def _engine(name: str, group: str = "link") -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise EngineMissing(
            f"the engine splink is not installed{' with Spark' if group == 'scale' else ''}. Add it with: "
            f".venv/bin/uv pip install --python .venv/bin/python --require-hashes -r requirements-{group}.lock; "
            "or leave out --engine."
        ) from fault


def _row(registration: Registration, country_code: str) -> tuple[str, ...]:
    parts = [part.keys[0] for part in parts_of(registration.name)]
    birth = read_birth(registration.birth_date, registration.birth_precision)
    day = f"{birth.year:04}-{birth.month:02}-{birth.day:02}" if birth.precision == DAY else ""
    return (
        " ".join(parts),
        parts[0] if parts else "",
        parts[-1] if parts else "",
        "|".join(sorted(set(parts))),
        day,
        str(birth.year) if birth != Birth() else "",
        day[5:],
        str(sex_of(registration.sex) or ""),
        fold(registration.nationality),
        fold_phone(registration.phone, country_code),
        fold_document(registration.document_no),
        fold(registration.governorate),
        *(
            " ".join(part.keys[0] for part in parts_of(text))
            for text in (registration.place_of_origin, registration.mother_name)
        ),
    )


def _settings(splink: ModuleType, cl: ModuleType, cll: ModuleType) -> Any:
    block = splink.block_on
    levels = [cll.CustomLevel("birth_year_l is null or birth_year_r is null", "no date").configure(is_null_level=True)]
    levels += [cll.CustomLevel(condition, label) for condition, label in _DATES]
    frequent = {"term_frequency_adjustments": True}
    return splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ArrayIntersectAtSizes("parts", [4, 3, 2, 1]),
            cl.JaroWinklerAtThresholds("first_part", [0.9]).configure(**frequent),
            cl.JaroWinklerAtThresholds("last_part", [0.9]).configure(**frequent),
            cl.CustomComparison([*levels, cll.ElseLevel()], output_column_name="birth"),
            cl.ExactMatch("sex"),
            *(cl.ExactMatch(name).configure(**frequent) for name in ("nationality", "phone", *_PLACES)),
            cl.LevenshteinAtThresholds("document_no", [1]),
        ],
        blocking_rules_to_generate_predictions=[
            block("document_no"),
            block("phone"),
            block("first_part", "last_part"),
            block("birth_date", "nationality"),
            block("first_part", "birth_year", "sex"),
            block("last_part", "birth_year", "sex"),
            block("first_part", "month_day", "nationality"),
            block("parts", "birth_year", "nationality", arrays_to_explode=["parts"]),
        ],
        retain_intermediate_calculation_columns=False,
    )
