# SPDX-License-Identifier: Apache-2.0
"""No small group can be found in a protected table: not by reading it, not by subtraction, not through the labels.

The oracle writes down every table that a reader must still think possible.
"""

import math
import random
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amana_methods.disclosure import Cell, Hidden, Protected, Zeros, gather_rare, intervals, is_small, suppress
from amana_methods.disclosure.attack import Attack

SMALL, COMPLEMENTARY = Hidden.SMALL, Hidden.COMPLEMENTARY
K = 3


def one_way(*counts: int) -> dict[Cell, int]:
    return {(f"group {number}",): count for number, count in enumerate(counts)}


def two_way(columns: int, *counts: int) -> dict[Cell, int]:
    return {(f"row {n // columns}", f"column {n % columns}"): count for n, count in enumerate(counts)}


def dimensions_of(table: Mapping[Cell, int]) -> list[str]:
    return ["one", "two"][: len(next(iter(table)))]


def possible_tables(protected: Protected, dimensions: list[str], zeros: Zeros, most: int) -> Iterator[dict[Cell, int]]:
    """Every table with counts up to `most` that would carry these shown numbers and labels."""
    least = 0 if zeros == "hide" else 1

    def allowed(shown: int | Hidden, labels_tell: bool) -> range:
        if isinstance(shown, int):
            return range(shown, shown + 1)
        if not labels_tell:
            return range(most + 1)
        return range(least, K) if shown is SMALL else range(K, most + 1)

    cells = list(protected.cells)
    choices = [allowed(protected.cells[cell], protected.labels_tell) for cell in cells]
    lines = {line: allowed(shown, protected.margin_labels_tell[line[0]]) for line, shown in protected.margins.items()}
    total = range(K) if protected.total is SMALL else allowed(protected.total, True)

    def fill(counts: list[int]) -> Iterator[dict[Cell, int]]:
        done = dict(zip(cells, counts, strict=False))
        if sum(counts) > total[-1]:
            return
        for (dimension, value), sums in lines.items():
            position = dimensions.index(dimension)
            if sum(count for cell, count in done.items() if cell[position] == value) > sums[-1]:
                return
        if len(counts) < len(cells):
            for count in choices[len(counts)]:
                yield from fill([*counts, count])
            return
        fits = sum(counts) in total and all(
            sum(count for cell, count in done.items() if cell[dimensions.index(dimension)] == value) in sums
            for (dimension, value), sums in lines.items()
        )
        if fits:
            yield done

    yield from fill([])


def least_values(protected: Protected, count: int, k: int, zeros: Zeros) -> int:
    """How many different counts must stay possible: all that the label of a small one allows, or k; else two."""
    if not is_small(count, k, zeros):
        return 2
    return k - (0 if zeros == "hide" else 1) if protected.labels_tell else k


def check(table: dict[Cell, int], zeros: Zeros = "show") -> None:
    """The promises of a protected table, by writing down all possible tables."""
    dimensions = dimensions_of(table)
    protected = suppress(table, dimensions, k=K, zeros=zeros)
    most = sum(table.values()) + 2
    hidden = {cell for cell, shown in protected.cells.items() if isinstance(shown, Hidden)}
    possible = {cell: set[int]() for cell in hidden}
    seen_true = False
    for other in possible_tables(protected, dimensions, zeros, most):
        seen_true |= other == {cell: table.get(cell, 0) for cell in other}
        for cell in hidden:
            possible[cell].add(other[cell])
    assert seen_true, "the true table must be among the possible ones"
    for cell, count in table.items():
        assert not is_small(count, K, zeros) or cell in hidden
        assert protected.cells[cell] in (count, SMALL, COMPLEMENTARY)
    for cell, values in possible.items():
        assert len(values) >= least_values(protected, table.get(cell, 0), K, zeros), f"{table} gives {cell} away"
    if protected.labels_tell:
        found = intervals(table, dimensions, protected, k=K, zeros=zeros)
        assert {cell: low for cell, (low, _) in found.items()} == {cell: min(possible[cell]) for cell in hidden}
        assert {cell: most if high is None else min(high, most) for cell, (_, high) in found.items()} == {
            cell: max(possible[cell]) for cell in hidden
        }


@pytest.mark.parametrize("zeros", ["show", "hide"])
def test_no_table_of_up_to_four_groups_gives_anyone_away(zeros: Zeros) -> None:
    for groups in (1, 2, 3, 4):
        for counts in product(range(6), repeat=groups):
            if list(counts) == sorted(counts):
                check(one_way(*counts), zeros)


