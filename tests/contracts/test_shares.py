"""Which process runs what, and in which order: the same every time, and repeated in one process by one command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from tests import parts, shares

FILES = {"test_a.py": 3, "test_b.py": 2, "test_c.py": 4, "test_d.py": 1, "test_e.py": 2}
WRITING = """
import os, pathlib, pytest

@pytest.mark.parametrize("number", range({tests}))
def test_it(number, request):
    process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with pathlib.Path({log!r}).open("a") as file:
        file.write(f"{{process}} {{request.node.nodeid}}\\n")
"""


def test_each_file_goes_to_the_process_that_has_least_and_none_twice() -> None:
    seconds = {"a": 9.0, "b": 5.0, "c": 4.0, "d": 3.0, "e": 0.0}
    assert shares.dealt(seconds, 2) == [["a", "d"], ["b", "c", "e"]]
    assert shares.dealt(seconds, 1) == [["a", "b", "c", "d", "e"]]
    assert shares.dealt({"a": 0.0, "b": 0.0}, 2) == [["a"], ["b"]], "nobody waits for a file of no length"


def test_files_of_equal_length_have_one_order() -> None:
    assert list(shares.longest_first({"b": 1.0, "a": 1.0, "c": 2.0})) == ["c", "a", "b"]


def test_a_new_file_is_expected_to_take_what_its_tests_take() -> None:
    expected = shares.seconds_of(["new.py::a", "old.py::a", "new.py::b"], {"old.py": 7.0})
    assert list(expected) == ["new.py", "old.py"]
    assert expected["old.py"] == 7.0 > expected["new.py"] > 0


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A small project whose tests write down in which process they ran."""
    for file, tests in FILES.items():
        (tmp_path / file).write_text(WRITING.format(tests=tests, log=str(tmp_path / "log")))
    return tmp_path


FIXED = ("-p", "no:randomly")
SEED = ("-p", "randomly", "--randomly-seed=7")
TWO = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def pytest_in(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """pytest has run there, with the shares of this project and no other plugin of it."""
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-p", "tests.shares", "-p", "no:cacheprovider"]
    surroundings = {"PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    here = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    return subprocess.run(
        [*asked, *options, "--rootdir", str(folder), "-c", "/dev/null", str(folder)],
        cwd=folder, env=here | surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip


def ran(folder: Path, *options: str) -> dict[str, list[str]]:
    """The tests of each process, in their order."""
    (folder / "log").write_text("")
    done = pytest_in(folder, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, list[str]] = {}
    for line in (folder / "log").read_text().splitlines():
        process, test = line.split(" ", 1)
        found.setdefault(process, []).append(test)
    return found


@pytest.mark.parametrize(
    "order", [pytest.param(FIXED, id="fixed"), pytest.param(SEED, id="seed", marks=pytest.mark.deep)]
)
def test_a_share_in_one_process_is_what_that_process_ran(planted: Path, order: tuple[str, ...]) -> None:
    together = ran(planted, *order, *TWO)
    assert sorted(together) == ["gw0", "gw1"]
    assert sum(len(tests) for tests in together.values()) == sum(FILES.values())
    assert together == ran(planted, *order, *TWO)
    for number, process in enumerate(("gw0", "gw1"), start=1):
        assert ran(planted, *order, f"--share={number}/2") == {"alone": together[process]}
    until = together["gw1"][2]
    assert ran(planted, *order, "--share=2/2", f"--until={until}") == {"alone": together["gw1"][:3]}


def test_more_processes_than_files_run_everything_once(planted: Path) -> None:
    for file in ("test_a.py", "test_b.py", "test_e.py"):
        (planted / file).unlink()
    every = ran(planted, *FIXED, "-n", "4", "--dist", "loadfile")
    assert sum(len(tests) for tests in every.values()) == FILES["test_c.py"] + FILES["test_d.py"]


def test_when_a_process_dies_another_runs_its_share(planted: Path) -> None:
    (planted / "test_f.py").write_text(
        "import os\n\ndef test_it():\n    if 'PYTEST_XDIST_WORKER' in os.environ:\n        os._exit(3)\n"
    )
    (planted / "log").write_text("")
    done = pytest_in(planted, *FIXED, *TWO)
    assert done.returncode == 1 and "crashed" in done.stdout
    assert len((planted / "log").read_text().splitlines()) == sum(FILES.values()), done.stdout


def test_the_seconds_of_both_databases_are_recorded() -> None:
    for database in ("sqlite", "postgresql"):
        assert len(shares.recorded(database)) > 50, "./amana test --record"


def test_a_part_is_a_room_or_a_folder_of_tests() -> None:
    assert parts.part_of("src/amana/public_reports/tests/test_flood.py") == "room public_reports"
    assert parts.part_of("tests/journeys/test_desk.py") == "tests/journeys"
    lines = parts.table(
        {"src/amana/intake/tests/test_a.py": 2.0, "src/amana/intake/tests/test_b.py": 3.0, "tests/rows/test_c.py": 9.0},
        {"src/amana/intake/tests/test_a.py": 1, "src/amana/intake/tests/test_b.py": 4, "tests/rows/test_c.py": 2},
    )
    assert [line.split() for line in lines] == [
        ["tests/rows", "9", "s", "2", "tests"],
        ["room", "intake", "5", "s", "5", "tests"],
        ["together", "14", "s", "7", "tests"],
    ]
