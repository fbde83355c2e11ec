"""Runs all attacks against instances that are thrown away, and keeps a table of what was tried, how often, and what held.

Each scene of `tests/attacks` is an attack, or the alarm of one: the same steps with the guard taken away, which have to succeed.
`./amana attack --write` writes the table as a page of the documents.
"""

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from amana.commandline.project import PROJECT, SOURCE
from amana.development.turns import commit

FOLDER: Final = PROJECT / "tests/attacks"
DATA: Final = PROJECT / "docs/lookup/attacks.json"
PAGE: Final = PROJECT / "docs/lookup/attacks.md"
_RESULT: Final = re.compile(
    r"^(PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\s+(?:\[\d+\] )?(tests/attacks/[\w/]+\.py)", re.MULTILINE
)


def run(database: str, *, deep: bool) -> dict[str, Any]:
    """Runs every attack on this database, and returns the outcome: rows by file, with the moment and the commit."""
    told = [sys.executable, "-m", "pytest", str(FOLDER.relative_to(PROJECT)), "-p", "no:randomly", "-q", "-rA"]
    done = subprocess.run(
        [*told, *(["--deep"] if deep else [])], cwd=PROJECT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(SOURCE), "AMANA_TEST_ON": database},
    )  # fmt: skip
    return {
        "database": database, "deep": deep, "rows": read_rows(done.stdout), "status": done.returncode,
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), "commit": commit((DATA, PAGE)),
    }  # fmt: skip


def read_rows(report: str) -> dict[str, dict[str, int]]:
    """Returns how many scenes of each file were tried and how many held, from what pytest says at its end."""
    tried, held = Counter[str](), Counter[str]()
    for outcome, file in _RESULT.findall(report):
        if outcome != "SKIPPED":
            tried[Path(file).name] += 1
            held[Path(file).name] += outcome == "PASSED"
    return {name: {"tried": tried[name], "held": held[name]} for name in sorted(tried)}


def what_is_tried() -> dict[str, str]:
    """Returns the first words of each file of attacks: who does what."""
    files = sorted(FOLDER.glob("test_*.py"))
    told = {file.name: ast.get_docstring(ast.parse(file.read_text())) or "" for file in files}
    return {name: " ".join(text.split("\n\n")[0].split()) for name, text in told.items()}


def holds(outcome: Mapping[str, Any]) -> bool:
    """Whether all that was tried held, and every file was tried."""
    rows = outcome["rows"]
    return outcome["status"] == 0 and bool(rows) and all(row["tried"] == row["held"] for row in rows.values())


def keep(outcome: Mapping[str, Any]) -> None:
    """Writes the outcome into the documents, in the place of an earlier one on the same database."""
    kept: dict[str, Any] = json.loads(DATA.read_text()) if DATA.exists() else {}
    kept[outcome["database"]] = dict(outcome)
    DATA.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
    PAGE.write_text(page(list(json.loads(DATA.read_text()).values())))


def lines(outcome: Mapping[str, Any]) -> list[str]:
    """Returns the table of one run, for a terminal."""
    told = what_is_tried()
    rows = outcome["rows"].items()
    found = [f"{row['held']:4} of {row['tried']:<4} held   {told.get(name, name)}" for name, row in rows]
    tried, held = (sum(row[part] for _, row in rows) for part in ("tried", "held"))
    return [
        *found,
        f"{held:4} of {tried:<4} held   on {outcome['database']}, at {outcome['at']} UTC, commit {outcome['commit']}",
    ]


def page(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """Returns the table as a document."""
    told = what_is_tried()
    text = [
        "# The attacks, and what held",
        "",
        "Written by `./amana attack --write`, which runs all of `tests/attacks` against instances that are thrown away. A scene is an",
        "attack, or its alarm: the same steps with the guard taken away, which have to succeed. Large counts are in [the deep",
        "runs](deep.md); what does not hold is in [the threats](../understand/threats.md).",
        "",
        "| who does what | " + " | ".join(f"{each['database']}: scenes, held" for each in outcomes) + " |",
        "|---|" + "---|" * len(outcomes),
    ]
    for name, words in told.items():
        cells = [
            f"{row['tried']}, {row['held']}" if (row := each["rows"].get(name)) else "not run there"
            for each in outcomes
        ]
        text.append(f"| {words} (`{name}`) | {' | '.join(cells)} |")
    ran = "; ".join(
        f"{each['database']} {each['at']} UTC, commit {each['commit']}{', full counts' if each['deep'] else ''}"
        for each in outcomes
    )
    return "\n".join([*text, "", f"Last run: {ran}.", ""])
