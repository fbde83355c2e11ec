# SPDX-License-Identifier: Apache-2.0
"""How many people are in each cell of a table, for any set of columns."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.records.schema import Codes

__all__ = ["ColumnSet", "Records", "Tables", "cell_numbers"]

type ColumnSet = tuple[int, ...]


def cell_numbers(codes: Sequence[NDArray[np.integer]], sizes: Sequence[int], columns: ColumnSet) -> NDArray[np.int64]:
    """Returns the number of the cell of each row; the last column of the set counts fastest."""
    cells = codes[columns[0]].astype(np.int64)
    for column in columns[1:]:
        cells *= sizes[column]
        cells += codes[column]
    return cells


class Tables(Protocol):
    """The records of a release, one row for each person, as a fit sees them: only through counts."""

    def size(self) -> NDArray[np.int64]:
        """Returns the number of people, as a table of one cell."""

    def table(self, columns: ColumnSet) -> NDArray[np.signedinteger]:
        """Returns the count of every cell of these columns. One person more or less changes one cell by one."""


class Records:
    """Tables of records in memory as codes; each is counted once."""

    def __init__(self, codes: Codes, sizes: Sequence[int]) -> None:
        self._columns = [np.ascontiguousarray(codes[:, place]) for place in range(len(sizes))]
        self._sizes = tuple(sizes)
        self._size = len(codes)
        self._tables: dict[ColumnSet, NDArray[np.signedinteger]] = {}

    def size(self) -> NDArray[np.int64]:
        """Returns the number of people, as a table of one cell."""
        return np.array([self._size], dtype=np.int64)

    def table(self, columns: ColumnSet) -> NDArray[np.signedinteger]:
        """Returns the count of every cell of these columns, the last column fastest."""
        if columns not in self._tables:
            cells = 1
            for column in columns:
                cells *= self._sizes[column]
            numbers = cell_numbers(self._columns, self._sizes, columns)
            counts = np.bincount(numbers, minlength=cells)
            self._tables[columns] = counts.astype(np.int32 if self._size < 2**31 else np.int64)
        return self._tables[columns]
