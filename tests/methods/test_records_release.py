"""Records that may be published: what is measured has the sensitivity it claims, and every measurement is paid for."""

import ast
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.disclosure.records.accounting import Budget, choice_epsilon, delta_of, rho_for, sigma_for
from amana_methods.disclosure.records.aggregates import Aggregate, aggregates, refit, spread_of, tenths
from amana_methods.disclosure.records.counting import Records
from amana_methods.disclosure.records.exact import BudgetSpent, Gate, Meter
from amana_methods.disclosure.records.model import Measured, Model, on_simplex
from amana_methods.disclosure.records.network import DEPENDENCE_SENSITIVITY, Link, dependence
from amana_methods.disclosure.records.release import Fitted, TooFewPeople, fit
from amana_methods.disclosure.records.rounds import MISFIT_SENSITIVITY, misfit
from amana_methods.disclosure.records.schema import Codes, Schema, SchemaError

SCHEMA = Schema.from_toml(
    """
    title = "A made-up programme"
    person = "case"
    [[column]]
    name = "sex"
    codes = ["woman", "man"]
    blank = true
    [[column]]
    name = "age"
    codes = ["0-17", "18-29", "30+"]
    blank = true
    ordinal = true
    [[column]]
    name = "work"
    codes = ["forced", "none"]
    other = "none"
    [[column]]
    name = "sector"
    codes = ["farm", "house", "building", "other"]
    blank = true
    other = "other"
    [[only_with]]
    column = "sector"
    requires = { work = ["forced"] }
    """
)
SIZES = SCHEMA.sizes


def people(count: int, seed: int) -> Codes:
    """Made-up records in which sector depends on sex, and age on work."""
    chance = np.random.default_rng(seed)
    sex = chance.choice(3, count, p=[0.6, 0.3, 0.1])
    work = chance.choice(2, count, p=[0.5, 0.5])
    age = np.where(chance.random(count) < 0.6, 1 + work, chance.choice(4, count))
    sector = np.where(chance.random(count) < 0.7, sex, chance.choice(4, count))
    return SCHEMA.possible(np.stack([sex, age, work, sector], axis=1).astype(np.int16))


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """A model of 4 000 made-up people at epsilon 4."""
    rho = rho_for(4, 1e-6)
    return fit(SCHEMA, people(4_000, 1), Meter(rho), rho, np.random.default_rng(2))


# Accounting ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("epsilon", "rho"), [(0.5, 0.00859), (1, 0.0308), (4, 0.376), (12, 2.415)])
def test_the_conversion_gives_the_published_values(epsilon: float, rho: float) -> None:
    delta = 1 / (10_000 * math.log(10_000))
    assert rho_for(epsilon, delta) == pytest.approx(rho, rel=5e-3)


@given(st.floats(0.05, 15), st.floats(1e-12, 1e-3))
def test_what_the_conversion_grants_stays_within_epsilon_and_delta(epsilon: float, delta: float) -> None:
    rho = rho_for(epsilon, delta)
    assert delta_of(rho, epsilon) <= delta * (1 + 1e-9)
    assert delta_of(rho * 1.01, epsilon) > delta


@given(st.floats(1e-5, 3))
def test_a_measurement_and_a_choice_cost_what_they_say(rho: float) -> None:
    assert 1 / (2 * sigma_for(rho) ** 2) == pytest.approx(rho)
    assert choice_epsilon(rho) ** 2 / 8 == pytest.approx(rho)


def test_the_charge_is_the_one_that_opendp_computes_and_never_below_the_formula() -> None:
    meter = Meter(1.0)
    gate = Gate(meter)
    gate.measure(np.array([3, 5]), sigma_for(0.02), "measure", "two cells")
    gate.choose([1.0, 2.0, 3.0], 1.0, choice_epsilon(0.01), "choose", "one of three")
    measured, chosen = (charge.rho for charge in meter.charges)
    assert 0.02 * (1 - 1e-12) <= measured <= 0.02 * (1 + 1e-6)
    assert 0.01 * (1 - 1e-12) <= chosen <= 0.01 * (1 + 1e-6)


