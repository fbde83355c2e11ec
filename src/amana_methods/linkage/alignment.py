# SPDX-License-Identifier: Apache-2.0
"""Aligns the parts of two names, one to one, for many pairs of records at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.table import Floats, Ints, Table
from amana_methods.linkage.traits import LATIN

__all__ = [
    "ALIAS",
    "KEY",
    "NEAR",
    "NOTHING",
    "OTHER_KEY",
    "SAME",
    "Alignment",
    "align",
    "levels_of",
    "near",
    "vowel_signs",
]

# How alike two parts are, in rising order.
NOTHING, NEAR, OTHER_KEY, ALIAS, KEY, SAME = range(6)

_LOW = np.int64(sum(1 << (4 * gap) for gap in range(13)))


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each pair (rows) and each part of the first name (columns): its partner in the second name and how alike.

    `partner` is -1 for none; `level` is one of the constants above. `taken` marks the parts of the second name in use.
    """

    partner: NDArray[np.int8]
    level: NDArray[np.int8]
    taken: NDArray[np.bool_]


def levels_of(a: Table, ta: NDArray[np.int32], b: Table, tb: NDArray[np.int32]) -> NDArray[np.int8]:
    """Returns how alike the tokens of `ta` and `tb` in the same row are; for keys with one sign less see `near`."""
    ka, kb = a.tokens, b.tokens
    level = np.zeros(len(ta), dtype=np.int8)
    maybe = np.flatnonzero(ka.marks[ta] & kb.marks[tb])
    x, y = ta[maybe], tb[maybe]
    same = ka.text[x] == kb.text[y]
    alias = (ka.alias[x] == kb.alias[y]) & (ka.alias[x] != 0)
    keys_x, keys_y = ka.keys[x], kb.keys[y]
    first = keys_x[:, 0] == keys_y[:, 0]
    other = ((keys_x[:, :, None] == keys_y[:, None, :]) & (keys_x != 0)[:, :, None]).any(axis=(1, 2))
    found = np.where(same, SAME, np.where(first, KEY, np.where(alias, ALIAS, np.where(other, OTHER_KEY, NOTHING))))
    level[maybe] = found
    return level


def near(a: Table, ta: NDArray[np.int32], b: Table, tb: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether the keys of the two tokens differ by one sign at most."""
    x, y = a.tokens.near[ta], b.tokens.near[tb]
    shared: NDArray[np.bool_] = ((x[:, :, None] == y[:, None, :]) & (x != 0)[:, :, None]).any(axis=(1, 2))
    return shared


def align(a: Table, ia: Ints, b: Table, ib: Ints, rarity: Floats) -> Alignment:
    """Returns the best one-to-one pairing of parts, chosen greedily: the most alike first, then in position, then the rarest.

    `rarity` belongs to the parts of `a`, a row for each pair.
    """
    pa, pb = a.parts[ia], b.parts[ib]
    count, width = pa.shape
    height = pb.shape[1]
    grid = np.zeros((count, width * height), dtype=np.float32)
    last_a, last_b = (pa >= 0).sum(axis=1), (pb >= 0).sum(axis=1)
    row, i, j = np.nonzero((pa >= 0)[:, :, None] & (pb >= 0)[:, None, :])
    level = levels_of(a, pa[row, i], b, pb[row, j])
    heard = level > NOTHING
    met, met_by = np.zeros(pa.shape, dtype=bool), np.zeros(pb.shape, dtype=bool)
    met[row[heard], i[heard]] = True
    met_by[row[heard], j[heard]] = True
    left = np.flatnonzero(~met[row, i] & ~met_by[row, j])
    level[left[near(a, pa[row[left], i[left]], b, pb[row[left], j[left]])]] = NEAR
    hit = np.flatnonzero(level)
    row, i, j, level = row[hit], i[hit], j[hit], level[hit]
    placed = (i == j) | (last_a[row] - i == last_b[row] - j)
    grid[row, i * height + j] = level * 100.0 + placed * 40.0 + 10.0 + rarity[row, i] - 0.5 * np.abs(i - j)
    partner = np.full((count, width), -1, dtype=np.int8)
    levels = np.zeros((count, width), dtype=np.int8)
    taken = np.zeros((count, height), dtype=bool)
    rows = np.arange(count)
    for _ in range(min(width, height)):
        best = grid[rows].argmax(axis=1)
        value = grid[rows, best]
        going = value > 0
        rows, best, value = rows[going], best[going], value[going]
        if not len(rows):
            break
        i, j = best // height, best % height
        partner[rows, i] = j
        levels[rows, i] = (value / 100.0).astype(np.int8)
        taken[rows, j] = True
        cells = grid.reshape(count, width, height)
        cells[rows, i, :] = 0
        cells[rows, :, j] = 0
    return Alignment(partner, levels, taken)


def vowel_signs(a: Table, ta: NDArray[np.int32], b: Table, tb: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """Counts for each pair of tokens the vowels that contradict each other, and the vowels that agree.

    A long vowel in one word and none in the other contradict each other where Arabic letters write only long ones.
    """
    x, y = a.tokens.vowels[ta], b.tokens.vowels[tb]
    any_x, any_y = _any(x), _any(y)
    both = any_x & any_y
    against = both & ~_any(x & y)
    long_x, long_y = (x >> 3) & _LOW, (y >> 3) & _LOW
    bare_x = np.where(a.tokens.script[ta] == LATIN, 0, ~any_x & _LOW)
    bare_y = np.where(b.tokens.script[tb] == LATIN, 0, ~any_y & _LOW)
    against |= (long_x & bare_y) | (long_y & bare_x)
    return np.bitwise_count(against).astype(np.int64), np.bitwise_count(both & ~against).astype(np.int64)


def _any(vowels: Ints) -> Ints:
    return (vowels | (vowels >> 1) | (vowels >> 2)) & _LOW
