"""Runs the tests in other orders, at other hours and under load, and keeps a table of the results.

`./amana test --shuffle 1 2 3`, `--hours` and `--load 4` make such runs. The table is in `docs/lookup/orders.md`; a run
of the same kind later replaces its row.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from amana.commandline.project import PROJECT, SOURCE
from amana.development import second_try

DATA: Final = PROJECT / "docs/lookup/orders.json"
PAGE: Final = PROJECT / "docs/lookup/orders.md"
# In Baghdad, where the day begins three hours before that of UTC. faketime reads them in the zone that TZ names.
HOURS: Final = (
    "2027-01-12 00:30:00", "2027-01-12 09:00:00", "2027-01-12 15:00:00", "2027-01-12 23:50:00",
    "2027-04-30 23:30:00", "2028-02-29 12:00:00", "2027-12-31 23:30:00",
)  # fmt: skip
_ZONE: Final = "Asia/Baghdad"
_BUSY: Final = "while True: pass"
_UNDER_FAKETIME: Final = {"TZ": _ZONE, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@dataclass(frozen=True)
class Turn:
    """One run: the seed of its order (none: the fixed order), the clock at its start, busy processes in parallel."""

    seed: int | None = None
    clock: str | None = None
    load: int = 0

    @property
    def options(self) -> list[str]:
        """Returns pytest's arguments."""
        return ["-p", "no:randomly"] if self.seed is None else [f"--randomly-seed={self.seed}"]

    @property
    def command(self) -> list[str]:
        """Returns the command before Python."""
        return [] if self.clock is None else ["faketime", self.clock]

    @property
    def environment(self) -> dict[str, str]:
        """Returns additional environment variables of its processes."""
        return {} if self.clock is None else dict(_UNDER_FAKETIME)


def run(turns: Sequence[Turn], told: Sequence[str], *, what: str, keep: bool, asked: str) -> int:
    """Runs all turns, also after a red one; returns 1 when any was red. A whole run is kept in the table."""
    red = 0
    for turn in turns:
        row = _run_one(turn, told, what=what, asked=asked)
        red += row["outcome"] != "green"
        if keep:
            _keep(row)
        sys.stdout.write(f"{_line(row)}\n")
    return 1 if red else 0


def _run_one(turn: Turn, told: Sequence[str], *, what: str, asked: str) -> dict[str, Any]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, _run_load(turn.load):
        failed = Path(folder) / "failed.json"
        seed = "" if turn.seed is None else f" --shuffle {turn.seed}"
        mine = {second_try.FAILED: str(failed), second_try.ASKED: f"{asked}{seed}", "PYTHONPATH": str(SOURCE)}
        status = subprocess.run(
            [*turn.command, sys.executable, "-m", "pytest", *told, *turn.options],
            cwd=PROJECT, env=os.environ | mine | turn.environment, check=False,
        ).returncode  # fmt: skip
        failures, tests = second_try.read(failed), second_try.count(failed)
    return {
        "what": what, "database": os.environ["AMANA_TEST_ON"], "seed": turn.seed, "clock": turn.clock,
        "load": turn.load, "minutes": round((time.monotonic() - began) / 60, 1), "tests": tests,
        "outcome": "green" if status == 0 else f"red ({status})", "failed": [each.test for each in failures],
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), "commit": commit((DATA, PAGE)),
    }  # fmt: skip


@contextmanager
def _run_load(processes: int) -> Iterator[None]:
    """Runs so many processes that keep a processor busy for a while."""
    running = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


def commit(written: Sequence[Path]) -> str:
    """Returns the commit of the project, and whether files of it are changed; not counting those that a run `written` itself."""

    def git(*arguments: str) -> str:
        asked = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
        return asked.stdout.strip()

    mine = [f":(exclude)docs/lookup/{each.name}" for each in written]
    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no", "--", ".", *mine) else ""
    return f"{git('rev-parse', '--short', 'HEAD') or 'no repository'}{changed}"


def _name(row: Mapping[str, Any]) -> str:
    order = "fixed" if row["seed"] is None else f"seed {row['seed']:03}"
    return f"{row['database']}, {row['what']}, {order}, {row['clock'] or 'own clock'}, load {row['load']}"


def _line(row: Mapping[str, Any]) -> str:
    failed = f": {', '.join(row['failed'])}" if row["failed"] else ""
    return f"{row['outcome']}: {_name(row)}, {row['tests']} tests in {row['minutes']} minutes{failed}"


def _keep(row: dict[str, Any]) -> None:
    kept: dict[str, dict[str, Any]] = json.loads(DATA.read_text()) if DATA.exists() else {}
    kept[_name(row)] = row
    rows = dict(sorted(kept.items()))
    DATA.write_text(json.dumps(rows, indent=1) + "\n")
    PAGE.write_text(page(list(rows.values())))


def page(rows: Sequence[Mapping[str, Any]]) -> str:
    """Returns the table as a document."""
    lines = [
        "# The tests in other orders, at other hours and beside other work",
        "",
        "Written by `./amana test --shuffle`, `--hours` and `--load`. What decides a landing runs in one fixed order; these runs look for",
        "tests that lean on the order, on the hour or on a quiet machine. The hours are those of Baghdad.",
        "",
        "| database | tests | order | clock | busy processes beside it | outcome | minutes | when (UTC) | commit |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        order = "fixed" if row["seed"] is None else f"seed {row['seed']}"
        failed = f": {', '.join(row['failed'])}" if row["failed"] else ""
        lines.append(
            f"| {row['database']} | {row['what']}, {row['tests']} | {order} | {row['clock'] or 'its own'} | {row['load']} "
            f"| {row['outcome']}{failed} | {row['minutes']} | {row['at']} | {row['commit']} |"
        )
    return "\n".join(lines) + "\n"
