"""`./amana release --programme`: paid for by the programme's ledger, or refused before anything is measured."""

import json
from pathlib import Path

import pytest

from amana.releases import commands, queries
from amana.releases.models import Cap, Charge, Grant, Programme
from amana.trust.models import Line
from amana.web.cli.registry import run
from tests.cast import World

SCHEMA = """
title = "Hawa, yearly"
[[column]]
name = "sex"
codes = ["woman", "man"]
blank = true
[[column]]
name = "work"
codes = ["forced", "none"]
other = "none"
"""


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    """The verb on 2 400 made-up people."""
    (tmp_path / "schema.toml").write_text(SCHEMA, encoding="utf-8")
    rows = "".join(f"{sex},{work}\n" for sex in ("woman", "man", "") for work in ("forced", "none"))
    (tmp_path / "records.csv").write_text("sex,work\n" + rows * 400, encoding="utf-8")
    return ["release", str(tmp_path / "records.csv"), "--schema", str(tmp_path / "schema.toml"), "--epsilon", "2"]


def with_cap(world: World) -> Programme:
    """A programme that may spend epsilon 2, as two people agreed."""
    made = Programme.objects.get(id=commands.open_programme(world.ali, "hawa", "Hawa", now=world.now))
    cap = Cap.objects.get(id=commands.propose_cap(world.ali, made, epsilon=2, delta=1e-6, now=world.now))
    commands.agree_to_cap(world.mina, cap, now=world.now)
    return made


def test_a_release_is_paid_for_by_its_programme(world: World, asked: list[str], tmp_path: Path) -> None:
    made = with_cap(world)
    assert run([*asked, "--programme", "hawa", "--out", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert (report["release"], report["privacy"]["ledger"]) == (True, "hawa")
    grant = Grant.objects.get()
    assert (grant.kind, grant.purpose, grant.granted_by) == ("records", "Hawa, yearly", None)
    charged = sum(Charge.objects.values_list("rho", flat=True))
    assert queries.budget_of(made).spent == pytest.approx(charged)
    assert report["privacy"]["rho_spent"] == pytest.approx(charged)
    assert Line.objects.filter(verb="reporting.privacy_granted").count() == 1


def test_a_programme_without_a_cap_or_with_nothing_left_is_refused_and_nothing_is_written(
    world: World, asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--programme", "hawa", "--out", str(tmp_path / "out")]
    assert run([*asked, *out]) == 2
    assert "no programme hawa" in capsys.readouterr().err
    made = with_cap(world)
    commands.grant(world.ali, made, epsilon=1.9, delta=1e-6, kind="records", purpose="before", now=world.now)
    assert run([*asked, *out]) == 2
    assert "2 was asked for" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert not Charge.objects.exists()
