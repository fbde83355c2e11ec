# SPDX-License-Identifier: Apache-2.0
"""Counts, shares, medians and sums for a figure that carries its definition and hides small groups.

A record is a plain mapping: `person` holds an opaque id, other keys hold codes. A fact may hold several codes (two
nationalities, three kinds of exploitation); the record then counts in each of their cells, and once in the total.
Explained in docs/understand/indicators.md.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from statistics import median

from amana_methods.amounts import Amounts
from amana_methods.disclosure import Cell, Hidden, Protected, Zeros, is_small, suppress

__all__ = [
    "Figure",
    "Record",
    "Table",
    "Value",
    "count_events",
    "count_figure",
    "count_persons",
    "median_figure",
    "money_figure",
    "round_figure",
    "share_figure",
]

type Record = Mapping[str, object]
type Number = int | float | Decimal

UNKNOWN = "unknown"
_PERSON = "person"
_WITH, _WITHOUT = "with", "without"


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by cell, one code per dimension of `by`; `overlapping` when something is in several cells."""

    by: tuple[str, ...]
    total: int
    cells: Mapping[Cell, int]
    overlapping: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A number that may be shown, or None with the reason; `beside` are counts shown with it."""

    value: Number | None
    hidden: Hidden | None = None
    beside: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure ready to be published: numbers, their definition, and the version they were counted by."""

    indicator: str
    by: tuple[str, ...]
    total: Value
    cells: Mapping[Cell, Value]
    definition: str
    version: str

    def as_data(self) -> dict[str, object]:
        """Returns the figure as plain JSON values; a hidden number is null next to `hidden`, which is small or complementary.

        >>> table = count_persons([{"person": n, "sex": "female"} for n in range(7)], ["sex"])
        >>> count_figure("A-01", table, definition="Persons assisted.", version="1").as_data()["cells"]
        [{'sex': 'female', 'value': 7}]
        """
        return {
            "indicator": self.indicator,
            **_as_data("total", self.total),
            "cells": [
                {**dict(zip(self.by, cell, strict=True)), **_as_data("value", value)}
                for cell, value in self.cells.items()
            ],
            "definition": self.definition,
            "version": self.version,
        }


def count_persons(records: Iterable[Record], by: Sequence[str] = ()) -> Table:
    """Counts the different persons, in all and in each cell that occurs; each once per cell.

    A fact that is missing or empty counts as "unknown". Raises KeyError for a record without `person`.
    """
    return _count(((record[_PERSON], record) for record in records), by)


def count_events(records: Iterable[Record], by: Sequence[str] = ()) -> Table:
    """Counts the records, in all and in each cell that occurs; two records of one person are two."""
    return _count(enumerate(records), by)


def count_figure(
    indicator: str,
    table: Table,
    *,
    definition: str,
    version: str,
    k: int | None = 5,
    zeros: Zeros = "show",
    categories: Mapping[str, Sequence[str]] | None = None,
) -> Figure:
    """Returns the figure of a table of counts, with small numbers and those that reveal them hidden.

    `k` is None only for counts that are not about people helped (sessions held, leaflets). `categories` names the codes
    of a dimension that are listed in the figure, in this order, also with a count of zero. Raises ValueError for a cell
    outside the categories, and for more than two dimensions when numbers are to be hidden.
    """
    cells = _in_order(table, categories or {})
    shown, total = _protect_cells(cells, table, k, zeros)
    return Figure(
        indicator, table.by, _value(total), {cell: _value(shown[cell]) for cell in shown}, definition, version
    )


def median_figure(
    indicator: str,
    records: Iterable[Record],
    by: Sequence[str] = (),
    *,
    days: str,
    definition: str,
    version: str,
    k: int = 5,
) -> Figure:
    """Returns the median of the days in the fact `days`, over persons, with their number as `persons`.

    A person in several records of a cell counts with the smallest number of days. Medians over fewer than `k` persons
    are hidden, and so is each number of persons that would reveal a small one. Raises TypeError for days that are not a
    number; records without days do not count.
    """
    counted = [record for record in records if record.get(days) is not None]
    table = count_persons(counted, by)
    shown, total = _protect_cells(table.cells, table, k, "show")
    values: dict[Cell, dict[Hashable, float]] = {}
    for record in counted:
        for cell in [(), *_cells_of(record, by)] if by else [()]:
            own = values.setdefault(cell, {})
            own[_hashable(record[_PERSON])] = min(
                _days(record[days]), own.get(_hashable(record[_PERSON]), float("inf"))
            )
    overall = _median(values.get((), {}).values(), total)
    return Figure(
        indicator,
        tuple(by),
        overall,
        {cell: _median(values[cell].values(), count) for cell, count in shown.items()},
        definition,
        version,
    )


