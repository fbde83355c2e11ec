"""The figures on the page about names are those that were measured, and they keep what was promised."""

import json
from typing import Any

from amana.web.cli.project import PROJECT
from benchmarks.names.page import BEGIN, END, PAGE, tables


def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROJECT / "benchmarks" / "names" / "results.json").read_text(encoding="utf-8"))
    return found


def test_the_page_prints_what_was_measured() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0].strip() == tables(measured())


def test_a_register_of_five_thousand_keeps_the_promises() -> None:
    bulk, lookup = measured()["bulk"]["5000"], measured()["lookup"]["5000"]
    assert bulk["calibration"] == "in the band"
    assert bulk["amana"]["best_f1"] >= 0.90
    assert bulk["amana"]["recall_at_p95"] >= 0.82
    assert bulk["times splink out of the box"] >= 1.6
    assert bulk["cpu against splink over our keys"] <= 1
    assert lookup["clear"]["recall@5"] >= 0.99
    assert lookup["tokens against clear, recall@5"] >= 0.95
    assert lookup["clear"]["first and above the cut"] >= 0.88


def test_nobody_is_found_much_less_often_than_others() -> None:
    largest = max((e for e in measured()["bulk"].values() if "spread" in e), key=lambda e: e["true pairs"])
    spread = largest["spread"]
    poor = {
        name: recall
        for kind in ("scripts", "population", "sex")
        for name, (recall, _) in spread[kind].items()
        if recall < 0.85 * spread["mean"]
    }
    assert poor == {}
