"""The page of the full counts says what the last deep runs said, and a part replaces its own rows only."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from amana.commandline.project import PROJECT
from tests import deep_result

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def report(nodeid: str, when: str = "call", *, failed: bool = False, figure: str = "") -> pytest.TestReport:
    told = [("figure", figure)] if figure else []
    return cast(
        pytest.TestReport,
        SimpleNamespace(nodeid=nodeid, when=when, failed=failed, duration=1.5, user_properties=told),
    )


def test_the_page_is_as_the_last_runs_said() -> None:
    rows = json.loads((PROJECT / deep_result.DATA).read_text())
    assert (PROJECT / deep_result.PAGE).read_text() == deep_result.page(rows), "./amana test --deep writes both"


def test_a_part_replaces_its_own_rows_and_a_failure_is_told() -> None:
    reports = [
        report("one.py::test_a", "setup"), report("one.py::test_a", figure="200 kills"),
        report("one.py::test_b", failed=True), report("one.py::test_quick"),
    ]  # fmt: skip
    now = deep_result.rows_of(reports, {"one.py::test_a", "one.py::test_b"}, database="SQLite")
    before: dict[str, Any] = {"two.py on SQLite": {"at": "before"}, "one.py on SQLite": {"at": "before"}}
    rows = deep_result.merged(before, now, at=NOON, commit="abc")
    assert rows["two.py on SQLite"] == {"at": "before"}
    assert rows["one.py on SQLite"] == {
        "tests": 2, "failed": 1, "seconds": 4.5, "figures": ["200 kills"], "at": "2026-03-01 12:00", "commit": "abc",
    }  # fmt: skip
    assert "| one.py on SQLite | 2 | 1 | 4.5 | 2026-03-01 12:00 | abc | 200 kills |" in deep_result.page(
        {"one.py on SQLite": rows["one.py on SQLite"]}
    )
