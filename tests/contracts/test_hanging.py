"""A test that hangs is a failure with a name, and no test forks a process that has threads: that hangs by chance."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from amana.commandline.project import PROJECT
from amana.development.verbs.test import pytest_arguments
from tests.contracts.test_shares import FIXED, TWO, pytest_in

_FORKS = re.compile(r"""\bos\.forkp?t?y?\(|(get_context|set_start_method)\(["']fork["']""")
# Each of them forks a process that has no threads yet.
MAY_FORK = {
    "src/amana/web/cli/serving.py": "granian starts its workers before it serves",
    "src/amana/uploads/tests/test_uploads.py": "a program for the sandbox, which is to refuse the fork",
    "tests/keys/rotating.py": "a process that is there to be forked",
    "tests/contracts/test_hanging.py": "the alarm of this rule",
}


def _files_that_fork(files: Iterable[Path]) -> set[str]:
    return {str(file.relative_to(PROJECT)) for file in files if _FORKS.search(file.read_text(encoding="utf-8"))}


def test_only_what_has_no_threads_forks() -> None:
    files = [file for folder in ("src", "tests", "benchmarks") for file in (PROJECT / folder).rglob("*.py")]
    assert _files_that_fork(files) == set(MAY_FORK)
    assert _FORKS.search('with multiprocessing.get_context("fork").Pool(4) as pool:'), "the alarm"


def test_a_test_that_hangs_fails_by_name_and_the_others_run(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(
        "import time\ndef test_before(): pass\ndef test_hangs(): time.sleep(900)\ndef test_after(): pass\n"
    )
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n")
    limits = ("-o", "faulthandler_timeout=2", "-o", "faulthandler_exit_on_timeout=true")
    ended = pytest_in(tmp_path, *TWO, *FIXED, *limits)
    assert "1 failed, 3 passed" in ended.stdout, ended.stdout
    assert "while running 'test_hangs.py::test_hangs'" in ended.stdout
    assert 'test_hangs.py", line 3 in test_hangs' in ended.stderr, "the dump says where it stood"


def test_the_project_has_these_limits_and_a_deep_run_has_none() -> None:
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert asked["faulthandler_exit_on_timeout"] is True and 120 <= asked["faulthandler_timeout"] <= 900
    assert "faulthandler_timeout=0" in pytest_arguments([], [], deep=True)
    assert "faulthandler_timeout=0" not in pytest_arguments([], [], deep=False)
