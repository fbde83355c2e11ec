"""A ledger in a file: it grows line by line, refuses what the cap does not cover, and is found out when changed."""

import json
import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amana_methods.disclosure.ledger_file import LedgerFault, LedgerFile
from amana_methods.disclosure.records import BudgetSpent, Charge, rho_for
from amana_methods.disclosure.spending import Budget, Cap, epsilon_of

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    """A ledger with a cap of epsilon 4."""
    made = LedgerFile(tmp_path / "ledger.jsonl")
    made.set_cap(Cap(4, 1e-6), ["Ali", "Mina"], AT)
    return made


def test_a_grant_is_on_the_disk_before_anything_is_spent_and_stays_after_a_crash(ledger: LedgerFile) -> None:
    rho = rho_for(3, 1e-6)
    ledger.grant(rho, "yearly data", AT)
    again = LedgerFile(ledger.path)
    assert again.budget().spent == pytest.approx(rho)
    with pytest.raises(BudgetSpent, match="epsilon"):
        again.grant(rho, "once more", AT)


def test_what_a_finished_release_did_not_use_may_be_granted_again(ledger: LedgerFile) -> None:
    grant = ledger.grant(rho_for(3, 1e-6), "yearly data", AT)
    grant.spend(Charge("measure", "sex", 0.002))
    with pytest.raises(BudgetSpent):
        grant.spend(Charge("measure", "all", grant.rho))
    grant.finish()
    assert ledger.budget().spent == pytest.approx(0.002)


def test_a_ledger_begun_by_a_release_covers_that_release_and_no_other(tmp_path: Path) -> None:
    ledger = LedgerFile(tmp_path / "new.jsonl")
    ledger.begin(Cap(1, 1e-6), AT)
    ledger.grant(rho_for(1, 1e-6), "first", AT)
    with pytest.raises(BudgetSpent):
        ledger.grant(rho_for(0.1, 1e-6), "second", AT)
    with pytest.raises(LedgerFault, match="already"):
        ledger.begin(Cap(8, 1e-6), AT)


@pytest.mark.parametrize("names", [["Ali"], ["Ali", "Ali"], ["Ali", " "]])
def test_one_person_alone_sets_no_cap(ledger: LedgerFile, names: list[str]) -> None:
    with pytest.raises(LedgerFault, match="two people"):
        ledger.set_cap(Cap(8, 1e-6), names, AT)


def test_a_line_that_somebody_changed_is_found(ledger: LedgerFile) -> None:
    ledger.grant(rho_for(1, 1e-6), "yearly data", AT)
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    cap = json.loads(lines[0]) | {"epsilon": 8.0}
    ledger.path.write_text("\n".join([json.dumps(cap), lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(LedgerFault, match="line 1"):
        ledger.budget()


def test_a_line_that_somebody_took_out_is_found(ledger: LedgerFile) -> None:
    for purpose in ("first", "second"):
        ledger.grant(rho_for(0.5, 1e-6), purpose, AT)
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    ledger.path.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")
    with pytest.raises(LedgerFault, match="line 2"):
        ledger.budget()


def test_a_line_cut_off_by_a_crash_was_never_spent(ledger: LedgerFile) -> None:
    before = ledger.path.read_bytes()
    ledger.grant(rho_for(1, 1e-6), "yearly data", AT)
    ledger.path.write_bytes(ledger.path.read_bytes()[:-10])
    assert ledger.budget().spent == 0
    assert ledger.path.read_bytes() == before
    ledger.grant(rho_for(1, 1e-6), "yearly data", AT)


@pytest.mark.parametrize("text", ["Dear colleague,\n", "Dear colleague", "[1, 2]\n"])
def test_what_is_no_ledger_is_not_overwritten(tmp_path: Path, text: str) -> None:
    other = tmp_path / "letter.txt"
    other.write_text(text, encoding="utf-8")
    with pytest.raises(LedgerFault, match="no line of a ledger"):
        LedgerFile(other).set_cap(Cap(4), ["Ali", "Mina"], AT)
    assert other.read_text(encoding="utf-8") == text


def _ask(path: Path, outcomes: "multiprocessing.Queue[str]") -> None:
    try:
        LedgerFile(path).grant(rho_for(3, 1e-6), "both", AT)
        outcomes.put("granted")
    except BudgetSpent:
        outcomes.put("refused")


def test_of_two_releases_at_once_only_one_gets_what_is_left(ledger: LedgerFile) -> None:
    processes = multiprocessing.get_context("spawn")
    outcomes: multiprocessing.Queue[str] = processes.Queue()
    both = [processes.Process(target=_ask, args=(ledger.path, outcomes)) for _ in range(2)]
    for each in both:
        each.start()
    told = sorted(outcomes.get(timeout=30) for _ in both)
    for each in both:
        each.join()
    assert told == ["granted", "refused"]


@pytest.mark.parametrize(("epsilon", "delta"), [(0, 1e-6), (-1, 1e-6), (25, 1e-6), (1, 0), (1, 0.5)])
def test_a_cap_that_promises_nothing_is_none(epsilon: float, delta: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Cap(epsilon, delta)


@pytest.mark.parametrize("epsilon", [0.2, 1, 4, 12])
def test_epsilon_and_rho_are_told_back_and_forth(epsilon: float) -> None:
    assert epsilon_of(rho_for(epsilon, 1e-6), 1e-6) == pytest.approx(epsilon, rel=1e-6)


def test_what_is_left_is_what_the_spent_and_the_cap_leave() -> None:
    cap = Cap(4, 1e-6)
    assert Budget(cap, 0).epsilon_left == pytest.approx(4)
    assert Budget(cap, cap.rho).epsilon_left == 0
    assert not Budget(cap, cap.rho).covers(0.001)
