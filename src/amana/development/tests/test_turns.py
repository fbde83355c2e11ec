"""`./amana test` in other orders, at other hours, beside other work, and for what a change reaches."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amana.commandline import project
from amana.development import changed, second_try, system, turns
from amana.development.verbs import test as verb

type Run = tuple[list[str], dict[str, str]]


class Recorder:
    """Stands for the processes that a run starts: the commands of the tests, and what they found in their environment."""

    def __init__(self, *, status: int = 0, failed: tuple[str, ...] = ()) -> None:
        self.runs: list[Run] = []
        self.status, self.failed = status, failed

    def __call__(self, command: list[str], *, env: dict[str, str] | None = None, **_rest: Any) -> Any:
        if command[0] == "git":
            return subprocess.CompletedProcess(command, 0, stdout="abc123\n")
        assert env is not None
        self.runs.append((command, env))
        rows = [{"test": test, "process": "", "before": ""} for test in self.failed]
        Path(env[second_try.FAILED]).write_text(json.dumps({"tests": 7, "failed": rows}))
        return subprocess.CompletedProcess(command, self.status)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The table is written here, and nothing is installed."""
    monkeypatch.setattr(turns, "DATA", tmp_path / "orders.json")
    monkeypatch.setattr(turns, "PAGE", tmp_path / "orders.md")
    monkeypatch.setattr(system, "install", lambda programs: [])
    for name in ("AMANA_TEST_ON", "PYTHONPATH", second_try.ASKED):
        monkeypatch.setenv(name, "sqlite")  # so that what the verb sets is gone after the test
    return tmp_path


@pytest.fixture
def started(table: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Recorder]:
    """A recorder in the place of real runs."""

    def make(**options: Any) -> Recorder:
        recorder = Recorder(**options)
        monkeypatch.setattr(subprocess, "run", recorder)
        return recorder

    return make


def test_each_seed_is_a_run_and_a_row(started: Callable[..., Recorder], table: Path) -> None:
    runs = started().runs
    assert verb.run(["--shuffle", "1", "2", "-m", "not browser"]) == 0
    for (command, environment), seed in zip(runs, (1, 2), strict=True):
        assert f"--randomly-seed={seed}" in command and "no:randomly" not in command
        assert command[command.index("-m", 3) + 1] == "not browser"
        assert environment[second_try.ASKED] == f"./amana test -m 'not browser' --shuffle {seed}"
    rows = list(json.loads((table / "orders.json").read_text()).values())
    assert [(row["seed"], row["outcome"], row["tests"], row["what"]) for row in rows] == [
        (1, "green", 7, "not browser"), (2, "green", 7, "not browser"),
    ]  # fmt: skip
    assert "| sqlite | not browser, 7 | seed 2 | its own | 0 | green |" in (table / "orders.md").read_text()


def test_one_red_run_makes_the_whole_red_and_stands_in_the_table_by_name(
    started: Callable[..., Recorder], table: Path
) -> None:
    started(status=1, failed=("tests/a.py::test_a",))
    assert verb.run(["--shuffle", "5"]) == 1
    assert "red (1): tests/a.py::test_a" in (table / "orders.md").read_text()
    started()
    assert verb.run(["--shuffle", "5"]) == 0
    assert "red" not in (table / "orders.md").read_text().splitlines()[-1], (
        "a later run of the same kind replaces the row"
    )


def test_a_part_is_not_kept_as_a_whole(started: Callable[..., Recorder], table: Path) -> None:
    assert len(started().runs) == 0
    assert verb.run(["tests/docs", "--shuffle", "5"]) == 0
    assert not (table / "orders.json").exists()


