"""A test that failed is tried once more, alone: few may pass only then, and none where people are protected."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from amana.development import second_try
from amana.development.second_try import ASKED, FAILED, FLAKY, MOST_FLAKY, MOST_TRIED, Failure
from amana.development.verbs.test import pytest_arguments


def failures(*tests: str) -> list[Failure]:
    return [Failure(test, "2/4", "tests/docs/test_documents.py::test_before") for test in tests]


def judged(found: list[Failure], *pass_alone: str) -> tuple[bool, list[str], list[str]]:
    """(whether the run is green, what was tried alone, what was said)."""
    tried: list[str] = []
    said: list[str] = []

    def passes(test: str) -> bool:
        tried.append(test)
        return test in pass_alone

    return second_try.is_excused(found, passes, said.append), tried, said


@pytest.fixture(autouse=True)
def no_shared_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FLAKY, raising=False)


def test_what_passes_alone_is_named_with_its_process_and_the_test_before() -> None:
    green, tried, said = judged(failures("tests/docs/test_one.py::test_it"), "tests/docs/test_one.py::test_it")
    assert green and tried == ["tests/docs/test_one.py::test_it"]
    assert said == [
        "flaky: tests/docs/test_one.py::test_it"
        " (fixed order, process 2/4, after tests/docs/test_documents.py::test_before)"
    ]


def test_what_fails_again_is_red() -> None:
    green, _tried, said = judged(failures("a.py::test_a", "b.py::test_b"), "a.py::test_a")
    assert not green
    assert [line.split(" (")[0] for line in said] == ["flaky: a.py::test_a", "failed: b.py::test_b"]


@pytest.mark.parametrize("folder", second_try.FAILS_AT_ONCE)
def test_where_people_are_protected_there_is_no_second_try(folder: str) -> None:
    test = f"{folder}test_one.py::test_it"
    assert judged(failures(test), test)[:2] == (False, [])
    assert (PROJECT / folder).is_dir(), "a rule about a folder that is gone"


def test_more_than_a_few_are_red_however_they_pass_alone() -> None:
    tests = [f"a.py::test_{number}" for number in range(MOST_FLAKY + 1)]
    assert judged(failures(*tests[:MOST_FLAKY]), *tests)[0]
    assert not judged(failures(*tests), *tests)[0]


def test_when_much_fails_nothing_is_tried_again() -> None:
    tests = [f"a.py::test_{number}" for number in range(MOST_TRIED + 1)]
    assert judged(failures(*tests), *tests)[:2] == (False, [])


def test_a_run_that_broke_off_without_a_failure_is_red(tmp_path: Path) -> None:
    assert judged(second_try.read(tmp_path / "never-written.json"))[0] is False


def test_the_runs_on_both_databases_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FLAKY, str(tmp_path / "flaky"))
    first, second = [f"a.py::test_{number}" for number in range(2)], [f"b.py::test_{number}" for number in range(2)]
    assert judged(failures(*first), *first)[0]
    assert not judged(failures(*second), *second)[0], "four in all"


PLANTED = """
import pathlib

def test_before():
    pass

def test_fails_the_first_time():
    mark = pathlib.Path(__file__).with_name("seen")
    seen = mark.exists()
    mark.touch()
    assert seen
"""


def test_pytest_writes_down_what_failed_and_after_which_test(tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(PLANTED)
    failed = tmp_path / "failed.json"
    run = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.failures", "-p", "no:cacheprovider"]
    where = os.environ | {
        FAILED: str(failed),
        "PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    for extra in ([], ["-n", "1"]):
        (tmp_path / "seen").unlink(missing_ok=True)
        asked = [*run, "--rootdir", str(tmp_path), "-c", "/dev/null", *extra, str(tmp_path / "test_planted.py")]
        done = subprocess.run(asked, cwd=tmp_path, env=where, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout
        process = "1/1" if extra else ""
        before = "test_planted.py::test_before"
        assert second_try.read(failed) == [
            Failure("test_planted.py::test_fails_the_first_time", process, before, reason="assert False")
        ]
        assert str(second_try.read(failed)[0]).endswith("after test_planted.py::test_before): assert False")


def test_the_command_that_repeats_a_failure_stands_in_the_closing_lines(tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(PLANTED)
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n")
    run = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.failures", "-p", "tests.shares"]
    where = os.environ | {
        ASKED: "./amana test",
        "PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    for extra, share in (
        (["-n", "2", "--dist", "loadfile"], " --share 1/2"),
        ([], ""),
        (["--share=1/2"], " --share 1/2"),
    ):
        (tmp_path / "seen").unlink(missing_ok=True)
        asked = [*run, *extra, "--rootdir", str(tmp_path), "-c", "/dev/null", str(tmp_path)]
        done = subprocess.run(asked, cwd=tmp_path, env=where, capture_output=True, text=True, check=False)
        line = f"./amana test{share} --until 'test_planted.py::test_fails_the_first_time'"
        assert line in done.stdout.splitlines(), done.stdout + done.stderr


def test_whatever_is_asked_files_stay_whole_and_the_order_is_one() -> None:
    for asked in ([], ["-nauto"], ["--ignore=tests/access"]):
        told = pytest_arguments([], asked, deep=False)
        assert " ".join(told).endswith("--dist loadfile --no-loadscope-reorder")
        assert told[(at := told.index("-p")) : at + 2] == ["-p", "no:randomly"]
    assert "no:randomly" not in pytest_arguments([], [], deep=True)
    assert "--dist=load" in pytest_arguments([], ["--dist=load"], deep=False)
    assert "loadfile" not in pytest_arguments([], ["--dist=load"], deep=False)
