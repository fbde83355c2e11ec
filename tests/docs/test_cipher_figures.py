"""The page about the cost of ciphers says what was measured."""

import json

from amana.commandline.project import PROJECT


def test_the_figures_are_those_of_the_last_measurement() -> None:
    kept = json.loads((PROJECT / "benchmarks" / "ciphers.json").read_text())["pages"]
    page = (PROJECT / "docs" / "understand" / "ciphers.md").read_text()
    for name, row in kept.items():
        said = f"| {name} | {row['cpu_ms']} | {row['ciphers_ms']} | {row['percent']} % | {row['calls']:g} |"
        assert said in page
    six = [row for name, row in kept.items() if name != "sign-in"]
    share = 100 * sum(row["ciphers_ms"] for row in six) / sum(row["cpu_ms"] for row in six)
    assert f"spend {share:.1f} % in ciphers" in page
    assert share <= 5
