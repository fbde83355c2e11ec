# SPDX-License-Identifier: Apache-2.0
"""What a release is charged is what others compute too, and never less than what is really lost."""

import ast
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import opendp.prelude as dp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from amana.commandline.project import PROJECT
from amana_methods.disclosure.records import Meter, delta_of, fit
from amana_methods.disclosure.records.accounting import choice_epsilon, sigma_for
from amana_methods.disclosure.records.exact import Gate, grid
from benchmarks.publishing.tables import made_up

HERE = Path(__file__).parent
PLACE = PROJECT / "var" / "accounting"
EPSILONS = (0.25, 1.0, 2.0, 4.0, 8.0)


# The conversion ----------------------------------------------------------------------------------


@given(rho=st.floats(0.005, 3), epsilon=st.floats(0.2, 12))
def test_opendp_converts_to_the_same_delta(rho: float, epsilon: float) -> None:
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    gaussian = dp.m.make_gaussian(*space, scale=sigma_for(rho))
    charged = float(gaussian.map(1.0))  # type: ignore[no-untyped-call]  # OpenDP leaves it without types
    converted = dp.c.make_zCDP_to_approxDP(gaussian)
    theirs = converted.map(1.0).delta(epsilon)  # type: ignore[no-untyped-call]
    assert delta_of(charged, epsilon) == pytest.approx(theirs, rel=1e-6, abs=1e-300)


# What is really lost, in numbers ------------------------------------------------------------------


def lost(likely: NDArray[np.float64], without_her: NDArray[np.float64], epsilon: float) -> float:
    """The exact delta of two laws at epsilon: how much likelier answers are with her than exp(epsilon) times without."""
    return float(np.clip(likely - math.exp(epsilon) * without_her, 0, None).sum())


def discrete_gaussian(sigma: float, width: int) -> NDArray[np.float64]:
    """The law of the noise on the whole numbers from -width to width."""
    law: NDArray[np.float64] = np.exp(-(np.arange(-width, width + 1.0) ** 2) / (2 * sigma**2))
    law /= law.sum()
    return law


@pytest.mark.parametrize("sigma", [0.7, 1.3, 4.0])
@pytest.mark.parametrize("tables", [1, 2, 3])
def test_tables_lose_no_more_than_they_are_charged(sigma: float, tables: int) -> None:
    """Some tables with the same noise: the answers of all of them at once, each shifted by her one cell."""
    width = math.ceil(9 * sigma) + 2
    law = discrete_gaussian(sigma, width)
    with_her, without = np.append(0.0, law), np.append(law, 0.0)
    all_with, all_without = np.ones(1), np.ones(1)
    for _ in range(tables):
        all_with, all_without = np.outer(all_with, with_her).ravel(), np.outer(all_without, without).ravel()
        kept = (all_with > 1e-14) | (all_without > 1e-14)
        all_with, all_without = all_with[kept], all_without[kept]
    rho = tables / (2 * sigma**2)
    for epsilon in EPSILONS:
        assert lost(all_with, all_without, epsilon) <= delta_of(rho, epsilon)
    assert lost(all_with, all_without, 0.5) > delta_of(rho / 4, 0.5)  # the alarm: half the noise would not be covered


@given(rho=st.floats(0.001, 0.5), ahead=st.floats(-5, 5), epsilon=st.sampled_from(EPSILONS))
def test_a_choice_loses_no_more_than_it_is_charged(rho: float, ahead: float, epsilon: float) -> None:
    """Two sets, and a person who moves one score up and the other down by the whole sensitivity."""
    parameter = choice_epsilon(rho)
    logit = ahead * parameter / 2
    first = [1 / (1 + math.exp(-(logit + move * parameter))) for move in (0.0, 1.0)]
    laws = [np.array([share, 1 - share]) for share in first]
    assert lost(laws[1], laws[0], epsilon) <= delta_of(rho, epsilon) + 1e-15


# The sampler of choices ---------------------------------------------------------------------------


