"""Counts of activities, coverage of places, and what a test before and after a training shows.

A count is of attendances: no name is needed for it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_PEOPLE = 1_000_000

type Cell = tuple[str, str]


@dataclass(frozen=True)
class Paired:
    """Two tests of one trainee under an anonymous code, each in per cent."""

    code: str
    pre: int
    post: int


def added_up(cells: Mapping[Cell, int]) -> int:
    """Returns the total of the cells of sex and age group.

    >>> added_up({("female", "18_25"): 20, ("male", "18_25"): 4})
    24
    """
    return sum(cells.values())


def below_zero(numbers: Iterable[int]) -> bool:
    """Whether one of the numbers is negative."""
    return any(number < 0 for number in numbers)


def by_place(cells: Mapping[Cell, int], place: int) -> dict[str, int]:
    """Returns the counts summed by sex (place 0) or by age group (place 1); groups without anybody are left out."""
    found: dict[str, int] = {}
    for cell, number in cells.items():
        if number:
            found[cell[place]] = found.get(cell[place], 0) + number
    return found


def split_targets(targets: Sequence[str], reached: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the target governorates in which something was held, and those still to come, both in the order of the targets.

    >>> split_targets(["IQG07", "IQG13"], {"IQG13", "IQG18"})
    (('IQG13',), ('IQG07',))
    """
    return tuple(t for t in targets if t in reached), tuple(t for t in targets if t not in reached)


def gain(before: int | None, after: int | None) -> int | None:
    """Returns the knowledge gained: the mean after minus the mean before, in points of a hundred; None when one is not known."""
    return None if before is None or after is None else after - before


def count_improved(tests: Iterable[Paired]) -> tuple[int, int]:
    """Returns how many trainees were better after than before, and how many have both tests."""
    pairs = list(tests)
    return sum(pair.post > pair.pre for pair in pairs), len(pairs)
