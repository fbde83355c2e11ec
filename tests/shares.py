"""Which test runs in which process of a run, and in what order: the same every time. Loaded by the root conftest.

The tests of one file stay together, because they share scenes. Files are dealt by the seconds that they took when the list
`tests/seconds.json` was written (`./amana test --record`), the longest first; a run with another order deals them as they
come. `--share 2/3` runs what the second of three processes runs, in this one process, and `--until TEST` stops after it:
so a failure is repeated with everything that ran before it there.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

RECORDED: Final = Path(__file__).with_name("seconds.json")
_SECONDS_OF_A_TEST: Final = 0.2  # of a file that was not there when the list was written
type Seconds = Mapping[str, float]


def file_of(test: str) -> str:
    """The file of a test's id."""
    return test.partition("::")[0]


def recorded(database: str) -> Seconds:
    """How long the tests of each file took on this database, in seconds."""
    if not RECORDED.exists():
        return {}
    found: dict[str, dict[str, float]] = json.loads(RECORDED.read_text())
    return found.get(database, {})


def seconds_of(tests: Sequence[str], known: Seconds) -> dict[str, float]:
    """The seconds to expect of each file, in the order in which the files come first."""
    counted: dict[str, int] = {}
    for test in tests:
        counted[file_of(test)] = counted.get(file_of(test), 0) + 1
    return {file: known.get(file, count * _SECONDS_OF_A_TEST) for file, count in counted.items()}


def longest_first(seconds: Seconds) -> dict[str, float]:
    """The same files, the longest first; files of equal length by name."""
    return dict(sorted(seconds.items(), key=lambda each: (-each[1], each[0])))


def dealt(seconds: Seconds, processes: int) -> list[list[str]]:
    """The files of each process: one after the other, each to the process that has the fewest seconds so far."""
    shares: list[list[str]] = [[] for _ in range(processes)]
    full = [0.0] * processes
    for file, each in seconds.items():
        least = min(range(processes), key=full.__getitem__)
        shares[least].append(file)
        full[least] += max(each, 0.001)
    return shares


def database() -> str:
    """The name under which this run's seconds are recorded."""
    return os.environ.get("AMANA_TEST_ON", "sqlite")


class FixedShares(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Each process gets its own files and no other's, unless a process died."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        self._shares: dict[str, list[str]] = {}

    def _split_scope(self, nodeid: str) -> str:
        return file_of(nodeid)

    def schedule(self) -> None:
        """As in the class above; the shares are known before the first file is given out."""
        if self.collection is None:
            tests = next(iter(self.registered_collections.values()))
            names = sorted((node.gateway.id for node in self.nodes), key=lambda name: int(name.removeprefix("gw")))
            shares = dealt(seconds_of(tests, recorded(database())), len(names))
            self._shares = dict(zip(names, shares, strict=True))
        super().schedule()

    def remove_node(self, node: WorkerController) -> str | None:
        """As in the class above; but the test at which a process died is not begun again in the next one."""
        workload = self.assigned_work.pop(node)
        waiting = [(file, test) for file, tests in workload.items() for test, done in tests.items() if not done]
        if not waiting:
            return None
        file, crashed = waiting[0][0], str(waiting[0][1])
        workload[file][crashed] = True
        self.workqueue.update({file: tests for file, tests in workload.items() if not all(tests.values())})
        for each in self.nodes:
            self._reschedule(each)
        return crashed

    def _reschedule(self, node: WorkerController) -> None:
        if node.shutting_down:
            return
        if self._next_for(node) is None:
            node.shutdown()
        elif self._pending_of(self.assigned_work[node]) <= 2:
            self._assign_work_unit(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        file = self._next_for(node)
        if file is not None:
            self.workqueue.move_to_end(file, last=False)
            super()._assign_work_unit(node)

    def _next_for(self, node: WorkerController) -> str | None:
        """The next file of this process; when it has none, one of a process that is gone."""
        alive = {each.gateway.id for each in self.nodes}
        own = set(self._shares.get(node.gateway.id, ()))
        left = {file for name, files in self._shares.items() if name not in alive for file in files}
        for mine in (own, left):
            for file in self.workqueue:
                if file in mine:
                    return str(file)
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--share` and `--until` are known."""
    parser.addoption("--share", metavar="K/N", help="what the K-th of N processes runs, in its order, in this process")
    parser.addoption("--until", metavar="TEST", help="nothing after this test")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FixedShares | None:
    """Where files stay together, their shares are fixed."""
    return FixedShares(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests of a file come together; without another order the longest file first. Then the share that was asked for."""
    of_file: dict[str, list[pytest.Item]] = {}
    for item in items:
        of_file.setdefault(file_of(item.nodeid), []).append(item)
    seconds = seconds_of([item.nodeid for item in items], recorded(database()))
    order = list(seconds if config.pluginmanager.hasplugin("randomly") else longest_first(seconds))
    share = config.getoption("share")
    if share:
        which, of = (int(each) for each in share.split("/"))
        order = dealt({file: seconds[file] for file in order}, of)[which - 1]
    kept = _up_to([item for file in order for item in of_file[file]], config.getoption("until"))
    staying = set(kept)
    if len(staying) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in staying])
    items[:] = kept


def _up_to(items: list[pytest.Item], last: str | None) -> list[pytest.Item]:
    if last is None:
        return items
    names = [item.nodeid for item in items]
    if last not in names:
        raise pytest.UsageError(f"{last} is not among the tests of this share")
    return items[: names.index(last) + 1]
