"""Tables of one to three dimensions: what a reader with a solver finds out is never narrower than was promised.

The reader of these tests solves the same programmes in exact fractions, and for the smallest tables writes down every
table that is still possible.
"""

import math
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana_methods.disclosure import cube
from amana_methods.disclosure.attack import Attack, Unsolved
from amana_methods.disclosure.cube import SUM, Cube, Key, count_needs, money_needs, protect, sums_of
from tests.methods.linear_oracle import largest

SOURCE = str(Path(__file__).parents[2] / "src")
NAMES = ("one", "two", "three")
K = 5


def made(shape: tuple[int, ...], counts: list[int]) -> dict[tuple[str, ...], float]:
    """A table of this shape."""
    cells = product(*(range(size) for size in shape))
    return {tuple(f"{place}" for place in cell): count for cell, count in zip(cells, counts, strict=True)}


def guarded(table: Mapping[tuple[str, ...], float], dimensions: int, k: int = K) -> Cube:
    """The table as it may be shown."""
    numbers = sums_of(table, dimensions)
    return protect(numbers, NAMES[:dimensions], count_needs(numbers, k), k=k)


def equations_of(shown: Mapping[Key, float | None]) -> list[tuple[dict[Key, int], int]]:
    """What a reader knows about the hidden numbers of a published table."""
    values = [sorted({key[place] for key in shown if key[place] is not SUM}) for place in range(len(next(iter(shown))))]  # type: ignore[type-var]
    equations = []
    for key in shown:
        for place, value in enumerate(key):
            if value is SUM:
                line = {(*key[:place], each, *key[place + 1 :]): 1 for each in values[place]} | {key: -1}
                hidden = {name: factor for name, factor in line.items() if shown[name] is None}
                fixed = sum(factor * int(shown[name] or 0) for name, factor in line.items())
                if hidden:
                    equations.append((hidden, -fixed))
    return equations


def found_out(shown: Mapping[Key, float | None], key: Key) -> tuple[int, float]:
    """The whole numbers that the exact reader must still think possible, from and to."""
    hidden = [name for name, number in shown.items() if number is None]
    equations = equations_of(shown)
    low, high = largest({key: -1}, hidden, equations), largest({key: 1}, hidden, equations)
    assert low is not None
    return math.ceil(-low), math.inf if high is None else math.floor(high)


def check(shown: Cube, k: int = K) -> None:
    """Nothing that must be hidden is shown, and each keeps its interval; the solver and the exact reader agree."""
    for key, width in shown.needs.items():
        assert shown.numbers[key] is None, key
        low, high = found_out(shown.numbers, key)
        assert high - low >= width, f"{key} lies between {low} and {high}"
        ours = shown.intervals[key]
        assert (math.ceil(ours[0] - 1e-6), ours[1] if math.isinf(ours[1]) else math.floor(ours[1] + 1e-6)) == (
            low,
            high,
        )


SHAPES = st.sampled_from([(4,), (2, 3), (3, 3), (2, 2, 2), (2, 3, 2)])
TABLES = SHAPES.flatmap(
    lambda shape: st.tuples(
        st.just(shape),
        st.lists(
            st.one_of(st.integers(0, 7), st.integers(0, 120)), min_size=math.prod(shape), max_size=math.prod(shape)
        ),
    )
)


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_no_hidden_count_is_narrowed_below_its_interval(given_: tuple[tuple[int, ...], list[int]]) -> None:
    shape, counts = given_
    check(guarded(made(shape, counts), len(shape)))


@pytest.mark.deep
@settings(max_examples=1_000, deadline=None)
@given(TABLES)
def test_no_hidden_count_of_a_thousand_tables_is_narrowed(given_: tuple[tuple[int, ...], list[int]]) -> None:
    shape, counts = given_
    check(guarded(made(shape, counts), len(shape)))


