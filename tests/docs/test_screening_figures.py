"""The figures on the page about screening are those that were measured."""

import json
from typing import Any

from amana.commandline.project import PROJECT
from benchmarks.screening import BEGIN, END, page_table

PAGE = PROJECT / "docs" / "understand" / "screening.md"


def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROJECT / "benchmarks" / "screening.json").read_text(encoding="utf-8"))
    return found


def test_the_page_prints_what_was_measured() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0].strip() == page_table(measured())


def test_a_hundred_thousand_screenings_and_one_question_keep_their_promises() -> None:
    told = measured()
    assert all(each["sets"] == 100_000 and each["cpu_s"] <= 10 for each in told["command"].values())
    assert all(each["first_ms"]["p95"] <= 20 and each["later_ms"]["p95"] <= 20 for each in told["next"].values())
