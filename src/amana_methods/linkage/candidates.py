# SPDX-License-Identifier: Apache-2.0
"""Pairs of records worth comparing in a whole register, found without comparing everybody with everybody.

Two records are candidates when they share two keys of their names and were born near each other in time (the commoner
the two keys, the nearer), or one key and the date or a rare mix of other facts, or a phone or document number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from amana_methods.linkage.dates import DAY
from amana_methods.linkage.table import Codes, Ints, Table, mix
from amana_methods.linkage.traits import MOST_KEYS, MOST_NAME

__all__ = ["Reach", "candidate_pairs"]

_ROOM = 2_000_000  # pairs made at once
_KEYS = 3  # of a part's keys, used for finding
_YEARS = 256  # room for a year in a sorted code


@dataclass(frozen=True, slots=True)
class Reach:
    """How far apart in years two records may be that share two keys, by how many records share them, and other limits."""

    near: int = 12
    rare: int = 40  # records that share both keys, up to which `near` years count
    some: int = 400  # up to which `middle` years count
    middle: int = 2
    most: int = 4000  # beyond which the year must be the same
    phone: int = 60  # holders of a phone beyond which it finds nobody
    single: int = 400  # records of one date and sex beyond which the date finds nobody

    def with_one_key(self) -> "Reach":
        """Returns the narrower reach of two records that share one key and the nationality."""
        return replace(self, near=6, rare=self.rare, some=self.some // 4, middle=2, most=self.some * 4)


def candidate_pairs(table: Table, reach: Reach = Reach()) -> tuple[Ints, Ints]:
    """Returns distinct pairs of row numbers, the first smaller than the second, in a fixed order."""
    size = np.int64(max(len(table), 1))
    found: list[Ints] = []
    pending = 0
    for a, b in _all_joins(table, reach):
        keep = a != b
        low, high = np.minimum(a[keep], b[keep]), np.maximum(a[keep], b[keep])
        found.append(np.unique(low * size + high))
        pending += len(found[-1])
        if pending > 4 * _ROOM and len(found) > 1:
            found = [np.unique(np.concatenate(found))]
            pending = 0
    every = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return every // size, every % size


def _all_joins(table: Table, reach: Reach) -> Iterator[tuple[Ints, Ints]]:
    year = np.where(table.year > 0, table.year.astype(np.int64) - 1870, 0)
    codes, rows = _two_keys(table)
    yield from _join_near(codes, rows, year, reach)
    codes, rows = _key_with(table, mix(3, table.nationality))
    yield from _join_near(codes, rows, year, reach.with_one_key())
    month, day = table.month.astype(np.int64), table.day.astype(np.int64)
    low, high = np.minimum(month, day), np.maximum(month, day)
    dated = np.flatnonzero((day > 0) & (table.precision == DAY))
    day_of_year = np.zeros(len(table), dtype=np.int64)
    day_of_year[dated] = (low * 32 + high)[dated]
    codes, rows = _key_with(table, mix(8, day_of_year))
    known = day_of_year[rows] > 0
    yield from _join_same(codes[known], rows[known], reach.phone)
    stamp = mix(5, (year * 1024 + low * 32 + high)[dated], table.sex[dated])
    yield from _join_same(stamp, dated, reach.single)
    for kind, column, most in ((6, table.phone[:, 0], reach.phone), (7, table.document[:, 0], reach.phone)):
        held = np.flatnonzero(column)
        yield from _join_same(mix(kind, column[held]), held, most)


def _two_keys(table: Table) -> tuple[Codes, Ints]:
    """Returns for each record a code for each two of its parts and each of their keys, in either order."""
    keys = table.tokens.keys[:, : min(_KEYS, MOST_KEYS)]
    codes: list[Codes] = []
    rows: list[Ints] = []
    for i in range(MOST_NAME):
        for j in range(i + 1, MOST_NAME):
            held = np.flatnonzero(table.parts[:, j] >= 0)
            if not len(held):
                continue
            for p in range(keys.shape[1]):
                for q in range(keys.shape[1]):
                    if p + q >= _KEYS:
                        continue
                    x, y = keys[table.parts[held, i], p], keys[table.parts[held, j], q]
                    there = (x != 0) & (y != 0)
                    codes.append(mix(2, np.minimum(x, y)[there], np.maximum(x, y)[there]))
                    rows.append(held[there])
    return _concatenate(codes, rows)


def _key_with(table: Table, other: Codes) -> tuple[Codes, Ints]:
    """Returns for each record and each key of its parts a code for the key and another fact."""
    keys = table.tokens.keys[:, :2]
    codes: list[Codes] = []
    rows: list[Ints] = []
    for i in range(MOST_NAME):
        held = np.flatnonzero(table.parts[:, i] >= 0)
        for p in range(keys.shape[1]):
            x = keys[table.parts[held, i], p]
            there = x != 0
            codes.append(mix(4, x[there], other[held[there]]))
            rows.append(held[there])
    return _concatenate(codes, rows)


def _concatenate(codes: list[Codes], rows: list[Ints]) -> tuple[Codes, Ints]:
    if not codes:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    return np.concatenate(codes), np.concatenate(rows)


def _join_same(codes: Codes, rows: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Yields pairs of rows with the same code, for codes that at most `most` rows have."""
    order = np.argsort(codes, kind="stable")
    codes, rows = codes[order], rows[order]
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if len(codes) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(codes)])
    end = np.repeat(starts + sizes, sizes)
    here = np.arange(len(codes))
    fits = np.repeat(sizes, sizes) <= most
    yield from _pairs_up_to(rows, here[fits], end[fits])


def _join_near(codes: Codes, rows: Ints, year: Ints, reach: Reach) -> Iterator[tuple[Ints, Ints]]:
    """Yields pairs of rows with the same code and years near each other; a record without a year is near to all."""
    _, block, sizes = np.unique(codes, return_inverse=True, return_counts=True)
    single = sizes[block] < 2
    block, rows = block[~single], rows[~single]
    place = block.astype(np.int64) * _YEARS + year[rows]
    order = np.argsort(place, kind="stable")
    place, rows, block = place[order], rows[order], block[order]
    size = sizes[block]
    width = np.where(size <= reach.rare, reach.near, np.where(size <= reach.some, reach.middle, 0))
    unknown = place % _YEARS == 0
    width = np.where(unknown, np.where(size <= reach.some, _YEARS - 1, 0), width)
    width = np.where(size <= reach.most, width, -1)
    end = np.searchsorted(place, place + width, side="right")
    yield from _pairs_up_to(rows, np.arange(len(rows)), end)


def _pairs_up_to(rows: Ints, here: Ints, end: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yields each place with the places after it up to its end, as pairs of rows, in batches."""
    counts = np.maximum(end - here - 1, 0)
    going = counts > 0
    here, counts = here[going], counts[going]
    total = np.cumsum(counts)
    start = 0
    while start < len(here):
        done = total[start - 1] if start else 0
        stop = max(int(np.searchsorted(total, done + _ROOM, side="right")), start + 1)
        some = counts[start:stop]
        first = np.repeat(here[start:stop], some)
        step = np.arange(len(first)) - np.repeat(np.cumsum(some) - some, some)
        yield rows[first], rows[first + 1 + step]
        start = stop
