"""A test that failed in a whole run is tried once more, alone. It buys a landing and replaces no cure.

What passes alone is called flaky, with the process it failed in and the test before it there. A run with a few of those is
green; never where people are protected: what failed there has failed.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FAILED: Final = "AMANA_TEST_FAILED"  # the file into which pytest writes what failed
ASKED: Final = "AMANA_TEST_ASKED"  # the command of this run, to which what repeats a failure is added
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

    The process is `K/N`, the K-th of N; or empty, where the run had only one.
    """

    test: str
    process: str
    before: str
    order: str = "fixed order"

    @property
    def fails_at_once(self) -> bool:
        """Whether it is of those that no second try excuses."""
        return self.test.startswith(FAILS_AT_ONCE)

    def __str__(self) -> str:
        process = f"process {self.process}" if self.process else "one process"
        return f"{self.test} ({self.order}, {process}, after {self.before or 'no other test'})"

    def repeated_by(self, asked: str) -> str:
        """The command that runs this test after all those that ran before it in its process."""
        share = [f"--share {self.process}"] if self.process else []
        return " ".join([asked, *share, f"--until '{self.test}'"])


def read(file: Path) -> list[Failure]:
    """What pytest wrote down; nothing where it broke off before that."""
    return [Failure(**row) for row in json.loads(file.read_text())["failed"]] if file.exists() else []


def count(file: Path) -> int:
    """How many tests that run had; none where it broke off."""
    return int(json.loads(file.read_text())["tests"]) if file.exists() else 0


def excused(failures: Sequence[Failure], passes_alone: Callable[[str], bool], say: Callable[[str], None]) -> bool:
    """Whether a run with these failures is green all the same: all passed alone, and they are few. Says which did."""
    if not failures or len(failures) > MOST_TRIED:
        return False
    tried = [each for each in failures if not each.fails_at_once]
    flaky = [each for each in tried if passes_alone(each.test)]
    for each in failures:
        say(f"{'flaky' if each in flaky else 'failed'}: {each}")
    return len(flaky) == len(failures) and _noted(flaky) <= MOST_FLAKY


def _noted(flaky: Sequence[Failure]) -> int:
    """The flaky tests are noted where several runs share a list; how many stand there now."""
    shared = os.environ.get(FLAKY)
    if shared is None:
        return len(flaky)
    with Path(shared).open("a+") as file:
        file.writelines(f"flaky: {each}\n" for each in flaky)
        file.seek(0)
        return len(file.readlines())
