"""Retries a test that failed in a whole run, once and alone. That buys a landing and replaces no fix.

What passes alone is called flaky, with the process it failed in and the test before it there. A run with a few of those
is green; never where people are protected: a failure there stays a failure.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FAILED: Final = "AMANA_TEST_FAILED"  # the file into which pytest writes failures
ASKED: Final = "AMANA_TEST_ASKED"  # the command of this run, to which the arguments that repeat a failure are added
FLAKY: Final = "AMANA_TEST_FLAKY"  # a file that several runs share, so that all their flaky tests count together
MOST_FLAKY: Final = 3
# Beyond this many, something is broken, and trying each alone only takes time.
MOST_TRIED: Final = 12
FAILS_AT_ONCE: Final = (
    "tests/access/", "tests/rows/", "tests/canary/", "tests/attacks/", "tests/consent/", "src/amana/consent/"
)  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """A test that failed: its id, the process of the run, the test before it in that process, and the order of the run.

    The process is `K/N`, the K-th of N; or empty, where the run had only one. The reason is the beginning of its error.
    """

    test: str
    process: str
    before: str
    order: str = "fixed order"
    reason: str = ""

    @property
    def fails_at_once(self) -> bool:
        """Returns whether it is one of those that no retry excuses."""
        return self.test.startswith(FAILS_AT_ONCE)

    def __str__(self) -> str:
        process = f"process {self.process}" if self.process else "one process"
        place = f"{self.test} ({self.order}, {process}, after {self.before or 'no other test'})"
        return f"{place}: {self.reason}" if self.reason else place

    def repeated_by(self, asked: str) -> str:
        """Returns the command that runs this test after all those that ran before it in its process."""
        share = [f"--share {self.process}"] if self.process else []
        return " ".join([asked, *share, f"--until '{self.test}'"])


def read(file: Path) -> list[Failure]:
    """Reads what pytest wrote; nothing where it stopped before that."""
    return [Failure(**row) for row in json.loads(file.read_text())["failed"]] if file.exists() else []


def count(file: Path) -> int:
    """Returns how many tests that run had; none where it stopped early."""
    return int(json.loads(file.read_text())["tests"]) if file.exists() else 0


def is_excused(failures: Sequence[Failure], passes_alone: Callable[[str], bool], say: Callable[[str], None]) -> bool:
    """Returns whether a run with these failures is still green: all passed alone, and they are few. Prints them."""
    if not failures or len(failures) > MOST_TRIED:
        return False
    tried = [each for each in failures if not each.fails_at_once]
    flaky = [each for each in tried if passes_alone(each.test)]
    for each in failures:
        say(f"{'flaky' if each in flaky else 'failed'}: {each}")
    return len(flaky) == len(failures) and _add_to_shared_list(flaky) <= MOST_FLAKY


def _add_to_shared_list(flaky: Sequence[Failure]) -> int:
    """Adds the flaky tests to the list that several runs share; returns how many it has now."""
    shared = os.environ.get(FLAKY)
    if shared is None:
        return len(flaky)
    with Path(shared).open("a+") as file:
        file.writelines(f"flaky: {each}\n" for each in flaky)
        file.seek(0)
        return len(file.readlines())
