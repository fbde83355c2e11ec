# SPDX-License-Identifier: Apache-2.0
"""An attack that knows everything but one person finds no more than was claimed, and finds every hole planted for it."""

import ast
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.disclosure.audit import CANARIES, FAULTS, SHIPPED, Build, Canary, audit, lowest_rho, membership
from amana_methods.disclosure.audit.bound import at_least, at_most, find_rho
from amana_methods.disclosure.records import Meter, fit, rho_for, synthesise
from benchmarks.publishing.tables import made_up

NOISE, DOMAIN, PENALTY = FAULTS
HALF_ALONE = CANARIES[1]


# The game -----------------------------------------------------------------------------------------


def test_the_shipped_build_loses_no_more_than_it_claims() -> None:
    assert audit(SHIPPED, fits=16, epsilon=8).holds


@pytest.mark.parametrize(("build", "fits"), [(NOISE, 60), (DOMAIN, 6)], ids=["noise", "domain"])
def test_the_same_audit_fails_on_a_build_with_a_hole(build: Build, fits: int) -> None:
    verdict = audit(build, fits=fits, epsilon=8)
    assert not verdict.holds, verdict


@pytest.mark.deep
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_a_thousand_fits_find_no_more_than_is_claimed(canary: Canary) -> None:
    verdict = audit(SHIPPED, fits=1_000, canary=canary, epsilon=1)
    assert verdict.holds, verdict


@pytest.mark.deep
@pytest.mark.parametrize(
    ("build", "canary"),
    [(NOISE, CANARIES[0]), (DOMAIN, CANARIES[0]), (PENALTY, HALF_ALONE)],
    ids=lambda each: each.name,
)
def test_a_thousand_fits_find_every_hole(build: Build, canary: Canary) -> None:
    verdict = audit(build, fits=1_000, canary=canary, epsilon=1)
    assert not verdict.holds, verdict


# What evidence proves -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129)]
)
def test_rates_are_bounded_as_published(hits: int, trials: int, low: float, high: float) -> None:
    """The 95 % interval of Clopper and Pearson, from their tables."""
    assert at_least(hits, trials, 0.025) == pytest.approx(low, abs=1e-4)
    assert at_most(hits, trials, 0.025) == pytest.approx(high, abs=1e-4)


@given(rho=st.floats(0.01, 3), cut=st.floats(-1.5, 3))
def test_what_gaussian_noise_gives_away_never_proves_more_than_its_rho(rho: float, cut: float) -> None:
    normal, apart = NormalDist(), math.sqrt(2 * rho)
    proved = lowest_rho(1 - normal.cdf(cut - apart), 1 - normal.cdf(cut))
    assert proved <= rho * (1 + 1e-6)


def test_rates_far_apart_prove_a_loss_and_equal_ones_none() -> None:
    assert lowest_rho(0.9, 0.01) > 1
    assert lowest_rho(0.3, 0.3) == 0
    assert lowest_rho(1.0, 0.0) > 10


def test_an_honest_loss_is_called_a_hole_once_in_twenty_at_most() -> None:
    chance, rho, wrong = np.random.default_rng(1), 0.2, 0
    for _ in range(100):
        seen = chance.normal(rho, math.sqrt(2 * rho), 60), chance.normal(-rho, math.sqrt(2 * rho), 60)
        wrong += find_rho(seen[0].tolist(), seen[1].tolist(), [0.0, rho]) > rho
    assert wrong <= 5


# From outside -------------------------------------------------------------------------------------


def test_rows_give_nobody_away_to_who_looks_for_the_nearest_one() -> None:
    everybody = made_up(3_300, 8)
    inside, outside = everybody.codes[:3_000], everybody.codes[3_000:]
    rho = rho_for(4, 1e-6)
    published = synthesise(
        fit(everybody.schema, inside, Meter(rho), rho, np.random.default_rng(1)), np.random.default_rng(2)
    )
    assert 0.42 < membership(published, inside[:300], outside) < 0.58  # five standard errors around chance
    copied = inside[np.random.default_rng(3).integers(len(inside), size=len(inside))]
    assert membership(copied, inside[:300], outside) > 0.75  # the alarm: real records, drawn again


# No way around ------------------------------------------------------------------------------------

SOURCES = Path(__file__).parents[2] / "src" / "amana"


def lets_few_through(source: str) -> list[int]:
    """The lines that fit through a door without the least number of people for which records are published."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if ast.unparse(call.func).rpartition(".")[2] == "fit_through"
        and {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}.get("fewest") != "FEWEST_PEOPLE"
    ]


def test_no_room_publishes_records_of_fewer_people() -> None:
    found_in = {str(file): lets_few_through(file.read_text(encoding="utf-8")) for file in SOURCES.rglob("*.py")}
    assert not {file: lines for file, lines in found_in.items() if lines}


@pytest.mark.parametrize(
    "planted", ["release.fit_through(door, fewest=0)", "fit_through(door)", "fit_through(1, fewest=few)"]
)
def test_a_room_that_did_would_be_found(planted: str) -> None:
    assert lets_few_through(planted) == [1]


def test_the_right_number_is_let_pass() -> None:
    assert lets_few_through("fit_through(door, fewest=FEWEST_PEOPLE)") == []
