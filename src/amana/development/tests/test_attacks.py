"""The table of attacks counts what pytest said, and calls nothing held that was not tried."""

from pathlib import Path

import pytest

from amana.development import attacks
from amana.development.verbs import attack

REPORT = """
PASSED tests/attacks/test_one.py::test_first[a FAILED b]
PASSED tests/attacks/test_one.py::test_second
FAILED tests/attacks/test_two.py::test_third - AssertionError: PASSED
SKIPPED [1] tests/attacks/test_two.py:7: not on this database
ERROR tests/attacks/test_two.py::test_fourth
1 failed, 2 passed
"""


def outcome(report: str, status: int = 0) -> dict[str, object]:
    rows = attacks.read_rows(report)
    return {
        "database": "sqlite",
        "deep": False,
        "rows": rows,
        "status": status,
        "at": "2026-12-03 08:00",
        "commit": "abc",
    }


def test_each_file_has_its_scenes_and_those_that_held() -> None:
    rows = attacks.read_rows(REPORT)
    assert rows == {"test_one.py": {"tried": 2, "held": 2}, "test_two.py": {"tried": 2, "held": 0}}


def test_nothing_holds_that_failed_or_was_not_tried() -> None:
    good = "PASSED tests/attacks/test_one.py::test_first\n"
    assert attacks.holds(outcome(good))
    assert not attacks.holds(outcome(REPORT)) and not attacks.holds(outcome("")) and not attacks.holds(outcome(good, 1))


def test_every_file_says_who_does_what() -> None:
    told = attacks.what_is_tried()
    assert len(told) > 10 and all(len(words) > 30 for words in told.values())


def test_the_verb_says_what_did_not_hold_and_keeps_what_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(attacks, "DATA", tmp_path / "attacks.json")
    monkeypatch.setattr(attacks, "PAGE", tmp_path / "attacks.md")
    monkeypatch.setattr(attacks, "run", lambda database, deep: outcome(REPORT, 1))
    assert attack.run([]) == 1 and not list(tmp_path.iterdir())
    assert "0 of 2" in capsys.readouterr().out
    assert attack.run(["--write"]) == 1
    assert "not run there" in attacks.PAGE.read_text() and "commit abc" in attacks.PAGE.read_text()
