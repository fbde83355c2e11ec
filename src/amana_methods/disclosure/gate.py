# SPDX-License-Identifier: Apache-2.0
"""The final check of a table before it is shown: rare values merged, small and dominated numbers hidden with what
reveals them, rounded where requested, and each number with what a reader can infer about it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amana_methods.disclosure.cube import SUM, Cube, Key, count_needs, money_needs, protect, sums_of
from amana_methods.disclosure.tables import Cell

__all__ = ["Line", "Rules", "TooFewForDistricts", "counts", "gather_rare", "lines", "sums"]

DISTRICT = "district"


class TooFewForDistricts(ValueError):
    """Too few people to be divided by district: everybody there would know who is meant."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits on what is shown of few people. Raises ValueError for a smallest cell below 3, or a rounding below 1.

    `hide_zeros` treats a zero as a small count. `dominance_percent` is that of the p%-rule for sums of money.
    """

    min_cell: int = 5
    hide_zeros: bool = False
    round_to: int = 1
    dominance_percent: float = 20.0
    fewest_for_districts: int = 10

    def __post_init__(self) -> None:
        if self.min_cell < 3:
            raise ValueError("the smallest cell is 3 people or more: below, that it is hidden tells what it is")
        if self.round_to < 1:
            raise ValueError("counts are rounded to multiples of 1 or more")
        if not 0 < self.dominance_percent <= 100:
            raise ValueError("the percentage of dominance is above 0 and at most 100")


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a table: its values ("" for all of a dimension), and what a reader can infer about it.

    `number` is None when hidden. The true number is between `low` and `high`; `high` is None without upper limit.
    """

    values: tuple[str, ...]
    number: float | None
    low: float
    high: float | None


def gather_rare(cells: Sequence[Cell], place: int, fewest: int, other: str) -> list[Cell]:
    """Returns one cell for each person, with rare values of one dimension replaced by `other`.

    >>> gather_rare([("NP",), ("NP",), ("GH",)], 0, 2, "other")
    [('NP',), ('NP',), ('other',)]
    """
    people: dict[str, int] = {}
    for cell in cells:
        people[cell[place]] = people.get(cell[place], 0) + 1
    return [cell if people[cell[place]] >= fewest else (*cell[:place], other, *cell[place + 1 :]) for cell in cells]


def counts(
    people: Mapping[Cell, int],
    dimensions: Sequence[str],
    rules: Rules,
    *,
    earlier: Sequence[tuple[Mapping[Key, float | None], Mapping[Key, float]]] = (),
) -> Cube:
    """Returns a table of people with every number that has to be hidden. `earlier` holds tables as shown, and as they were.

    Raises TooFewForDistricts, and ValueError as `protect` does.
    """
    numbers = sums_of({cell: float(count) for cell, count in people.items()}, len(dimensions))
    _check_districts(numbers, dimensions, rules)
    return protect(
        numbers,
        dimensions,
        count_needs(numbers, rules.min_cell, zeros=rules.hide_zeros),
        earlier=[shown for shown, _true in earlier],
        earlier_true=[true for _shown, true in earlier],
        k=rules.min_cell,
    )


def sums(amounts: Mapping[Cell, Sequence[float]], dimensions: Sequence[str], rules: Rules) -> Cube:
    """Returns a table of sums, from each person's amount in each cell. Raises as `counts` does."""
    size = len(dimensions)
    numbers = sums_of({cell: math.fsum(each) for cell, each in amounts.items()}, size)
    people = sums_of({cell: float(len(each)) for cell, each in amounts.items()}, size)
    _check_districts(people, dimensions, rules)
    shares: dict[Key, list[float]] = {key: [] for key in numbers}
    for cell, each in amounts.items():
        for key in shares:
            if all(value in (SUM, own) for value, own in zip(key, cell, strict=True)):
                shares[key].extend(each)
    needs = money_needs(people, shares, k=rules.min_cell, percent=rules.dominance_percent)
    returns = any(amount < 0 for each in amounts.values() for amount in each)
    return protect(numbers, dimensions, needs, least=-math.inf if returns else 0.0)


def lines(cube: Cube, rules: Rules, *, whole: bool) -> Iterator[Line]:
    """Yields the table as it is published, cells first and sums after them; `whole` for counts."""
    base = rules.round_to if whole else 1
    for key in sorted(cube.numbers, key=lambda key: [(value is SUM, value or "") for value in key]):
        number = cube.numbers[key]
        values = tuple("" if value is SUM else value for value in key)
        if number is None:
            low, high = cube.intervals[key]
            if whole:
                low = math.ceil(low - 1e-6) // base * base
                high = high if math.isinf(high) else -(-math.floor(high + 1e-6) // base) * base
            yield Line(values, None, low, None if math.isinf(high) else high)
        else:
            near = (2 * number + base) // (2 * base) * base if base > 1 else number
            reach = base // 2
            yield Line(values, near, max(0.0, near - reach) if base > 1 else near, near + reach if base > 1 else near)


def _check_districts(people: Mapping[Key, float], dimensions: Sequence[str], rules: Rules) -> None:
    whole = people[(SUM,) * len(dimensions)] if people else 0
    if DISTRICT in dimensions and whole < rules.fewest_for_districts:
        raise TooFewForDistricts(
            f"a table of fewer than {rules.fewest_for_districts} people is not divided by district: leave it out"
        )