def test_the_hours_are_those_of_baghdad_and_no_test_that_needs_the_real_clock_is_among_them(
    started: Callable[..., Recorder],
) -> None:
    runs = started().runs
    assert verb.run(["--hours"]) == 0
    assert [command[:2] for command, _environment in runs] == [["faketime", clock] for clock in turns.HOURS]
    for command, environment in runs:
        assert environment["TZ"] == "Asia/Baghdad" and command[-2:] == ["-p", "no:randomly"]
        assert "not browser and not real_clock" in command
    days = [clock.split()[0][5:] for clock in turns.HOURS]
    hours = [clock.split()[1][:5] for clock in turns.HOURS]
    assert {"00:30", "09:00", "15:00", "23:50"} <= set(hours) and {"02-29", "04-30", "12-31"} <= set(days)


def test_what_is_started_beside_a_run_ends_with_it(
    started: Callable[..., Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, seen, before = started(), list[int](), len(children())

    def look(command: list[str], **options: Any) -> Any:
        seen.append(len(children()))
        return recorder(command, **options)

    monkeypatch.setattr(subprocess, "run", look)
    assert verb.run(["--load", "2"]) == 0
    assert before + 2 in seen and len(children()) == before


def children() -> list[str]:
    """The children of this process."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


@pytest.mark.parametrize("arguments, same", [
    (["--on", "postgresql", "-nauto", "-m", "not browser"], "./amana test --on postgresql -m 'not browser'"),
    (["-n", "4", "accounts"], "./amana test"),
    (["accounts", "--share", "2/3", "--until", "a.py::b", "--deep"], "./amana test accounts --deep"),
    (["--share=2/3", "--shuffle", "4", "5"], "./amana test"),
])  # fmt: skip
def test_the_command_to_repeat_names_neither_processes_nor_order(arguments: list[str], same: str) -> None:
    assert verb._as_asked(arguments) == same


def test_a_deep_run_with_two_orders_is_refused_and_runs_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "install", lambda programs: pytest.fail("it began"))
    assert verb.run(["--deep", "--shuffle", "1", "2"]) == 2
    assert "one SEED" in capsys.readouterr().err


def test_to_repeat_is_no_run_for_the_table(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(project, "replace_with_module", lambda module, arguments: told.extend(arguments))
    monkeypatch.setattr(verb, "_whole_run", lambda arguments: 0)
    assert verb.run(["--shuffle", "7", "--share", "2/2", "--until", "tests/a.py::test_a"]) == 0
    assert {"--share=2/2", "--until=tests/a.py::test_a", "--randomly-seed=7"} <= set(told)
    assert "auto" not in told and "no:randomly" not in told


# What a change reaches ----------------------------------------------------------------------------


def test_a_page_of_a_room_reaches_the_tests_of_that_room_and_no_other() -> None:
    assert changed.reached_by(["src/amana/justice/pages/letters.py"]) == ["src/amana/justice/tests"]


def test_what_is_imported_at_a_distance_is_reached() -> None:
    reached = changed.reached_by(["src/amana/vault/clock.py"])
    assert "src/amana/vault/tests" in reached
    assert any(path.startswith("src/amana/referrals/tests/") for path in reached)


def test_a_template_reaches_the_rooms_whose_templates_use_it() -> None:
    used = changed._users_of("src/amana/web/templates/desk.html")
    rooms = {Path(file).parts[2] for file in used}
    assert {"cases", "referrals"} <= rooms
    assert set(changed.reached_by(["src/amana/web/templates/desk.html"])) >= {
        "src/amana/cases/tests", "src/amana/referrals/tests",
    }  # fmt: skip


def test_a_pack_reaches_the_tests_of_packs_and_requirements_reach_everything() -> None:
    assert changed.reached_by(["packs/iraq/pack.yaml"]) == ["tests/packs"]
    assert changed.is_everything(["requirements-dev.lock"]) and not changed.is_everything(["docs/README.md"])


def test_a_test_reaches_itself_and_a_helper_those_that_use_it() -> None:
    assert changed.reached_by(["tests/rows/test_rows.py"]) == ["tests/rows/test_rows.py"]
    assert len(changed.reached_by(["tests/cast.py"])) > 50


def test_what_is_removed_is_not_asked_for() -> None:
    assert changed.reached_by(["tests/rows/test_gone.py"]) == []