def test_a_choice_follows_the_exponential_law() -> None:
    """Chi-square of 3 000 choices against the law that the charge stands for; an even choice would fail."""
    scores, sensitivity, epsilon, draws = [0.0, 1.5, 3.0, 1.0], 1.0, 1.6, 3_000
    gate = Gate(Meter(math.inf))
    seen = np.zeros(len(scores))
    for _ in range(draws):
        seen[gate.choose(scores, sensitivity, epsilon, "test", "choice")] += 1
    steps, reach = grid(scores, sensitivity)
    law = np.exp(steps * epsilon / (2 * reach))
    expected = draws * law / law.sum()
    assert ((seen - expected) ** 2 / expected).sum() < 20  # 3 degrees of freedom: beyond 20 once in 6 000
    assert ((seen - draws / 4) ** 2 / (draws / 4)).sum() > 100


# An independent accountant ------------------------------------------------------------------------


@pytest.mark.deep
def test_another_library_converts_and_composes_to_no_more() -> None:
    """dp-accounting, in an environment of its own: the conversion agrees, the composition in numbers loses less."""
    uv, python = Path(sys.executable).with_name("uv"), PLACE / "bin" / "python"
    lock = HERE / "requirements-accounting.lock"
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, PLACE], check=True)
    subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock], check=True)
    rhos = [{"rho": rho, "epsilon": epsilon} for rho in (0.01, 0.1, 0.376, 1.0) for epsilon in EPSILONS]
    tables = [[9.0] * 20 + [4.0] * 5, [2.0, 3.0, 5.0, 7.0], [1.3] * 3]
    composed = [{"sigmas": sigmas, "epsilon": epsilon} for sigmas in tables for epsilon in EPSILONS]
    asked = "\n".join(json.dumps(question) for question in (*rhos, *composed))
    done = subprocess.run(
        [python, HERE / "independent_accountant.py"], input=asked, capture_output=True, text=True, check=True
    )
    deltas = [float(line) for line in done.stdout.split()]
    for question, theirs in zip(rhos, deltas, strict=False):
        ours = delta_of(question["rho"], question["epsilon"])
        assert ours == pytest.approx(theirs, rel=0.02, abs=1e-30), question
    for sigmas, epsilon, theirs in zip(
        (sigmas for sigmas in tables for _ in EPSILONS), EPSILONS * len(tables), deltas[len(rhos) :], strict=True
    ):
        assert theirs <= delta_of(sum(1 / (2 * sigma**2) for sigma in sigmas), epsilon) + 1e-9, (sigmas, epsilon)


# No ordinary chance -------------------------------------------------------------------------------

SOURCES = PROJECT / "src"
RELEASE = "amana_methods.disclosure.records"
COMES_AFTER = {"np.random.Generator", "chance.random"}  # handed in from outside, for what comes after the noise


def reached_from(module: str) -> dict[str, str]:
    """The sources of our own modules that a module imports, at first or second hand, by name."""
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        place = SOURCES.joinpath(*name.split("."))
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if name in found or not file.exists():
            continue
        found[name] = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(found[name])):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("amana_methods"):
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def chance_in(source: str) -> set[str]:
    """Every mention of randomness that is not handed in."""
    mentioned = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and "random" in ast.unparse(node).split("."):
            mentioned.add(ast.unparse(node))
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            mentioned |= {name for name in names if {"random", "secrets", "uuid"} & set(name.split("."))}
    return {name for name in mentioned if name not in (*COMES_AFTER, "np.random")}


def test_no_chance_of_its_own_is_reached_from_a_release() -> None:
    reached = reached_from(RELEASE)
    assert {f"{RELEASE}.{name}" for name in ("exact", "network", "rounds", "model", "aggregates")} <= reached.keys()
    assert {name: found for name, source in reached.items() if (found := chance_in(source))} == {}


def test_the_same_seed_gives_other_noise() -> None:
    """What is handed in serves what comes after; with it repeated, the measured tables still differ."""
    table = made_up(2_500, 3)
    fitted = [fit(table.schema, table.codes, Meter(0.5), 0.5, np.random.default_rng(1)) for _ in range(2)]
    first, second = (np.concatenate([each.counts for each in model.measured[:20]]) for model in fitted)
    assert (first != second).mean() > 0.5


@pytest.mark.parametrize(
    "planted",
    [
        "import random",
        "from numpy import random",
        "x = np.random.normal()",
        "np.random.default_rng(1)",
        "import secrets",
    ],
)
def test_chance_of_its_own_would_be_found(planted: str) -> None:
    assert chance_in(planted)