def test_a_release_spends_no_more_than_was_granted_and_most_of_it(fitted: Fitted) -> None:
    rho = rho_for(4, 1e-6)
    meter = Meter(rho)
    fit(SCHEMA, people(3_000, 4), meter, rho, np.random.default_rng(5))
    assert 0.5 * rho < meter.rho_spent <= rho * (1 + 1e-9)


def test_a_release_beyond_the_cap_is_refused_before_anything_is_measured() -> None:
    rho = rho_for(4, 1e-6)
    meter = Meter(rho / 2)
    with pytest.raises(BudgetSpent):
        fit(SCHEMA, people(3_000, 4), meter, rho, np.random.default_rng(5))
    assert meter.rho_spent <= rho / 2


@pytest.mark.parametrize("shares", [{"size": 0.0}, {"ones": 0.5}, {"choosing": 1.0}])
def test_a_budget_that_does_not_add_up_is_none(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="add up"):
        Budget(**shares)


# Sensitivity --------------------------------------------------------------------------------------


def neighbours(seed: int) -> tuple[Codes, Codes]:
    """Records, and the same without one person."""
    chance = np.random.default_rng(seed)
    records = people(int(chance.integers(2, 40)), seed)
    return records, np.delete(records, chance.integers(len(records)), axis=0)


COLUMN_SETS = [columns for length in (1, 2, 3) for columns in combinations(range(len(SIZES)), length)]


@given(st.integers(0, 10**6))
def test_one_person_changes_every_table_by_one_in_one_cell(seed: int) -> None:
    with_her, without = (Records(codes, SIZES) for codes in neighbours(seed))
    for columns in COLUMN_SETS:
        difference = with_her.table(columns).astype(int) - without.table(columns)
        assert math.sqrt((difference**2).sum()) <= 1
    assert with_her.size()[0] - without.size()[0] == 1


@given(seed=st.integers(0, 10**6))
def test_one_person_changes_no_score_by_more_than_was_declared(fitted: Fitted, seed: int) -> None:
    with_her, without = (Records(codes, SIZES) for codes in neighbours(seed))
    chance = np.random.default_rng(seed)
    for columns in COLUMN_SETS:
        if len(columns) > 1:
            share = chance.dirichlet(np.ones(SIZES[columns[-1]]))
            change = dependence(with_her, columns[:-1], columns[-1], share) - dependence(
                without, columns[:-1], columns[-1], share
            )
            assert abs(change) <= DEPENDENCE_SENSITIVITY + 1e-9
        expected = fitted.model.table(columns)
        change = misfit(with_her, columns, expected) - misfit(without, columns, expected)
        assert abs(change) <= MISFIT_SENSITIVITY + 1e-9


def test_a_score_whose_penalty_looks_at_the_records_would_be_found() -> None:
    """The alarm: the same check, on a score that takes its size penalty from the sensitive table."""

    def planted(records: Records, columns: tuple[int, ...]) -> float:
        share = np.full(SIZES[columns[-1]], 1 / SIZES[columns[-1]])
        return dependence(records, columns[:-1], columns[-1], share) - 3 * float((records.table(columns) > 0).sum())

    changes = []
    for seed in range(60):
        with_her, without = (Records(codes, SIZES) for codes in neighbours(seed))
        changes += [
            abs(planted(with_her, columns) - planted(without, columns)) for columns in COLUMN_SETS if len(columns) > 1
        ]
    assert max(changes) > DEPENDENCE_SENSITIVITY + 1e-9


# No way around ------------------------------------------------------------------------------------

RECORDS = Path(__file__).parents[2] / "src" / "amana_methods" / "disclosure" / "records"
TOUCHES_RECORDS = ("accounting.py", "exact.py", "counting.py", "network.py", "schema.py")


