"""How long each part of a run took: a table at its end, and the list by which files are dealt. Loaded by the root conftest."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pytest

from tests.shares import RECORDED, database, file_of

_ENOUGH: Final = 50  # a table for fewer tests says nothing
_ROOMS: Final = "src/amana/"


def part_of(file: str) -> str:
    """The part of the project that a file of tests belongs to: a room, or a folder of `tests`."""
    if file.startswith(_ROOMS):
        return f"room {file.removeprefix(_ROOMS).partition('/')[0]}"
    return "/".join(file.split("/")[:2])


def by_file(reports: list[pytest.TestReport]) -> tuple[dict[str, float], dict[str, int]]:
    """The seconds of each file, with those of its scenes, and how many tests it has."""
    seconds: dict[str, float] = defaultdict(float)
    tests: dict[str, int] = defaultdict(int)
    for report in reports:
        file = file_of(report.nodeid)
        seconds[file] += report.duration
        tests[file] += report.when == "call"
    return dict(seconds), dict(tests)


def table(seconds: Mapping[str, float], tests: Mapping[str, int]) -> list[str]:
    """A line for each part, the longest first: seconds of all processes together, and tests."""
    parts: dict[str, tuple[float, int]] = {}
    for file, each in seconds.items():
        before = parts.get(part_of(file), (0.0, 0))
        parts[part_of(file)] = (before[0] + each, before[1] + tests.get(file, 0))
    rows = sorted(parts.items(), key=lambda row: -row[1][0])
    total = ("together", (sum(seconds.values()), sum(tests.values())))
    return [f"{name:<28} {took:>8.0f} s {count:>6} tests" for name, (took, count) in [*rows, total]]


def record(seconds: Mapping[str, float]) -> None:
    """The list for this database is the one of this run."""
    known = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    known[database()] = {file: round(each, 1) for file, each in sorted(seconds.items())}
    RECORDED.write_text(json.dumps(known, indent=1) + "\n")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` is known."""
    parser.addoption("--record", action="store_true", help="write down the seconds of each file, to deal them by")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table stands above the last line of a run of many tests."""
    every = (each for found in terminalreporter.stats.values() for each in found)
    seconds, tests = by_file([each for each in every if isinstance(each, pytest.TestReport)])
    if sum(tests.values()) < _ENOUGH:
        return
    terminalreporter.section(f"parts of this run on {database()}, in seconds of all processes together")
    for line in table(seconds, tests):
        terminalreporter.write_line(line)
    if config.getoption("record"):
        record(seconds)