def share_figure(
    indicator: str,
    records: Iterable[Record],
    by: Sequence[str] = (),
    *,
    met: str,
    definition: str,
    version: str,
    persons: bool = True,
    k: int | None = 5,
) -> Figure:
    """Returns the share of those whose fact `met` is true, with its `numerator` and `denominator`.

    Of persons (each once; met when any of their records is) or, with `persons=False`, of records. A share is hidden
    when those with or those without are few, because either group could be found; and when it would reveal another.
    Raises ValueError for more than one dimension when numbers are to be hidden, or for facts with several codes.
    """
    kept = list(records)
    keys = [record[_PERSON] if persons else place for place, record in enumerate(kept)]
    met_by = {_hashable(key) for key, record in zip(keys, kept, strict=True) if record.get(met) is True}
    split = [
        {**record, "_met": _WITH if _hashable(key) in met_by else _WITHOUT}
        for key, record in zip(keys, kept, strict=True)
    ]
    table = _count(zip(keys, split, strict=True), (*by, "_met"))
    if table.overlapping:
        raise ValueError("a share needs facts with one code each, so that its parts add up")
    everyone, groups = _count(zip(keys, split, strict=True), ()), _count(zip(keys, split, strict=True), by)
    groups_of: Iterable[Cell] = groups.cells if by else [()]
    full = {(*cell, side): table.cells.get((*cell, side), 0) for cell in groups_of for side in (_WITH, _WITHOUT)}
    sides: dict[Cell, int] = {
        (side,): sum(n for cell, n in full.items() if cell[-1] == side) for side in (_WITH, _WITHOUT)
    }
    if k is None:
        inner, margins = Protected(full, {}, everyone.total), Protected(sides, {}, everyone.total)
    else:
        inner, margins = suppress(full, (*by, "_met"), k=k), suppress(sides, ["_met"], k=k)
    total = _share(margins.cells, (), margins.total)
    if not by:
        return Figure(indicator, (), total, {}, definition, version)
    cells = {}
    for cell, size in groups.cells.items():
        shown = size if k is None else inner.margins[by[0], cell[0]]
        cells[cell] = _share(inner.cells, cell, shown)
    return Figure(indicator, tuple(by), total, cells, definition, version)


def money_figure(
    indicator: str,
    records: Iterable[Record],
    by: Sequence[str] = (),
    *,
    definition: str,
    version: str,
    k: int | None = 5,
    dominance_percent: float = 20.0,
) -> Figure:
    """Returns the sum of the fact `amount`, with the number of persons; `amount` has one `currency` per cell.

    Sums are hidden where the number of persons is, where one person dominates by the p%-rule of `dominance_percent`,
    and where they would reveal such a sum. Returns and reversals are negative amounts. When the records hold several
    currencies, `currency` must be one of `by`, and there is no total. Raises ValueError otherwise.
    """
    kept = list(records)
    currencies = {record.get("currency") for record in kept}
    if len(currencies) > 1 and "currency" not in by:
        raise ValueError("amounts in several currencies are never added; count by currency")
    table = count_persons(kept, by)
    shown, persons = _protect_cells(table.cells, table, k, "show")
    amounts = Amounts.of(((_cells_of(record, by), record[_PERSON], _amount(record["amount"])) for record in kept), by)
    sums = amounts.sums
    hidden = frozenset() if k is None else amounts.hidden(table, k, dominance_percent)
    whole = Hidden.COMPLEMENTARY if () in hidden and not isinstance(persons, Hidden) else persons
    return Figure(
        indicator,
        tuple(by),
        _sum(amounts.total if len(currencies) < 2 else None, whole),
        {
            cell: _sum(
                sums[cell],
                Hidden.COMPLEMENTARY if cell in hidden and not isinstance(count, Hidden) else count,
            )
            for cell, count in shown.items()
        },
        definition,
        version,
    )