def test_no_small_square_gives_anyone_away() -> None:
    for counts in product(range(5), repeat=4):
        check(two_way(2, *counts))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([2, 3]).flatmap(
        lambda columns: st.lists(st.integers(0, 4), min_size=2 * columns, max_size=2 * columns).map(
            lambda counts: two_way(columns, *counts)
        )
    ),
    st.sampled_from(["show", "hide"]),
)
def test_no_generated_table_gives_anyone_away(table: dict[Cell, int], zeros: Zeros) -> None:
    check(table, zeros)


@example(two_way(2, 0, 0, 0, 0, 0, 0, 1, 1), "show")
@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda columns: st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 300)), min_size=4 * columns, max_size=4 * columns
        ).map(lambda counts: two_way(columns, *counts))
    ),
    st.sampled_from(["show", "hide"]),
)
def test_every_hidden_number_of_a_larger_table_stays_open(table: dict[Cell, int], zeros: Zeros) -> None:
    check_larger(table, suppress(table, ["one", "two"], zeros=zeros), zeros)


def check_larger(table: dict[Cell, int], protected: Protected, zeros: Zeros) -> None:
    """Every hidden number stays as open as was promised; a reader with a solver finds the same intervals."""
    found = intervals(table, ["one", "two"], protected, zeros=zeros)
    solved = solver(table, protected, zeros)
    for cell, (low, high) in found.items():
        values = least_values(protected, table.get(cell, 0), 5, zeros)
        assert high is None or high - low + 1 >= values, f"{cell} lies between {low} and {high}"
        assert solved.whole_interval(cell) == (low, high)


def solver(table: dict[Cell, int], protected: Protected, zeros: Zeros) -> Attack[object]:
    """What a reader with a solver knows: the shown numbers, the labels, and which numbers are sums of which."""
    small = (1.0 if zeros == "show" else 0.0, 4.0)

    def known(shown: int | Hidden, labels_tell: bool) -> tuple[float, float]:
        if isinstance(shown, int):
            return float(shown), float(shown)
        if labels_tell:
            return small if shown is SMALL else (5.0, math.inf)
        return 0.0, math.inf

    numbers: dict[object, tuple[float, float]] = {
        cell: known(shown, protected.labels_tell) for cell, shown in protected.cells.items()
    }
    equations: list[tuple[dict[object, float], float]] = []
    for line, shown in protected.margins.items():
        tells = protected.margin_labels_tell[line[0]]
        place = ["one", "two"].index(line[0])
        numbers[line] = known(shown, tells)
        inside: dict[object, float] = {cell: 1.0 for cell in protected.cells if cell[place] == line[1]}
        equations.append(({**inside, line: -1.0}, 0))
    total = float(sum(table.values()))
    numbers["all"] = (min(small[0], total), 4.0) if isinstance(protected.total, Hidden) else (total, total)
    equations.append(({**dict.fromkeys(protected.cells, 1.0), "all": -1.0}, 0))
    return Attack(numbers, equations)


