"""How far a published file is from the records it was made from: errors of counts, distance, what is missing, what is made up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

type ColumnSet = tuple[int, ...]
type Cells = NDArray[np.float64]
type Published = Mapping[ColumnSet, Cells]

LENGTHS = (1, 2, 3)
TELLING = 10  # people: combinations of so many or more are those whose error and absence are counted


def tables_of(codes: NDArray[np.int16], sizes: Sequence[int], columns: ColumnSet) -> Cells:
    """How many rows stand in each cell of these columns, blanks included."""
    cells = np.zeros(len(codes), dtype=np.int64)
    for column in columns:
        cells = cells * sizes[column] + codes[:, column]
    return np.bincount(cells, minlength=int(np.prod([sizes[c] for c in columns]))).astype(np.float64)


def tables_of_counts(
    counts: Iterable[tuple[ColumnSet, tuple[int, ...], float]], sizes: Sequence[int]
) -> dict[ColumnSet, Cells]:
    """The same for published combinations: columns, codes and count of each. What is not published is 0."""
    by_columns: dict[ColumnSet, list[tuple[tuple[int, ...], float]]] = defaultdict(list)
    for columns, codes, count in counts:
        by_columns[columns].append((codes, count))
    tables = {}
    for columns, found in by_columns.items():
        shape = [sizes[c] for c in columns]
        table = np.zeros(int(np.prod(shape)))
        places = np.ravel_multi_index(tuple(np.array([codes for codes, _ in found]).T), shape)
        table[places] = [count for _, count in found]
        tables[columns] = table
    return tables


@dataclass
class Tally:
    """Sums over all column sets of one length."""

    errors: list[Cells] = field(default_factory=list)
    all_errors: list[Cells] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    telling: int = 0
    missing: int = 0
    published: int = 0
    made_up: int = 0
    mass: float = 0.0
    made_up_mass: float = 0.0

    def add(self, true: Cells, other: Cells, filled: NDArray[np.bool_]) -> None:
        """One column set: its true and its published counts, and which cells hold no blank."""
        telling = filled & (true >= TELLING)
        self.errors.append(np.abs(other - true)[telling])
        self.all_errors.append(np.abs(other - true)[filled & (true > 0)])
        if other.sum():
            self.distances.append(float(np.abs(other / other.sum() - true / true.sum()).sum() / 2))
        self.telling += int(telling.sum())
        self.missing += int((telling & (other == 0)).sum())
        there, nobody = filled & (other > 0), filled & (true == 0)
        self.published += int(there.sum())
        self.made_up += int((there & nobody).sum())
        self.mass += float(other[filled].sum())
        self.made_up_mass += float(other[nobody].sum())

    def figures(self) -> dict[str, float]:
        """What the page tells of one length."""
        return {
            "error": float(np.concatenate(self.errors).mean()),
            "error of all": float(np.concatenate(self.all_errors).mean()),
            "distance": float(np.mean(self.distances)) if self.distances else 1.0,
            "missing": self.missing / max(1, self.telling),
            "made up": self.made_up / max(1, self.published),
            "made-up mass": self.made_up_mass / max(1.0, self.mass),
            "telling": self.telling,
            "published": self.published,
        }


def compare(
    true: NDArray[np.int16],
    blanks: Sequence[int | None],
    sizes: Sequence[int],
    *,
    rows: NDArray[np.int16] | None = None,
    counts: Published | None = None,
) -> dict[str, dict[str, float]]:
    """The figures of one published file by length ("1", "2", "3"): either `rows` or `counts` is given.

    error: mean absolute error of the counts of combinations with ten people or more (blanks are no value);
    error of all: of every combination that occurs; distance: mean total variation over all column sets, blanks
    included (rows only); missing: share of combinations of ten or more that are not there; made-up mass: share of the
    published counts that stand at combinations of nobody.
    """
    figures = {}
    for length in LENGTHS:
        tally = Tally()
        for columns in combinations(range(len(sizes)), length):
            table = tables_of(true, sizes, columns)
            if rows is not None:
                other = tables_of(rows, sizes, columns)
            else:
                other = (counts or {}).get(columns, np.zeros(len(table)))
            tally.add(table, other, _filled(columns, blanks, sizes))
        figures[str(length)] = tally.figures()
    return figures


def _filled(columns: ColumnSet, blanks: Sequence[int | None], sizes: Sequence[int]) -> NDArray[np.bool_]:
    there = np.ones(1, dtype=bool)
    for column in columns:
        one = np.arange(sizes[column]) != (-1 if blanks[column] is None else blanks[column])
        there = np.logical_and.outer(there, one).ravel()
    return there
