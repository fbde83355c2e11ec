# SPDX-License-Identifier: Apache-2.0
"""What two records share and what speaks against them, as numbers, for many pairs at once.

Every feature belongs to a field and has a direction: more of it may only raise the score (+1), only lower it (-1), or
either (0). NaN means that it is unknown in one of the two records.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.alignment import (
    KEY,
    NEAR,
    NOTHING,
    OTHER_KEY,
    SAME,
    Alignment,
    align,
    levels_of,
    near,
    vowel_signs,
)
from amana_methods.linkage.counts import GOVERNORATE, MOTHER, ORIGIN, RegisterCounts
from amana_methods.linkage.dates import DAY, DEFAULT, GUESSED, MONTH
from amana_methods.linkage.table import Codes, Floats, Ints, Table

__all__ = ["FEATURES", "Feature", "Side", "features_of"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One number about a pair: its field (for the waterfall) and the direction in which it may move the score."""

    name: str
    field: str
    direction: int


FEATURES: tuple[Feature, ...] = (
    Feature("names_shared", "names", 1),
    Feature("names_unshared", "names", -1),
    Feature("names_extra", "names", -1),
    Feature("names_matched", "names", 1),
    Feature("given", "names", 1),
    Feature("family", "names", 1),
    Feature("order", "names", 1),
    Feature("vowels_against", "names", -1),
    Feature("vowels_with", "names", 1),
    Feature("spelling", "names", 1),
    Feature("birth_exact", "birth", -1),
    Feature("birth_vague", "birth", -1),
    Feature("birth_default", "birth", -1),
    Feature("birth_guessed", "birth", -1),
    Feature("sex", "sex", 1),
    Feature("nationality", "nationality", 1),
    Feature("phone", "phone", 1),
    Feature("document", "document", 1),
    Feature("governorate", "governorate", 1),
    Feature("origin", "origin", 1),
    Feature("mother", "mother", 1),
    Feature("organisation", "organisation", 0),
    Feature("evidence", "rarity", 1),
)
PLACE = {feature.name: place for place, feature in enumerate(FEATURES)}
_LEVEL_WEIGHT = np.array([0.0, 0.45, 0.75, 0.85, 1.0, 1.0], dtype=np.float32)
_NEARLY, _APART = 500.0, 1000.0  # phones that share a half, or nothing


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides of a comparison: records, and how rare their values are in the register."""

    table: Table
    parts: Floats  # rarity of each part
    mother: Floats
    nationality: Floats
    governorate: Floats
    origin: Floats
    phone: Ints  # records that hold it

    @classmethod
    def of(cls, table: Table, counts: RegisterCounts) -> "Side":
        """Creates a side from records, weighted by the counts of the register."""
        mother = np.where(
            table.mother >= 0,
            counts.rarity(table.tokens.keys[table.mother, 0] ^ np.uint64(MOTHER)) if len(table.tokens.text) else 0.0,
            0.0,
        )
        return cls(
            table,
            counts.part_rarity(table, table.parts),
            mother.astype(np.float32),
            counts.rarity(table.nationality),
            _place_rarity(table, table.governorate, GOVERNORATE, counts),
            _place_rarity(table, table.origin, ORIGIN, counts),
            counts.times(table.phone[:, 0]),
        )


def _place_rarity(table: Table, places: NDArray[np.int32], use: int, counts: RegisterCounts) -> Floats:
    if not len(table.tokens.text):
        return np.zeros(len(places), dtype=np.float32)
    return np.where(places >= 0, counts.rarity(table.tokens.keys[places, 0] ^ np.uint64(use)), 0.0).astype(np.float32)


def features_of(a: Side, ia: Ints, b: Side, ib: Ints, records: int) -> Floats:
    """Returns the features of each pair `ia[k]`, `ib[k]`, a row for each, in the order of `FEATURES`."""
    out = np.full((len(ia), len(FEATURES)), np.nan, dtype=np.float32)
    laid = align(a.table, ia, b.table, ib, (a.parts[ia] + 0.0))
    _names(out, a, ia, b, ib, laid)
    _birth(out, a.table, ia, b.table, ib)
    _fields(out, a, ia, b, ib)
    _mother(out, a, ia, b, ib)
    _evidence(out, records)
    return out


def _names(out: Floats, a: Side, ia: Ints, b: Side, ib: Ints, laid: Alignment) -> None:
    ta, tb = a.table, b.table
    pa, pb = ta.parts[ia], tb.parts[ib]
    count, width = pa.shape
    rows = np.arange(count)
    rarity_a, rarity_b = a.parts[ia], b.parts[ib]
    own_a, own_b = ta.own[ia].astype(np.int64), tb.own[ib].astype(np.int64)
    shared = np.zeros(count, dtype=np.float32)
    placed = np.zeros(count, dtype=np.float32)
    matched = np.zeros(count, dtype=np.int64)
    against = np.zeros(count, dtype=np.int64)
    agreeing = np.zeros(count, dtype=np.int64)
    alike = np.zeros(count, dtype=np.float32)
    one_script = np.zeros(count, dtype=np.float32)
    for i in range(width):
        hit = np.flatnonzero(laid.level[:, i] > NOTHING)
        if not len(hit):
            continue
        j = laid.partner[hit, i].astype(np.int64)
        level = laid.level[hit, i]
        weight = _LEVEL_WEIGHT[level] * 0.5 * (rarity_a[hit, i] + rarity_b[hit, j])
        shared[hit] += weight
        placed[hit] += weight * ((i == j) | (own_a[hit] - i == own_b[hit] - j))
        matched[hit] += 1
        x, y = pa[hit, i], pb[hit, j]
        heard = level >= KEY
        less, more = vowel_signs(ta, x, tb, y)
        against[hit] += less * heard
        agreeing[hit] += more * heard
        same_script = (ta.tokens.script[x] == tb.tokens.script[y]) & heard
        one_script[hit] += same_script
        alike[hit] += same_script & (level == SAME)
    left_a = np.where((laid.level == NOTHING) & (pa >= 0) & (np.arange(width) < own_a[:, None]), rarity_a, 0).sum(
        axis=1
    )
    left_b = np.where(~laid.taken & (pb >= 0) & (np.arange(width) < own_b[:, None]), rarity_b, 0).sum(axis=1)
    fewer, more_parts = np.minimum(own_a, own_b), np.maximum(own_a, own_b)
    unshared = np.where(own_a == own_b, 0.5 * (left_a + left_b), np.where(own_a < own_b, left_a, left_b))
    nameless = fewer == 0
    _set(out, "names_shared", shared, nameless)
    _set(out, "names_unshared", unshared, nameless)
    _set(out, "names_extra", more_parts - np.maximum(fewer, matched), nameless)
    _set(out, "names_matched", matched + matched / np.maximum(fewer, 1) * 0.5, nameless)
    last_a, last_b = np.maximum(own_a - 1, 0), np.maximum(own_b - 1, 0)
    zero = np.zeros(count, dtype=np.int64)
    _set(out, "given", _at(laid, rows, zero, zero), nameless)
    _set(out, "family", _at(laid, rows, last_a, last_b), fewer < 2)
    _set(out, "order", placed / np.maximum(shared, 1e-6), (matched == 0) | nameless)
    _set(out, "vowels_against", against, matched == 0)
    _set(out, "vowels_with", agreeing, matched == 0)
    _set(out, "spelling", alike / np.maximum(one_script, 1), one_script == 0)


def _at(laid: Alignment, rows: Ints, i: Ints, j: Ints) -> Ints:
    """0: part `i` and part `j` have no partner at all; 1: one has, elsewhere; 2 and more: how alike they are to each other."""
    partner, level = laid.partner[rows, i], laid.level[rows, i]
    elsewhere = (partner >= 0) | laid.taken[rows, j]
    found: Ints = np.where(partner == j, 1 + level, np.where(elsewhere, 1, 0)).astype(np.int64)
    return found


def _birth(out: Floats, a: Table, ia: Ints, b: Table, ib: Ints) -> None:
    """Fills in the distance in steps: 0 the same as far as both know, then slips of the pen, then years apart."""
    ya, yb = a.year[ia].astype(np.int64), b.year[ib].astype(np.int64)
    ma, mb = a.month[ia].astype(np.int64), b.month[ib].astype(np.int64)
    da, db = a.day[ia].astype(np.int64), b.day[ib].astype(np.int64)
    pa, pb = a.precision[ia], b.precision[ib]
    unknown = (ya == 0) | (yb == 0)
    years = np.abs(ya - yb)
    exact = (pa == DAY) & (pb == DAY)
    guessed = ((pa == GUESSED) | (pb == GUESSED)) & ~exact
    one_digit = (years > 0) & ((ya // 10 == yb // 10) | ((ya % 10 == yb % 10) & (ya // 100 == yb // 100)))
    same_day, same_month = da == db, ma == mb
    swapped = (da == mb) & (ma == db) & ~same_day
    by_year = 6.0 + np.minimum(years, 20)
    steps = np.select(
        [
            (years == 0) & same_month & same_day,
            (years == 0) & swapped,
            (years == 0) & (same_month | same_day),
            same_month & same_day & one_digit,
            same_month & same_day | (swapped & one_digit),
        ],
        [0.0, 1.0, 2.0, 3.0, 4.0],
        by_year,
    )
    _set(out, "birth_exact", steps, unknown | ~exact)
    months = (pa >= MONTH) & (pb >= MONTH) & ~exact
    vague = np.where(
        months & same_month & (years == 0), -2.0, np.where(months & (years == 0), 0.5, np.where(years == 0, 0.0, years))
    )
    default = ((pa == DEFAULT) | (pb == DEFAULT)) & ~guessed
    _set(out, "birth_vague", np.minimum(vague, 30), unknown | exact | guessed | default)
    _set(out, "birth_default", np.minimum(years, 30), unknown | ~default)
    _set(out, "birth_guessed", np.minimum(years, 30), unknown | ~guessed)


def _fields(out: Floats, a: Side, ia: Ints, b: Side, ib: Ints) -> None:
    ta, tb = a.table, b.table
    sa, sb = ta.sex[ia], tb.sex[ib]
    _set(out, "sex", np.where(sa == sb, 1, -1), (sa == 0) | (sb == 0))
    _rare(out, "nationality", ta.nationality[ia], tb.nationality[ib], a.nationality[ia])
    na, nb = ta.phone[ia, 0], tb.phone[ib, 0]
    nearly = (ta.phone[ia, 1:] == tb.phone[ib, 1:]).any(axis=1)
    holders = np.maximum(np.maximum(a.phone[ia], b.phone[ib]), 2)
    _set(out, "phone", np.where(na == nb, -holders, np.where(nearly, -_NEARLY, -_APART)), (na == 0) | (nb == 0))
    da, db = ta.document[ia], tb.document[ib]
    alike = (da[:, 1:] == db[:, 1:]).any(axis=1)
    _set(out, "document", np.where(da[:, 0] == db[:, 0], 2, np.where(alike, 1, -1)), (da[:, 0] == 0) | (db[:, 0] == 0))
    for name in ("governorate", "origin"):
        xa, xb = getattr(ta, name)[ia], getattr(tb, name)[ib]
        there = np.flatnonzero((xa >= 0) & (xb >= 0))
        level = levels_of(ta, xa[there], tb, xb[there])
        level[(level == NOTHING) & near(ta, xa[there], tb, xb[there])] = NEAR
        rarity = getattr(a, name)[ia[there]]
        out[there, PLACE[name]] = np.where(level >= OTHER_KEY, rarity, np.where(level == NEAR, -0.5, -1.0))
    oa, ob = ta.organisation[ia], tb.organisation[ib]
    _set(out, "organisation", (oa == ob).astype(np.float32), (oa == 0) | (ob == 0))


def _mother(out: Floats, a: Side, ia: Ints, b: Side, ib: Ints) -> None:
    ta, tb = a.table, b.table
    known = np.flatnonzero((ta.mother[ia, 0] >= 0) & (tb.mother[ib, 0] >= 0))
    if not len(known):
        return
    x, y = ia[known], ib[known]
    best = np.full(len(known), -1.0, dtype=np.float32)
    shared = np.zeros(len(known), dtype=np.float32)
    for i in range(ta.mother.shape[1]):
        for j in range(tb.mother.shape[1]):
            there = np.flatnonzero((ta.mother[x, i] >= 0) & (tb.mother[y, j] >= 0))
            if not len(there):
                continue
            level = levels_of(ta, ta.mother[x[there], i], tb, tb.mother[y[there], j])
            level[(level == NOTHING) & near(ta, ta.mother[x[there], i], tb, tb.mother[y[there], j])] = NEAR
            weight = _LEVEL_WEIGHT[level] * (a.mother[x[there], i] if i == j else 0.6 * a.mother[x[there], i])
            shared[there] += weight
            best[there] = np.where(level >= OTHER_KEY, 1.0, np.maximum(best[there], np.where(level == NEAR, 0.0, -1.0)))
    out[known, PLACE["mother"]] = np.where(best > 0, 1.0 + shared, best)


def _evidence(out: Floats, records: int) -> None:
    """Fills in what is shared, in nats of surprise, against the number of records that are searched."""

    def read_column(name: str) -> Floats:
        column: Floats = np.nan_to_num(out[:, PLACE[name]], nan=0.0)
        return column

    exact, vague, default, guessed = (
        out[:, PLACE[f"birth_{name}"]] for name in ("exact", "vague", "default", "guessed")
    )
    birth = np.select(
        [
            exact == 0,
            exact <= 2,
            exact <= 4,
            exact == 6,
            vague == -2,
            vague <= 0.5,
            vague == 1,
            default == 0,
            default <= 2,
            guessed == 0,
            guessed <= 2,
        ],
        [9.0, 7.0, 6.0, 2.5, 5.5, 3.0, 2.0, 2.5, 1.0, 2.0, 1.0],
        0.0,
    )
    shared = (
        read_column("names_shared")
        + birth
        + np.maximum(read_column("nationality"), 0)
        + np.maximum(read_column("governorate"), 0) * 0.7
        + np.maximum(read_column("origin"), 0) * 0.8
        + np.maximum(read_column("mother"), 0) * 0.8
        + np.where(read_column("document") == 2, 10.0, np.where(read_column("document") == 1, 5.0, 0.0))
        + np.where(
            (read_column("phone") < 0) & (read_column("phone") > -_NEARLY),
            np.maximum(8.0 - np.log2(np.maximum(-read_column("phone"), 1.0)) * 1.4, 0.0),
            0.0,
        )
    )
    out[:, PLACE["evidence"]] = shared - np.log(max(records, 2))


def _rare(out: Floats, name: str, x: Codes, y: Codes, rarity: Floats) -> None:
    _set(out, name, np.where(x == y, rarity, -1.0), (x == 0) | (y == 0))


def _set(out: Floats, name: str, values: NDArray[np.number[Any]], unknown: NDArray[np.bool_]) -> None:
    out[:, PLACE[name]] = np.where(unknown, np.nan, values)