def test_a_gate_that_leaves_two_possible_values_only_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm: the same check, on a gate that is content when a number is not known exactly."""
    table = two_way(3, 90, 1, 2, 80, 60, 70, 90, 60, 50)
    check_larger(table, suppress(table, ["one", "two"]), "show")
    monkeypatch.setattr("amana_methods.disclosure.circulation.Rule.width", lambda _rule, _labels_tell: 1)
    with pytest.raises(AssertionError, match="lies between 1 and 2"):
        check_larger(table, suppress(table, ["one", "two"]), "show")


def test_the_programme_of_108_is_shown_whole() -> None:
    protected = suppress({("female",): 98, ("male",): 10}, ["sex"])
    assert (dict(protected.cells), protected.total) == ({("female",): 98, ("male",): 10}, 108)


def test_a_small_group_takes_the_smallest_other_with_it() -> None:
    protected = suppress({("female",): 98, ("male",): 7, ("other",): 3}, ["sex"])
    assert dict(protected.cells) == {("female",): 98, ("male",): COMPLEMENTARY, ("other",): SMALL}
    assert protected.total == 108


def test_equal_groups_are_treated_equally_and_a_smaller_one_is_not_shown_beside_a_hidden_one() -> None:
    assert list(suppress(one_way(90, 8, 8, 4), ["one"]).cells.values()) == [90, COMPLEMENTARY, COMPLEMENTARY, SMALL]
    assert list(suppress(one_way(90, 40, 5, 1), ["one"]).cells.values()) == [90, COMPLEMENTARY, COMPLEMENTARY, SMALL]


def test_two_small_groups_may_protect_each_other() -> None:
    protected = suppress(one_way(98, 2, 3), ["one"])
    assert list(protected.cells.values()) == [98, SMALL, SMALL]


def test_labels_that_would_tell_are_made_equal() -> None:
    """4 and 4 of 8: both called small could only be 4 and 4; 1 and 5 of 6 likewise."""
    for counts in ((4, 4), (1, 5)):
        protected = suppress(one_way(*counts), ["one"])
        assert set(protected.cells.values()) == {COMPLEMENTARY}
        assert not protected.labels_tell


def test_a_small_total_is_hidden_too() -> None:
    protected = suppress(one_way(3, 0), ["one"])
    assert (list(protected.cells.values()), protected.total) == ([SMALL, 0], SMALL)
    assert suppress({(): 3}, []).total is SMALL
    assert suppress({(): 5}, []).total == 5


def test_zeros_are_shown_or_hidden_as_asked() -> None:
    assert suppress(one_way(0, 9, 7), ["one"]).cells["group 0",] == 0
    assert suppress(one_way(0, 9, 7), ["one"], zeros="hide").cells["group 0",] is SMALL
    sparse: dict[Cell, int] = {("row 0", "column 0"): 9, ("row 1", "column 1"): 8}
    assert suppress(sparse, ["one", "two"]).cells == sparse
    assert ("row 0", "column 1") in suppress(sparse, ["one", "two"], zeros="hide").cells


def test_margins_agree_with_the_table_of_one_dimension() -> None:
    table = two_way(3, 20, 3, 30, 15, 18, 9, 2, 1, 0)
    protected = suppress(table, ["one", "two"])
    alone = suppress({("row 0",): 53, ("row 1",): 42, ("row 2",): 3}, ["one"])
    assert {cell[0]: shown for cell, shown in alone.cells.items()} == {
        value: shown for (dimension, value), shown in protected.margins.items() if dimension == "one"
    }
    assert protected.margins["one", "row 2"] is SMALL


def test_people_who_stand_in_several_groups_are_protected_by_the_sum_of_the_groups() -> None:
    """The reader knows less than in a table that adds up, so what is safe there is safe here."""
    protected = suppress({("labour",): 60, ("sexual",): 50, ("begging",): 2}, ["exploitation"], total=100)
    assert (protected.total, protected.margins) == (100, {})
    assert protected.cells == {("labour",): 60, ("sexual",): COMPLEMENTARY, ("begging",): SMALL}
    few = suppress({("labour",): 4, ("sexual",): 4}, ["exploitation"], total=4)
    assert (few.total, few.cells) == (SMALL, {("labour",): SMALL, ("sexual",): SMALL})


def test_the_order_of_the_cells_never_matters() -> None:
    chance = random.Random(1)  # noqa: S311 - an arrangement, not a secret
    table = two_way(4, 20, 3, 30, 1, 15, 18, 9, 6, 2, 11, 0, 40)
    expected = suppress(table, ["one", "two"])
    for _ in range(5):
        cells = list(table.items())
        chance.shuffle(cells)
        assert suppress(dict(cells), ["one", "two"]) == expected


def test_rare_values_are_gathered_into_one() -> None:
    table: dict[Cell, int] = {("NP", "f"): 40, ("LK", "f"): 2, ("LK", "m"): 2, ("GH", "f"): 4, ("ET", "m"): 5}
    gathered = {("NP", "f"): 40, ("other", "f"): 6, ("other", "m"): 2, ("ET", "m"): 5}
    assert gather_rare(table, 0, other="other") == gathered


@pytest.mark.parametrize(
    ("table", "dimensions", "k", "says"),
    [
        (one_way(1), ["one"], 2, "at least 3"),
        ({("a", "b", "c"): 1}, ["one", "two", "three"], 5, "at most two"),
        ({("a", "b"): 1}, ["one"], 5, "2 values for 1"),
        (one_way(-1), ["one"], 5, "never negative"),
    ],
)
def test_what_cannot_be_protected_is_refused(table: dict[Cell, int], dimensions: list[str], k: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        suppress(table, dimensions, k=k)


def test_the_oracle_finds_a_table_that_is_badly_protected() -> None:
    bad = Protected({("a",): SMALL, ("b",): 9}, {}, 11)
    assert len(list(possible_tables(bad, ["one"], "show", 12))) == 1