def test_a_gate_without_complementary_suppression_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm: the same check, on a gate that hides only what is small itself."""
    monkeypatch.setattr(cube._Work, "settle", lambda _work, _keys: True)
    with pytest.raises(AssertionError, match="lies between 3 and 3"):
        check(guarded(made((2, 2, 2), [20, 3, 30, 40, 50, 60, 70, 80]), 3))


def test_a_gate_that_is_content_with_two_possible_values_is_found() -> None:
    """The alarm: hidden with a neighbour of one, a count of one could only be 0, 1 or 2."""
    shown: dict[Key, float | None] = {("0",): None, ("1",): None, ("2",): 90.0, (SUM,): 92.0}
    with pytest.raises(AssertionError, match="lies between 0 and 2"):
        check(Cube(("one",), shown, {}, {("0",): K - 1}))


def possible_tables(shown: Mapping[Key, float | None], most: int) -> Iterator[dict[Key, int]]:
    """Every whole table, with counts up to `most`, that would carry these shown numbers."""
    cells = [key for key, number in shown.items() if number is None and SUM not in key]
    sums = {key: int(number) for key, number in shown.items() if number is not None and SUM in key}
    over = {
        cell: [key for key in sums if all(ours in (SUM, its) for ours, its in zip(key, cell, strict=True))]
        for cell in shown
        if SUM not in cell
    }
    left = dict(sums)
    for cell, number in shown.items():
        if number is not None and SUM not in cell:
            for key in over[cell]:
                left[key] -= int(number)
    last = {key: max((place for place, cell in enumerate(cells) if key in over[cell]), default=-1) for key in sums}
    closes = [[key for key in sums if last[key] == place] for place in range(len(cells))]

    def fill(place: int, table: dict[Key, int]) -> Iterator[dict[Key, int]]:
        if place == len(cells):
            yield table
            return
        cell = cells[place]
        ends = [left[key] for key in closes[place]]
        for number in [ends[0]] if ends else range(min([most, *(left[key] for key in over[cell])]) + 1):
            if number < 0 or any(end != number for end in ends) or any(left[key] < number for key in over[cell]):
                continue
            for key in over[cell]:
                left[key] -= number
            yield from fill(place + 1, table | {cell: number})
            for key in over[cell]:
                left[key] += number

    return fill(0, {})


@pytest.mark.parametrize(
    "counts",
    [[1, 4, 5, 3, 4, 3, 2, 6], [9, 1, 1, 9, 1, 9, 9, 1], [2, 0, 0, 7, 3, 3, 3, 3], [1, 5, 6, 7, 8, 9, 9, 9]],
)
def test_of_all_whole_tables_that_are_possible_each_small_count_has_k_different_ones(counts: list[int]) -> None:
    """A reader who counts in whole people knows more than one who solves in fractions; here it is not too much."""
    k = 3
    shown = guarded(made((2, 2, 2), counts), 3, k=k)
    true = sums_of(made((2, 2, 2), counts), 3)
    small = [key for key in shown.needs if SUM not in key]
    assert small
    possible: dict[Key, set[int]] = {key: set() for key in small}
    seen_true = False
    for table in possible_tables(shown.numbers, 12):
        seen_true |= all(true[key] == number for key, number in table.items())
        for key in small:
            possible[key].add(table[key])
    assert seen_true, "the true table must be among the possible ones"
    assert min(len(values) for values in possible.values()) >= k


def test_a_table_without_small_groups_is_shown_whole() -> None:
    assert guarded(made((2, 2, 2), [20, 30, 0, 40, 50, 60, 70, 80]), 3).hidden == 0


def test_the_sums_of_a_cube_are_hidden_only_where_cells_do_not_do() -> None:
    shown = guarded(made((2, 2, 2), [3, 60, 50, 40, 50, 60, 70, 80]), 3)
    assert all(number is not None for key, number in shown.numbers.items() if SUM in key)


def test_one_case_that_makes_up_nearly_all_of_a_sum_hides_it() -> None:
    amounts = {("cash",): [900.0, 20.0, 10.0, 10.0, 10.0], ("rent",): [90.0] * 9, ("food",): [50.0] * 8}
    numbers = sums_of({cell: sum(each) for cell, each in amounts.items()}, 1)
    people = sums_of({cell: float(len(each)) for cell, each in amounts.items()}, 1)
    shares: dict[Key, list[float]] = {(*cell,): each for cell, each in amounts.items()} | {
        (SUM,): [each for some in amounts.values() for each in some]
    }
    needs = money_needs(people, shares, k=5)
    assert set(needs.widths) == {("cash",)}
    shown = protect(numbers, ["what"], needs)
    assert shown.numbers["cash",] is None
    assert [shown.numbers["rent",], shown.numbers["food",]].count(None) == 1
    low, high = shown.intervals["cash",]
    assert high - low >= 2 * 0.2 * 900


def test_even_sums_of_many_are_shown() -> None:
    amounts = {("cash",): [50.0] * 6, ("rent",): [40.0] * 6}
    people = sums_of(dict.fromkeys(amounts, 6.0), 1)
    shares: dict[Key, list[float]] = {(*cell,): each for cell, each in amounts.items()}
    assert money_needs(people, shares, k=5).widths == {}
    assert set(money_needs(dict.fromkeys(people, 4.0), shares, k=5).widths) == set(shares)


EARLIER = made((2, 2), [20, 30, 40, 50])


def test_the_difference_to_an_earlier_table_is_protected_too() -> None:
    """January to May, then January to June with three people more: June is not to be had by subtraction."""
    before = sums_of(EARLIER, 2)
    published = protect(before, NAMES[:2], count_needs(before, K))
    assert published.hidden == 0
    later = sums_of(EARLIER | {("0", "0"): 23.0}, 2)
    shown = protect(later, NAMES[:2], count_needs(later, K), earlier=[published.numbers], earlier_true=[before], k=K)
    assert shown.numbers["0", "0"] is None
    low, high = shown.intervals["0", "0"]
    assert high - low >= K - 1
    assert protect(later, NAMES[:2], count_needs(later, K)).hidden == 0


PAIRS = st.sampled_from([(3,), (2, 2), (2, 3)]).flatmap(
    lambda shape: st.tuples(
        st.just(shape),
        st.lists(
            st.tuples(st.one_of(st.integers(0, 6), st.integers(0, 60)), st.sampled_from([0, 0, 0, 1, 2, 4, 9])),
            min_size=math.prod(shape),
            max_size=math.prod(shape),
        ),
    )
)


@given(PAIRS)
def test_of_two_tables_in_a_row_nobody_is_found_by_subtraction(
    given_: tuple[tuple[int, ...], list[tuple[int, int]]],
) -> None:
    """The exact reader has both tables, and knows that the later one holds everybody of the earlier one."""
    shape, both = given_
    size = len(shape)
    before = sums_of(made(shape, [count for count, _more in both]), size)
    later = sums_of(made(shape, [count + more for count, more in both]), size)
    first = protect(before, NAMES[:size], count_needs(before, K))
    second = protect(later, NAMES[:size], count_needs(later, K), earlier=[first.numbers], earlier_true=[before], k=K)
    check_both(first.numbers, second.numbers, before, later)


def check_both(
    first: Mapping[Key, float | None],
    second: Mapping[Key, float | None],
    before: Mapping[Key, float],
    later: Mapping[Key, float],
) -> None:
    """What lies between two tables, where it is few people, keeps `K` possible values in the eyes of the exact reader."""
    names = [("before", key) for key, number in first.items() if number is None]
    names += [("later", key) for key, number in second.items() if number is None]
    equations = [({("before", key): f for key, f in line.items()}, total) for line, total in equations_of(first)]
    equations += [({("later", key): f for key, f in line.items()}, total) for line, total in equations_of(second)]
    between = [("between", key) for key in later]
    for key in later:
        line = {("between", key): 1}
        total = 0
        for tag, table, sign in (("later", second, -1), ("before", first, 1)):
            number = table[key]
            if number is None:
                line[tag, key] = sign
            else:
                total -= sign * int(number)
        equations.append((line, total))
    for key in later:
        if 0 < later[key] - before[key] < K:
            low = largest({("between", key): -1}, names + between, equations)
            high = largest({("between", key): 1}, names + between, equations)
            assert low is not None
            assert high is None or math.floor(high) - math.ceil(-low) >= K - 1, key


def test_a_gate_that_forgets_the_earlier_table_is_found() -> None:
    """The alarm: the same check, on a table that was protected by itself alone."""
    before = sums_of(EARLIER, 2)
    later = sums_of(EARLIER | {("0", "0"): 23.0}, 2)
    shown = [protect(each, NAMES[:2], count_needs(each, K)).numbers for each in (before, later)]
    with pytest.raises(AssertionError):
        check_both(shown[0], shown[1], before, later)


def test_what_an_earlier_table_hid_is_not_given_away_by_a_later_one() -> None:
    """The earlier table hid two numbers of a line; a later one of the same people must not show one of them."""
    before = sums_of(made((3,), [3, 6, 90]), 1)
    published = protect(before, NAMES[:1], count_needs(before, K))
    assert published.numbers["1",] is None
    later = sums_of(made((3,), [3, 6, 99]), 1)
    shown = protect(later, NAMES[:1], count_needs(later, K), earlier=[published.numbers], earlier_true=[before], k=K)
    assert shown.numbers["0",] is None
    assert shown.numbers["1",] is None


def test_tables_of_which_neither_holds_the_other_are_not_subtracted() -> None:
    before = sums_of(EARLIER, 2)
    published = protect(before, NAMES[:2], count_needs(before, K))
    later = sums_of(EARLIER | {("0", "0"): 23.0, ("1", "1"): 48.0}, 2)
    shown = protect(later, NAMES[:2], count_needs(later, K), earlier=[published.numbers], earlier_true=[before], k=K)
    assert shown.hidden == 0


def test_returns_may_make_a_sum_negative() -> None:
    numbers = sums_of({("cash",): -30.0, ("rent",): 500.0, ("food",): 400.0}, 1)
    shown = protect(numbers, ["what"], cube.Needs({("cash",): 100.0}), least=-math.inf)
    assert shown.numbers["cash",] is None
    assert shown.intervals["cash",][1] - shown.intervals["cash",][0] >= 100


@pytest.mark.parametrize(
    ("numbers", "dimensions", "says"),
    [
        ({("a",): 1.0, (SUM,): 2.0}, ["one"], "add up"),
        ({("a", "b", "c", "d"): 1.0}, ["1", "2", "3", "4"], "three dimensions"),
        ({(str(n),): 1.0 for n in range(20_001)}, ["one"], "at most"),
    ],
)
def test_what_cannot_be_protected_is_refused(numbers: dict[Key, float], dimensions: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        protect(numbers, dimensions, cube.Needs({}))


def test_a_contradiction_is_no_answer() -> None:
    with pytest.raises(Unsolved):
        Attack({"a": (0, math.inf)}, [({"a": 1.0}, -5)]).interval("a")


def test_the_solver_writes_nothing_where_a_table_is_written() -> None:
    program = "from amana_methods.disclosure.attack import Attack; Attack({'a': (0, 5)}, []).interval('a')"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env={"PYTHONPATH": SOURCE})
    assert done.stdout == b""


def test_the_exact_reader_knows_a_hand_made_programme() -> None:
    names = ["x", "y", "slack"]
    assert largest({"x": 3, "y": 2}, names, [({"x": 1, "y": 1, "slack": 1}, 4), ({"x": 1}, 1)]) == 9
    assert largest({"x": 1}, ["x"], []) is None
    with pytest.raises(ValueError, match="no such"):
        largest({"x": 1}, ["x"], [({"x": 1}, 1), ({"x": 1}, 2)])
