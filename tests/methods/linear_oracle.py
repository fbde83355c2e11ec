"""A second, slow and exact opinion on linear programmes: the simplex method in fractions, with Bland's rule."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction


def largest[K: Hashable](
    aim: Mapping[K, int], names: Sequence[K], equations: Sequence[tuple[Mapping[K, int], int]]
) -> Fraction | None:
    """The largest value of `aim` where all names are at least zero and the equations hold; None without limit.

    Raises ValueError when nothing fulfils the equations.
    """
    columns = len(names)
    rows = []
    for factors, total in equations:
        sign = -1 if total < 0 else 1
        rows.append([Fraction(sign * factors.get(name, 0)) for name in names] + [Fraction(sign * total)])
    count = len(rows)
    for number, row in enumerate(rows):
        row[columns:columns] = [Fraction(number == other) for other in range(count)]
    basis = list(range(columns, columns + count))
    cost = [Fraction(0)] * columns + [Fraction(-1)] * count
    _improve(rows, basis, cost, columns + count)
    if any(rows[number][-1] for number, column in enumerate(basis) if column >= columns):
        raise ValueError("no such table")
    for number, column in enumerate(list(basis)):
        if column >= columns:
            entering = next((place for place in range(columns) if rows[number][place]), None)
            if entering is not None:
                _pivot(rows, basis, number, entering)
    cost = [Fraction(aim.get(name, 0)) for name in names] + [Fraction(0)] * count
    if not _improve(rows, basis, cost, columns):
        return None
    return sum((cost[column] * rows[number][-1] for number, column in enumerate(basis)), Fraction(0))


def _improve(rows: list[list[Fraction]], basis: list[int], cost: Sequence[Fraction], usable: int) -> bool:
    """The basis is the best for this cost; False when there is no best one."""
    while True:
        entering = next(
            (
                place
                for place in range(usable)
                if place not in basis
                and cost[place]
                - sum((cost[column] * rows[number][place] for number, column in enumerate(basis)), Fraction(0))
                > 0
            ),
            None,
        )
        if entering is None:
            return True
        leaving = [
            (rows[number][-1] / rows[number][entering], basis[number], number)
            for number in range(len(rows))
            if rows[number][entering] > 0
        ]
        if not leaving:
            return False
        _pivot(rows, basis, min(leaving)[2], entering)


def _pivot(rows: list[list[Fraction]], basis: list[int], leaving: int, entering: int) -> None:
    factor = rows[leaving][entering]
    rows[leaving] = [value / factor for value in rows[leaving]]
    for number, row in enumerate(rows):
        if number != leaving and row[entering]:
            by = row[entering]
            rows[number] = [value - by * other for value, other in zip(row, rows[leaving], strict=True)]
    basis[leaving] = entering