def drawn_from(source: str) -> set[str]:
    """Names in a source by which ordinary randomness could come in."""
    suspicious = {"random", "default_rng", "RandomState", "secrets", "normal", "gumbel", "laplace", "seed", "Generator"}
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in suspicious:
            found.add(node.attr)
        if isinstance(node, ast.Name) and node.id in suspicious:
            found.add(node.id)
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None), *(alias.name for alias in node.names)]
            found |= {name for name in names if name and suspicious & set(name.split("."))}
    return found


@pytest.mark.parametrize("name", TOUCHES_RECORDS)
def test_what_touches_the_records_knows_no_ordinary_randomness(name: str) -> None:
    assert drawn_from((RECORDS / name).read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "planted", ["import random\n", "x = numpy.random.normal(0, 1)\n", "from numpy.random import default_rng\n"]
)
def test_ordinary_randomness_would_be_found(planted: str) -> None:
    assert drawn_from(planted)


def test_only_exact_noise_is_ever_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the exact samplers taken away nothing can be measured at all."""

    def gone(*_: object, **__: object) -> object:
        raise AssertionError("the sampler was asked")

    monkeypatch.setattr("opendp.measurements.make_gaussian", gone)
    with pytest.raises(AssertionError, match="sampler"):
        fit(SCHEMA, people(3_000, 1), Meter(1.0), 1.0, np.random.default_rng(1))


def test_the_noise_follows_the_discrete_law() -> None:
    """Chi-square against the probabilities of the discrete Gaussian; a continuous one, rounded down, would fail."""
    sigma, draws = 1.3, 20_000
    noise = Gate(Meter(math.inf)).measure(np.zeros(draws, dtype=np.int64), sigma, "test", "noise")
    support = np.arange(-4, 5)
    law = np.exp(-(support**2) / (2 * sigma**2)) / np.exp(-(np.arange(-60, 61) ** 2) / (2 * sigma**2)).sum()
    seen = np.array([(noise == value).sum() for value in support])
    assert chi_square(seen, law * draws) < 30  # 8 to 9 degrees of freedom: beyond 30 less than once in 2 000
    floored = np.floor(np.random.default_rng(1).normal(0, sigma, draws)).astype(int)
    assert chi_square(np.array([(floored == value).sum() for value in support]), law * draws) > 100


def chi_square(
    seen: "np.ndarray[tuple[int], np.dtype[np.int64]]", expected: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> float:
    """The usual sum."""
    return float(((seen - expected) ** 2 / expected).sum())


# What comes out -----------------------------------------------------------------------------------


def test_there_are_as_many_rows_as_the_noisy_number_of_people(fitted: Fitted) -> None:
    rows = fitted.model.rows(np.random.default_rng(3))
    assert len(rows) == fitted.model.size
    assert abs(fitted.model.size - 4_000) < 40


def test_what_cannot_be_never_is(fitted: Fitted) -> None:
    rows = SCHEMA.decode(fitted.model.rows(np.random.default_rng(3)))
    assert not [row for row in rows if row[2] != "forced" and row[3]]
    assert [row for row in rows if row[3]]


def test_the_model_follows_what_depends_on_what(fitted: Fitted) -> None:
    true = Records(people(4_000, 1), SIZES)
    for columns in COLUMN_SETS:
        apart = np.abs(true.table(columns) - fitted.model.table(columns)).sum() / 2 / 4_000
        assert apart < 0.05, columns


def test_rows_use_each_made_up_person_floor_or_ceiling_of_the_weight() -> None:
    table = Measured((0,), np.array([900, 1_200, 0]), 1.0)
    shares = [on_simplex(table.counts, 2_100) / 2_100]
    schema = Schema(SCHEMA.title, SCHEMA.columns[:1])
    model = Model(schema, [Link(0, ())], {(0,): table}, shares, 2_100, np.random.default_rng(1))
    model.agree([table], 3)
    rows = model.rows(np.random.default_rng(2))
    assert np.abs(np.bincount(rows[:, 0], minlength=3) - model.table((0,))).max() <= 1


def test_too_few_people_are_not_published_one_by_one_and_only_their_number_was_measured() -> None:
    rho = rho_for(1, 1e-6)
    meter = Meter(rho)
    with pytest.raises(TooFewPeople):
        fit(SCHEMA, people(108, 1), meter, rho, np.random.default_rng(1))
    assert [charge.subject for charge in meter.charges] == ["number of people"]


@given(st.lists(st.integers(-50, 500), min_size=1, max_size=30), st.floats(1, 5_000))
def test_projected_counts_are_none_below_zero_and_add_up(counts: list[int], total: float) -> None:
    projected = on_simplex(np.array(counts), total)
    assert projected.min() >= 0
    assert projected.sum() == pytest.approx(total)


# The schema ---------------------------------------------------------------------------------------


def test_a_value_that_is_not_listed_becomes_other_or_blank_and_never_comes_out() -> None:
    codes = SCHEMA.encode([("someone", "18-29", "forced", "mining"), ("woman", "99", "slavery", "farm")])
    assert SCHEMA.decode(codes) == [("", "18-29", "forced", "other"), ("woman", "", "none", "")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x =", "TOML"),
        ("draft = true\n[[column]]\nname='a'\ncodes=['1']\nblank=true", "draft"),
        ("title = 'none'", "no"),
        ("[[column]]\nname='a'\ncodes=['1','1']\nblank=true", "twice"),
        ("[[column]]\nname='a'\ncodes=['1;2']\nblank=true", "code"),
        ("[[column]]\nname='a'\ncodes=['1']", "place"),
        ("[[column]]\nname='a'\ncodes=['1']\nother='2'", "other"),
        ("[[column]]\nname='a'\ncodes=['1']\nblank=true\nlearn=true", "learn"),
        ("[[column]]\nname='a'\ncodes=['1']\nblank=true\n[[only_with]]\ncolumn='a'\nrequires={b=['1']}", "b"),
    ],
)
def test_a_schema_at_fault_says_where(text: str, says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        Schema.from_toml(text)


# Aggregates ---------------------------------------------------------------------------------------


def counted(fitted: Fitted, floor: int) -> dict[tuple[tuple[int, ...], tuple[int, ...]], Aggregate]:
    """Every aggregate by its columns and codes."""
    chance = np.random.default_rng(7)
    again = refit(SCHEMA, fitted.links, fitted.model, fitted.measured, chance)
    spread = spread_of(SCHEMA, fitted.model, again, 3, chance)
    weights = tenths(fitted.model, chance)
    found = aggregates(SCHEMA, fitted.model, weights, fitted.measured, spread, length=3, floor=floor)
    return {(each.columns, each.codes): each for each in found}


def test_parts_of_a_group_add_up_to_the_group(fitted: Fitted) -> None:
    found = counted(fitted, floor=0)
    work, sex = 2, 0
    blank = {key: each for key, each in found.items() if key[0] == (sex, work)}
    for code in range(len(SCHEMA.columns[work].codes)):
        parts = sum(each.count for key, each in blank.items() if key[1][1] == code)
        whole = found[(work,), (code,)].count
        without_sex = whole - parts
        assert without_sex >= -1e-9  # the rest are those whose sex is blank
        assert abs(whole * 10 - round(whole * 10)) < 1e-6
    everybody = sum(found[(work,), (code,)].count for code in range(len(SCHEMA.columns[work].codes)))
    assert everybody == pytest.approx(fitted.model.size)


def test_nothing_below_the_floor_is_shown_and_no_blank_is_a_value(fitted: Fitted) -> None:
    found = counted(fitted, floor=5)
    assert found
    for (columns, codes), each in found.items():
        assert each.count >= 5
        assert each.low <= each.count <= each.high
        assert all(code != SCHEMA.columns[place].blank_code for place, code in zip(columns, codes, strict=True))
    assert len(found) < len(counted(fitted, floor=0))
