"""The figures on the page about finding a person are those that were measured."""

import json
from typing import Any

from amana.commandline.project import PROJECT
from benchmarks.lookup_at_desk import BEGIN, END, page_table

PAGE = PROJECT / "docs" / "understand" / "finding-a-person.md"


def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROJECT / "benchmarks" / "lookup_at_desk.json").read_text(encoding="utf-8"))
    return found


def test_the_page_prints_what_was_measured() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0].strip() == page_table(measured())


def test_a_look_up_keeps_its_promise_of_time_at_every_size_that_was_measured() -> None:
    figures = [one for run in measured().values() for one in run["sizes"].values()]
    assert figures
    assert all(one["cpu_p95_ms"] <= 100 and one["look_ups"] >= 100 for one in figures), figures
