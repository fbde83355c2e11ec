"""Which tests failed in a run, in which of its processes, and after which other test.

It is written down for a second try where `./amana test` names a file for it, and the closing lines give the one command
that repeats each failure, with the tests that ran before it in its process. Loaded by the root conftest.
"""

import json
import os
from pathlib import Path

import pytest

from amana.development.second_try import ASKED, FAILED, Failure

_found = pytest.StashKey["_Found"]()
_MOST_COMMANDS = 12
_REASON_LENGTH = 240


class _Found:
    """The failures of a run so far, by test, how many tests ended, and the last one of each process."""

    def __init__(self, config: pytest.Config) -> None:
        self.failures: dict[str, Failure] = {}
        self.tests = 0
        self._config = config
        self._before: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failure is remembered with its surroundings; a test that ended is the one before the next."""
        process = self._process_of(report)
        if report.failed:
            before = self._before.get(process, "")
            failure = Failure(report.nodeid, process, before, _order(self._config), _reason(report))
            self.failures.setdefault(report.nodeid, failure)
        if report.when == "teardown":
            self.tests += 1
            self._before[process] = report.nodeid

    def _process_of(self, report: pytest.TestReport) -> str:
        """`K/N`, or nothing where the run has one process; a process that replaced a dead one has no share of its own."""
        node = getattr(report, "node", None)
        if node is None:
            return str(self._config.getoption("share", None) or "")
        return f"{int(node.gateway.id.removeprefix('gw')) + 1}/{len(self._config.option.tx)}"


def _reason(report: pytest.TestReport) -> str:
    """The beginning of the error, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return " ".join(str(crash.message if crash else report.longrepr).split())[:_REASON_LENGTH]


def _order(config: pytest.Config) -> str:
    if config.pluginmanager.hasplugin("randomly"):
        return f"seed {config.getoption('randomly_seed')}"
    return "fixed order"


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run listens; the others report to it."""
    if not hasattr(config, "workerinput"):
        config.stash[_found] = _Found(config)
        config.pluginmanager.register(config.stash[_found])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The command that repeats each failure, unless so many failed that something else is broken."""
    failures = list(config.stash[_found].failures.values()) if _found in config.stash else []
    if not failures or ASKED not in os.environ:
        return
    terminalreporter.section("to repeat a failure with what ran before it")
    for each in failures[:_MOST_COMMANDS]:
        terminalreporter.write_line(each.repeated_by(os.environ[ASKED]))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The file is written, if one is wanted."""
    if _found in config.stash and FAILED in os.environ:
        found = config.stash[_found]
        rows = [vars(each) for each in found.failures.values()]
        Path(os.environ[FAILED]).write_text(json.dumps({"tests": found.tests, "failed": rows}))
