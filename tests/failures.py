"""Which tests failed in a run, in which of its processes, and after which other test: written down for a second try.

Loaded by the root conftest. `./amana test` names the file; without one nothing is written.
"""

import json
import os
from pathlib import Path

import pytest

from amana.web.cli.second_try import FAILED, Failure

_found = pytest.StashKey["_Found"]()


class _Found:
    """The failures of a run so far, by test, and the last test of each process."""

    def __init__(self) -> None:
        self.failures: dict[str, Failure] = {}
        self._before: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failure is remembered with its surroundings; a test that ended is the one before the next."""
        node = getattr(report, "node", None)
        process = node.gateway.id if node is not None else "alone"
        if report.failed:
            self.failures.setdefault(report.nodeid, Failure(report.nodeid, process, self._before.get(process, "")))
        if report.when == "teardown":
            self._before[process] = report.nodeid


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run listens; the others report to it."""
    if FAILED in os.environ and not hasattr(config, "workerinput"):
        config.stash[_found] = _Found()
        config.pluginmanager.register(config.stash[_found])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The file is written."""
    if _found in config.stash:
        rows = [vars(each) for each in config.stash[_found].failures.values()]
        Path(os.environ[FAILED]).write_text(json.dumps(rows))
