"""Splink over our keys finds the same pairs on DuckDB in one process and on a Spark cluster of two workers."""

import json
import subprocess
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from benchmarks.names.generator import make
from tests.methods.conftest import OnCluster

RECORDS = 300


@pytest.mark.deep
def test_a_cluster_of_two_workers_finds_the_same_pairs(on_cluster: OnCluster, tmp_path: Path) -> None:
    register = tmp_path / "register"
    make(201, records=RECORDS).write(register)
    found = json.loads(on_cluster("tests.methods.splink_both", register / "records.csv"))
    pairs = {engine: {(a, b): score for a, b, score in rows} for engine, rows in found.items()}
    assert len(pairs["duckdb"]) > RECORDS / 6
    assert pairs["spark"].keys() == pairs["duckdb"].keys()
    assert all(abs(pairs["spark"][pair] - score) < 0.01 for pair, score in pairs["duckdb"].items())


def test_a_cluster_is_asked_for_with_splink_only(tmp_path: Path) -> None:
    words = ["link", "records.csv", "--out", str(tmp_path / "pairs.csv"), "--spark", "local[2]"]
    refused = subprocess.run([PROJECT / "amana", *words], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "--spark goes with --engine splink" in refused.stderr
