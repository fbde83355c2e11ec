# SPDX-License-Identifier: Apache-2.0
"""Records are counted the same in memory, by DuckDB in one process, and by a Spark cluster of two workers."""

import csv
import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from amana_methods.disclosure.records import Schema
from amana_methods.disclosure.records.in_place import EngineMissing, tables_in_place
from tests.methods.conftest import OnCluster

PEOPLE = 3_000
TOML = """
title = "A made-up programme"
person = "case"
[[column]]
name = "sex"
codes = ["woman", "man"]
blank = true
[[column]]
name = "age"
codes = ["0-17", "18-29", "30+"]
blank = true
ordinal = true
[[column]]
name = "work"
codes = ["forced", "none"]
other = "none"
[[column]]
name = "sector"
codes = ["farm", "house", "other"]
blank = true
other = "other"
[[only_with]]
column = "sector"
requires = { work = ["forced"] }
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Records with blanks, values that nobody listed and some that cannot be, and their schema."""
    chance = np.random.default_rng(1)
    told = (["woman", "man", "", "x"], ["0-17", " 18-29", "30+", ""], ["forced", "none", "?"], ["farm", "mine", ""])
    records, schema = tmp_path / "records.csv", tmp_path / "schema.toml"
    with records.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("case", "sex", "age", "work", "sector", "not published"))
        for number in range(PEOPLE):
            writer.writerow((number, *(chance.choice(values) for values in told), "z"))
    schema.write_text(TOML, encoding="utf-8")
    return records, schema


@pytest.mark.deep
def test_memory_duckdb_and_a_cluster_of_two_workers_count_the_same(
    on_cluster: OnCluster, files: tuple[Path, Path]
) -> None:
    found = json.loads(on_cluster("tests.methods.counted_twice", *files))
    assert sum(found["memory"]["counts"]["0x3"]) == found["memory"]["people"] == PEOPLE
    for engine in ("duckdb", "spark"):
        assert found[engine]["people"] == PEOPLE
        assert found[engine]["counts"] == found["memory"]["counts"]
        assert abs(found[engine]["fitted"] - PEOPLE) < 30


def test_without_the_engine_a_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, files: tuple[Path, Path]
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    schema = Schema.from_toml(TOML)
    with pytest.raises(EngineMissing, match="requirements-scale"), tables_in_place(files[0], schema):
        raise AssertionError("it was counted")
