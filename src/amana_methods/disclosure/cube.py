# SPDX-License-Identifier: Apache-2.0
"""Tables of up to three dimensions with all their sums, of people or of money, safe against a reader with a solver.

A number is hidden when it is small (fewer than `k` people), when one person makes up nearly all of it (money), or when
the difference to an earlier table is small. Others are hidden with it until no hidden number that needs protection can
be narrowed to less than its protection interval. Explained in docs/understand/disclosure.md.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from amana_methods.disclosure.attack import NEAR, Attack, cheapest_change

__all__ = ["SUM", "Cube", "Key", "Needs", "count_needs", "difference_is_safe", "money_needs", "protect", "sums_of"]

SUM = None
type Key = tuple[str | None, ...]  # one value for each dimension; SUM for all of it
type Named = tuple[str, Key]  # a number of this table ("new"), of an earlier one, or of their difference
type Relation = Mapping[Named, float]

NEW = "new"
LARGEST = 20_000  # numbers, sums included
_MOST_TRIES = 2_000  # linear programmes spent on finding hidden numbers that can be shown again
_FREE = 0.001  # the cost of changing what is hidden already: nearly nothing, so that little is moved


@dataclass(frozen=True, slots=True)
class Needs:
    """How wide the interval of each hidden number has to stay."""

    widths: Mapping[Key, float]


@dataclass(frozen=True)
class Cube:
    """A table that may be shown. A hidden number is None, and `intervals` gives what a reader can infer about it.

    `needs` are the widths that were promised; `why` says of each hidden number that had to be hidden itself: small,
    dominated or differs. That, like the true numbers, is never published.
    """

    dimensions: tuple[str, ...]
    numbers: Mapping[Key, float | None]
    intervals: Mapping[Key, tuple[float, float]]
    needs: Mapping[Key, float] = field(repr=False)

    @property
    def hidden(self) -> int:
        """Returns how many numbers are hidden, sums included."""
        return sum(number is None for number in self.numbers.values())


def sums_of(table: Mapping[tuple[str, ...], float], dimensions: int) -> dict[Key, float]:
    """Returns every number of the table: cells, also those that are zero, and sums over each of its dimensions."""
    values = [sorted({cell[place] for cell in table}) for place in range(dimensions)]
    numbers: dict[Key, float] = dict.fromkeys(product(*((*each, SUM) for each in values)), 0)
    for cell, number in table.items():
        for key in product(*((value, SUM) for value in cell)):
            numbers[key] += number
    return numbers


def count_needs(numbers: Mapping[Key, float], k: int, *, zeros: bool = False) -> Needs:
    """Returns needs that hide counts of fewer than `k` people and keep `k` different counts possible for each of them.

    A zero is hidden only when `zeros` is said: by itself it is nobody.
    """
    return Needs({key: k - 1 for key, number in numbers.items() if (0 < number < k) or (zeros and number == 0)})


def money_needs(
    people: Mapping[Key, float],
    shares: Mapping[Key, Sequence[float]],
    *,
    k: int,
    percent: float = 20.0,
    few: int = 2,
    most_percent: float = 85.0,
) -> Needs:
    """Returns needs that hide sums of fewer than `k` people, and sums that one or `few` people dominate.

    `shares` holds each person's part of a sum. One dominates when the second largest could estimate the largest to
    within `percent` of it (the p%-rule), or when the largest `few` make up more than `most_percent` (the n-k rule). The
    interval of such a sum stays as wide as twice `percent` of the largest.
    """
    widths = {}
    for key, each in shares.items():
        largest = sorted((abs(share) for share in each), reverse=True)
        if not largest or largest[0] == 0:
            continue
        whole = sum(largest)
        rest = whole - sum(largest[:2])
        stands_out = rest < percent / 100 * largest[0] or sum(largest[:few]) > most_percent / 100 * whole
        if stands_out or 0 < people[key] < k:
            widths[key] = 2 * percent / 100 * largest[0]
    return Needs(widths)


def protect(
    numbers: Mapping[Key, float],
    dimensions: Sequence[str],
    needs: Needs,
    *,
    earlier: Sequence[Mapping[Key, float | None]] = (),
    earlier_true: Sequence[Mapping[Key, float]] = (),
    least: float = 0.0,
    k: int = 5,
) -> Cube:
    """Returns the table with every number that needs it hidden, and as many others as it takes.

    `numbers` are all numbers with their sums (`sums_of`). `earlier` are tables of the same dimensions as they were
    published, and `earlier_true` the same with nothing hidden: where one table holds all people of the other, their
    difference is protected like a table of its own. No number is below `least` (minus infinity for sums with returns).
    Raises ValueError for more than three dimensions, too many numbers, or a table that does not add up.
    """
    if not 1 <= len(dimensions) <= 3:
        raise ValueError("a table has one, two or three dimensions")
    if len(numbers) > LARGEST:
        raise ValueError(f"a table has at most {LARGEST} numbers with its sums; divide it less")
    work = _Work(numbers, least)
    for place, (shown, true) in enumerate(zip(earlier, earlier_true, strict=True)):
        work.compare(f"earlier {place}", shown, true, k)
    for key, width in needs.widths.items():
        work.need((NEW, key), width)
    inner = len(dimensions)
    for level in range(inner, -1, -1):
        # First only cells are hidden for others; where that does not do, sums of one dimension, and so on.
        if work.settle({key for key in numbers if sum(value is not SUM for value in key) >= level}):
            break
    else:
        work.hide_everything()
    work.show_again()
    return Cube(
        tuple(dimensions),
        {key: None if (NEW, key) in work.hidden else number for key, number in numbers.items()},
        {key: work.interval((NEW, key)) for tag, key in sorted(work.hidden, key=str) if tag == NEW},
        dict(needs.widths),
    )


def difference_is_safe(
    shown: Mapping[Key, float | None],
    true: Mapping[Key, float],
    earlier: Mapping[Key, float | None],
    earlier_true: Mapping[Key, float],
    k: int,
) -> bool:
    """Whether two published tables of the same dimensions reveal nothing about fewer than `k` people by subtraction.

    `shown` and `earlier` hold None for what is hidden, and may leave sums out, which counts as hidden. Where neither
    table holds all people of the other there is nothing to subtract, and the answer is yes.
    """
    work = _Work(true, 0.0)
    work.hidden |= {(NEW, key) for key in true if shown.get(key) is None}
    before = "earlier"
    work.compare(before, earlier, earlier_true, k)
    return all(work.is_safe(name) for name in work.needs if name[0] not in (NEW, before))


class _Work:
    """All numbers that a reader can relate to each other, and which of them are hidden so far."""

    def __init__(self, numbers: Mapping[Key, float], least: float) -> None:
        self._whole = all(number == int(number) for number in numbers.values())
        self.true: dict[Named, float] = {}
        self.low: dict[Named, float] = {}
        self.relations: list[Relation] = []
        self.hidden: set[Named] = set()
        self.needs: dict[Named, float] = {}
        self._attack: Attack[Named] | None = None
        self._add(NEW, numbers, least)
        self._hideable: set[Named] = set()

    def compare(self, tag: str, shown: Mapping[Key, float | None], true: Mapping[Key, float], k: int) -> None:
        """Adds an earlier table as it was published, and protects the difference between the two tables too."""
        self._add(tag, true, 0.0)
        self.hidden |= {(tag, key) for key in true if shown.get(key) is None}
        self._attack = None
        for key in true:
            if 0 < true[key] < k and (tag, key) in self.hidden:
                # Numbers hidden there stay hidden, as far as that table by itself left them open.
                low, high = self.interval((tag, key))
                self.need(
                    (tag, key),
                    min(k - 1, math.floor(high + NEAR) - math.ceil(low - NEAR)) if high < math.inf else k - 1,
                )
        both = [key for key in true if (NEW, key) in self.true]
        apart = {key: self.true[NEW, key] - true[key] for key in both}
        if min(apart.values(), default=0) < 0 < max(apart.values(), default=0):
            return  # neither table holds the other, so that their difference counts nobody
        sign = -1.0 if min(apart.values(), default=0) < 0 else 1.0
        between = f"between {tag}"
        for key, number in apart.items():
            name = (between, key)
            self.true[name], self.low[name] = sign * number, 0.0
            self.hidden.add(name)
            self.relations.append({(NEW, key): sign, (tag, key): -sign, name: -1.0})
            if 0 < sign * number < k:
                self.need(name, k - 1)

    def need(self, name: Named, width: float) -> None:
        """Hides the number, which has to keep an interval of this width."""
        self.hidden.add(name)
        self.needs[name] = max(width, self.needs.get(name, 0.0))
        self._attack = None

    def interval(self, name: Named) -> tuple[float, float]:
        """Returns what a reader can infer about a hidden number."""
        if self._attack is None:
            bounds = {each: (self.low[each], math.inf) for each in self.hidden}
            equations = []
            for relation in self.relations:
                open_ = {each: factor for each, factor in relation.items() if each in self.hidden}
                if open_:
                    fixed = sum(f * self.true[each] for each, f in relation.items() if each not in self.hidden)
                    equations.append((open_, -fixed))
            self._attack = Attack(bounds, equations)
        return self._attack.interval(name)

    def is_safe(self, name: Named) -> bool:
        """Whether the interval is as wide as promised."""
        low, high = self.interval(name)
        if self._whole and high < math.inf:
            low, high = math.ceil(low - NEAR), math.floor(high + NEAR)
        return high - low >= self.needs[name] - NEAR

    def settle(self, keys: set[Key]) -> bool:
        """Whether every need could be met by hiding numbers among `keys`, the smallest first."""
        self._hideable = {(NEW, key) for key in keys}
        for name in sorted(self.needs, key=lambda each: (-self.needs[each], self.true[each], str(each))):
            if not self.is_safe(name) and not self._make_safe(name):
                return False
        return all(self.is_safe(name) for name in self.needs)

    def hide_everything(self) -> None:
        """Hides the whole table."""
        self.hidden |= {name for name in self.true if name[0] == NEW}
        self._attack = None

    def show_again(self) -> None:
        """Shows numbers again that were hidden for others and turn out not to be needed, the largest first."""
        extra = [name for name in self.hidden - self.needs.keys() if name[0] == NEW]
        if len(extra) * len(self.needs) > _MOST_TRIES:
            return
        for name in sorted(extra, key=lambda name: (-self.true[name], str(name))):
            self.hidden.discard(name)
            self._attack = None
            if not all(self.is_safe(each) for each in self.needs):
                self.hidden.add(name)
                self._attack = None

    def _make_safe(self, name: Named) -> bool:
        """Hides the cheapest numbers along which this one can rise by its width, or fall and rise."""
        width = self.needs[name]
        down = min(width, self.true[name] - self.low[name])
        for steps in ((width,), (-down, width - down)):
            changed: set[Named] = set()
            for by in steps:
                found = self._change(name, by) if by else set[Named]()
                if found is None:
                    break
                changed |= found
            else:
                self.hidden |= changed
                self._attack = None
                if self.is_safe(name):
                    return True
        return False

    def _change(self, name: Named, by: float) -> set[Named] | None:
        costs = dict.fromkeys(self.hidden, _FREE)
        for each in self._hideable - self.hidden:
            costs[each] = max(abs(self.true[each]), 5.0)  # a hidden zero reveals more than its size
        room = {each: (self.low[each] - self.true[each], math.inf) for each in costs}
        return cheapest_change(costs, room, self.relations, name, by)

    def _add(self, tag: str, numbers: Mapping[Key, float], least: float) -> None:
        for key, number in numbers.items():
            self.true[tag, key], self.low[tag, key] = number, least
        for parent, children in _lines(numbers):
            if abs(sum(numbers[child] for child in children) - numbers[parent]) > NEAR * max(1, abs(numbers[parent])):
                raise ValueError("the table does not add up to its sums")
            self.relations.append({(tag, parent): -1.0, **{(tag, child): 1.0 for child in children}})


def _lines(numbers: Mapping[Key, float]) -> Iterator[tuple[Key, list[Key]]]:
    """Yields every sum with the numbers that it adds up, along each of its dimensions."""
    values: list[list[str | None]] = []
    for place in range(len(next(iter(numbers)))):
        values.append(sorted({key[place] for key in numbers if key[place] is not SUM}, key=str))
    for key in numbers:
        for place, value in enumerate(key):
            if value is SUM:
                yield key, [(*key[:place], each, *key[place + 1 :]) for each in values[place]]
