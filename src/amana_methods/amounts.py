# SPDX-License-Identifier: Apache-2.0
"""Sums of money by cell, and which of them may not be shown: of few people, dominated by one person, or revealing one."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from amana_methods.disclosure.cube import SUM, Key, money_needs, protect, sums_of
from amana_methods.disclosure.tables import Cell

if TYPE_CHECKING:
    from amana_methods.indicators import Table

__all__ = ["Amounts"]

CURRENCY = "currency"


@dataclass
class Amounts:
    """The amount of each person in each cell. `by` names the dimensions; the sum over all people has the cell ()."""

    by: tuple[str, ...]
    shares: dict[Cell, dict[Hashable, Decimal]] = field(default_factory=dict)
    total: Decimal = Decimal()

    @classmethod
    def of(cls, lines: Iterable[tuple[Iterable[Cell], object, Decimal]], by: Sequence[str]) -> "Amounts":
        """Creates the amounts from lines of cells, person and amount."""
        amounts = cls(tuple(by))
        for cells, person, amount in lines:
            assert isinstance(person, Hashable), "a person is known by an id"
            amounts.total += amount
            for cell in {*cells, ()}:
                own = amounts.shares.setdefault(cell, {})
                own[person] = own.get(person, Decimal()) + amount
        return amounts

    @property
    def sums(self) -> Mapping[Cell, Decimal]:
        """Returns the sum of each cell."""
        return {cell: sum(each.values(), Decimal()) for cell, each in self.shares.items()}

    def hidden(self, people: "Table", k: int, percent: float) -> frozenset[Cell]:
        """Returns the cells whose sum may not be shown. The rows of each currency are a table of their own.

        Where people are in several cells the cells add up to no total, so that nothing can be subtracted.
        """
        inner = [place for place, name in enumerate(self.by) if name != CURRENCY]
        found: set[Cell] = set()
        groups: dict[Cell, list[Cell]] = {}
        for cell in self.shares:
            if cell or not self.by:
                currency = tuple(code for name, code in zip(self.by, cell, strict=True) if name == CURRENCY)
                groups.setdefault(currency, []).append(cell)
        for cells in groups.values():
            if inner and not people.overlapping:
                found |= self._hidden_among(cells, inner, k, percent)
            else:
                found |= {cell for cell in cells if self._stands_out(cell, k, percent)}
        return frozenset(found)

    def _hidden_among(self, cells: Sequence[Cell], inner: Sequence[int], k: int, percent: float) -> set[Cell]:
        short = {tuple(cell[place] for place in inner): cell for cell in cells}
        table = {key: float(sum(self.shares[cell].values())) for key, cell in short.items()}
        shares: dict[Key, dict[Hashable, Decimal]] = {}
        for key, cell in short.items():
            for sum_ in _with_sums(key):
                own = shares.setdefault(sum_, {})
                for person, amount in self.shares[cell].items():
                    own[person] = own.get(person, Decimal()) + amount
        numbers = sums_of(table, len(inner))
        needs = money_needs(
            {key: float(len(each)) for key, each in shares.items()},
            {key: [float(amount) for amount in each.values()] for key, each in shares.items()},
            k=k,
            percent=percent,
        )
        back = any(amount < 0 for cell in cells for amount in self.shares[cell].values())
        shown = protect(numbers, [self.by[place] for place in inner], needs, least=-math.inf if back else 0.0)
        hidden = {cell for key, cell in short.items() if shown.numbers[key] is None}
        if shown.numbers[(SUM,) * len(inner)] is None:
            hidden.add(())
        return hidden

    def _stands_out(self, cell: Cell, k: int, percent: float) -> bool:
        each = [float(amount) for amount in self.shares[cell].values()]
        return bool(money_needs({cell: float(len(each))}, {cell: each}, k=k, percent=percent).widths)


def _with_sums(key: Cell) -> Iterable[Key]:
    """Returns the cell, and every sum that it is part of."""
    keys: list[Key] = [()]
    for value in key:
        keys = [(*each, other) for each in keys for other in (value, SUM)]
    return keys
