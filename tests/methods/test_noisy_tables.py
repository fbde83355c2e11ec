"""Few tables about few people: the noise is the discrete law, its interval holds what it says, one person costs what was granted."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana_methods.disclosure.noisy import half_width, noisy_tables
from amana_methods.disclosure.records import BudgetSpent, Meter, Schema, rho_for
from amana_methods.disclosure.records.exact import Gate
from amana_methods.disclosure.records.schema import Codes

SCHEMA = Schema.from_data(
    {
        "column": [
            {"name": "sex", "codes": ["woman", "man"], "blank": True},
            {"name": "place", "codes": [str(number) for number in range(30)], "blank": True},
            {"name": "kind", "codes": [str(number) for number in range(20)], "blank": True},
        ]
    }
)
RHO = rho_for(1, 1e-6)


def people(count: int, seed: int = 1) -> Codes:
    """Made-up people, drawn evenly."""
    chance = np.random.default_rng(seed)
    return np.stack([chance.integers(0, size, count) for size in SCHEMA.sizes], axis=1).astype(np.int16)


@given(st.floats(0.3, 60), st.floats(0.5, 0.99))
def test_the_interval_is_the_narrowest_that_the_law_allows(sigma: float, covered: float) -> None:
    width = half_width(sigma, covered)
    law = {value: math.exp(-(value**2) / (2 * sigma**2)) for value in range(-900, 901)}
    whole = sum(law.values())

    def inside(reach: int) -> float:
        return sum(part for value, part in law.items() if abs(value) <= reach) / whole

    assert inside(width) >= covered - 1e-12
    assert width == 0 or inside(width - 1) < covered


def test_the_true_count_lies_in_its_interval_as_often_as_promised() -> None:
    codes, held, cells = people(300), 0, 0
    truth = np.bincount(codes[:, 1], minlength=SCHEMA.sizes[1])
    for _ in range(30):
        [table] = noisy_tables(SCHEMA, codes, Gate(Meter(RHO)), RHO, [("place",)]).tables
        for noisy, true in zip(table.cells.values(), truth, strict=True):
            held += noisy.low <= int(true) <= noisy.high
            cells += 1
    assert held / cells > 0.93  # 930 cells at 0.95: below this less than once in 300


def test_all_that_was_granted_is_charged_and_no_more() -> None:
    meter = Meter(RHO)
    noisy_tables(SCHEMA, people(108), Gate(meter), RHO, [("sex",), ("sex", "kind"), ("place",)])
    assert meter.rho_spent == pytest.approx(RHO, rel=1e-6)
    assert [charge.subject for charge in meter.charges] == ["number of people", "sex", "sex x kind", "place"]
    with pytest.raises(BudgetSpent):
        noisy_tables(SCHEMA, people(108), Gate(Meter(RHO / 2)), RHO, [("sex",)])


def test_every_declared_cell_is_there_whatever_occurs() -> None:
    nobody = people(0)
    [table] = noisy_tables(SCHEMA, nobody, Gate(Meter(RHO)), RHO, [("sex", "kind")]).tables
    assert len(table.cells) == 3 * 21
    assert all(0 <= noisy.low <= noisy.count <= noisy.high for noisy in table.cells.values())


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ([], "at least one"),
        ([("sex", "sex")], "two different"),
        ([("sex", "kind", "place")], "two different"),
        ([("name",)], "no column"),
        ([("place", "kind")], "400 cells"),
    ],
)
def test_a_table_that_cannot_be_measures_nothing(tables: list[tuple[str, ...]], says: str) -> None:
    meter = Meter(RHO)
    with pytest.raises(ValueError, match=says):
        noisy_tables(SCHEMA, people(10), Gate(meter), RHO, tables)
    assert meter.charges == []