def round_figure(figure: Figure, base: int) -> Figure:
    """Returns the figure with every count rounded to the nearest multiple of `base`, and shares of such counts.

    What is shown no longer adds up exactly, and two figures that differ by few people mostly look the same.
    """

    def near(count: int | None) -> int | None:
        return None if count is None else (2 * count + base) // (2 * base) * base

    def each(value: Value) -> Value:
        beside = {name: near(count) for name, count in value.beside.items()}
        number = value.value
        if "denominator" in beside:
            part, whole = beside.get("numerator"), beside["denominator"]
            number = part / whole if number is not None and part is not None and whole else None
        elif isinstance(number, int):
            number = near(number)
        return replace(value, value=number, beside=beside)

    return replace(figure, total=each(figure.total), cells={cell: each(value) for cell, value in figure.cells.items()})


def _count(keyed: Iterable[tuple[object, Record]], by: Sequence[str]) -> Table:
    everyone: set[Hashable] = set()
    members: dict[Cell, set[Hashable]] = {}
    for key, record in keyed:
        everyone.add(_hashable(key))
        for cell in _cells_of(record, by) if by else ():
            members.setdefault(cell, set()).add(_hashable(key))
    cells = {cell: len(members[cell]) for cell in sorted(members)}
    return Table(tuple(by), len(everyone), cells, overlapping=bool(by) and sum(cells.values()) != len(everyone))


def _cells_of(record: Record, by: Sequence[str]) -> set[Cell]:
    return set(product(*(_codes(record.get(dimension)) for dimension in by)))


def _codes(fact: object) -> Collection[str]:
    if fact is None or fact == "":
        return (UNKNOWN,)
    if isinstance(fact, Collection) and not isinstance(fact, str):
        return {str(code) for code in fact} or (UNKNOWN,)
    return (str(fact),)


def _in_order(table: Table, categories: Mapping[str, Sequence[str]]) -> dict[Cell, int]:
    """Returns the cells in the order of the categories, with those that are zero; other dimensions keep their codes."""
    codes = [
        categories.get(dimension) or sorted({cell[place] for cell in table.cells})
        for place, dimension in enumerate(table.by)
    ]
    if not any(dimension in categories for dimension in table.by):
        return dict(table.cells)
    cells = {cell: table.cells.get(cell, 0) for cell in product(*codes)}
    if strangers := table.cells.keys() - cells.keys():
        raise ValueError(f"{', '.join(min(strangers))}: not among the categories of {', '.join(table.by)}")
    return cells


def _protect_cells(
    cells: Mapping[Cell, int], table: Table, k: int | None, zeros: Zeros
) -> tuple[Mapping[Cell, int | Hidden], int | Hidden]:
    if k is None:
        return cells, table.total
    if not table.by:
        return {}, Hidden.SMALL if is_small(table.total, k, zeros) else table.total
    protected = suppress(cells, table.by, k=k, zeros=zeros, total=table.total if table.overlapping else None)
    order = {cell: place for place, cell in enumerate(cells)}
    shown = sorted(protected.cells, key=lambda cell: (order.get(cell, len(order)), cell))
    return {cell: protected.cells[cell] for cell in shown}, protected.total


def _value(shown: int | Hidden) -> Value:
    return Value(None, shown) if isinstance(shown, Hidden) else Value(shown)


def _median(days: Collection[float], persons: int | Hidden) -> Value:
    if isinstance(persons, Hidden):
        return Value(None, persons, {"persons": None})
    middle = median(days) if days else None
    return Value(int(middle) if middle is not None and middle == int(middle) else middle, None, {"persons": persons})


def _share(sides: Mapping[Cell, int | Hidden], cell: Cell, size: int | Hidden) -> Value:
    met, unmet = sides[(*cell, _WITH)], sides[(*cell, _WITHOUT)]
    denominator = None if isinstance(size, Hidden) else size
    for part in (met, unmet, size):
        if isinstance(part, Hidden):
            return Value(None, part, {"numerator": None, "denominator": denominator})
    numerator = int(met)
    return Value(
        numerator / denominator if denominator else None,
        None,
        {"numerator": numerator, "denominator": denominator},
    )


def _sum(amount: Decimal | None, persons: int | Hidden) -> Value:
    if isinstance(persons, Hidden):
        return Value(None, persons, {"persons": None})
    return Value(amount, None, {"persons": persons})


def _as_data(name: str, value: Value) -> dict[str, object]:
    number = value.value
    if isinstance(number, Decimal):
        number = int(number) if number == int(number) else float(number)
    hidden = {} if value.hidden is None else {"hidden": str(value.hidden)}
    return {name: number, **hidden, **value.beside}


def _hashable(key: object) -> Hashable:
    if not isinstance(key, Hashable):
        raise TypeError("a person is known by an id")
    return key


def _days(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("days are a number")
    return value


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("an amount is a whole or decimal number")
    return Decimal(value)
