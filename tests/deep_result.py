"""What the full counts came to, kept in a file that a reader of the documents finds: `./amana test --deep [PATH ...]`.

A run may be of everything or of a part; each file with deep tests has a row with its own date and commit, and a later
run replaces the rows of the files that it ran. A part that failed keeps its row too.
"""

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

DATA, PAGE = Path("docs/lookup/deep.json"), Path("docs/lookup/deep.md")
type Rows = dict[str, dict[str, Any]]


def goes_deeper(item: pytest.Item) -> bool:
    """Whether a test does more in the deep run: it is marked, asks whether it is deep, or tries examples."""
    names = getattr(item, "fixturenames", ())
    tries = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
    return item.get_closest_marker("deep") is not None or "deep" in names or bool(tries) or "TestCase" in item.nodeid


def rows_of(reports: Iterable[pytest.TestReport], deep: set[str], *, database: str) -> Rows:
    """By file and database: how many tests, how many failed, their seconds, and the figures that they told."""
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"tests": 0, "failed": 0, "seconds": 0.0, "figures": []})
    for report in reports:
        if report.nodeid not in deep:
            continue
        row = found[f"{report.nodeid.partition('::')[0]} on {database}"]
        row["seconds"] = round(row["seconds"] + report.duration, 1)
        row["failed"] += report.failed
        if report.when == "call":
            row["tests"] += 1
            row["figures"] += [str(value) for name, value in report.user_properties if name == "figure"]
        elif report.failed:
            row["tests"] += 1
    return {name: row for name, row in found.items() if row["tests"]}


def merged(before: Rows, now: Rows, *, at: datetime, commit: str) -> Rows:
    """The rows of an earlier run, with those of this one in their place; in the order of their names."""
    stamped = {name: {**row, "at": at.strftime("%Y-%m-%d %H:%M"), "commit": commit} for name, row in now.items()}
    return dict(sorted({**before, **stamped}.items()))


def page(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """The rows as a document."""
    lines = [
        "# The last runs of the full counts",
        "",
        "Written by `./amana test --deep`; the quick run proves each mechanism with fewer repeats. A part is repeated by its path, such as",
        "`./amana test --deep tests/reliability`. Times of day are UTC, seconds are those of a busy machine with two cores.",
        "",
        "| file, database | tests | failed | seconds | when | commit | what came out |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        told = "; ".join(row["figures"]).replace("|", "\\|")
        lines.append(
            f"| {name} | {row['tests']} | {row['failed']} | {row['seconds']} | {row['at']} | {row['commit']} | {told} |"
        )
    return "\n".join(lines) + "\n"


def keep(root: Path, now: Rows) -> None:
    """The file and the page hold the rows of this run."""
    if not now:
        return
    kept = root / DATA
    before: Rows = json.loads(kept.read_text()) if kept.exists() else {}
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=False
    )
    rows = merged(before, now, at=datetime.now(UTC), commit=asked.stdout.strip() or "no repository")
    kept.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    (root / PAGE).write_text(page(rows))
