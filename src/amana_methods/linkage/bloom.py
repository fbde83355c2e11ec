# SPDX-License-Identifier: Apache-2.0
"""Keyed Bloom filters for an agreed comparison in bulk: two lists meet without a name, at a unit without the secret.

A record is a set of features with weights (`between.features_of`). Each feature sets as many of 512 bits as it weighs,
at places that only the two sides can calculate (HMAC-SHA-512 under a secret used once); then a few bits are turned
over, always the same ones for one record, so that no single bit can be relied on. The unit that compares sees filters
and nothing else, and weighs a bit the more, the fewer filters have it. What a pair has in common counts against what
others have in common with either of the two: a likeness that many share says little.
A filter is personal data all the same: docs/understand/exchange.md says what an attacker with other lists can do.
Source: Schnell, Bachteler and Reiher 2009; Franke et al. on hardening; on rivals: Conneau et al. 2018
("cross-domain similarity local scaling"); docs/understand/exchange.md.
"""

import hmac
import secrets
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import shake_256
from typing import Final

import numpy as np
from numpy.typing import NDArray

BITS: Final = 512
FLIPS: Final = 0.02
MOST_WEIGHT: Final = 32  # places that one HMAC-SHA-512 gives
FEWEST_FIELDS: Final = 2
BLOCK_CELLS: Final = 8_000_000  # comparisons held at once
_SECRET_BYTES: Final = 32
_LIGHTER: Final = 0.55
_SURPRISE: Final = 1.25  # rare bits count a little more than their logarithm
RIVALS: Final = 3  # more than one, since a register may contain the same person twice
# Chosen on generated registers of 5 000 records, seeds 100 to 103: `python -m benchmarks.names.between --choose`.
RIVALRY: Final = 0.7
CUT: Final = 0.23

type Filters = NDArray[np.uint8]  # (records, 64): the bits of each record, packed


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing known of a record: `field` it comes from, `text` in comparable form, `weight` in bits (1 to 32)."""

    field: str
    text: str
    weight: int


class TooLittle(ValueError):
    """The record has too few details: a filter of a single field can be read by its frequency alone."""


def new_secret() -> bytes:
    """Returns 32 random bytes, for one exchange between two sides."""
    return secrets.token_bytes(_SECRET_BYTES)


def encode(features: Iterable[Feature], secret: bytes, *, record: str, flips: float = FLIPS, salt: str = "") -> bytes:
    """Returns the filter of one record, 64 bytes. `record` fixes which bits are turned over, and must stay secret.

    `flips` is the share of bits turned over, 0 to 0.05. `salt` (a birth year) keeps records of another salt from
    resembling this one at all. Raises TooLittle with fewer than two fields, ValueError for a weak secret or weight.
    """
    if len(secret) < _SECRET_BYTES:
        raise ValueError("a secret has 32 random bytes")
    if not 0 <= flips <= 0.05:
        raise ValueError("between none and 5 % of the bits are turned over")
    known = list(features)
    if len({feature.field for feature in known}) < FEWEST_FIELDS:
        raise TooLittle("a filter needs at least two fields")
    bits = np.zeros(BITS, dtype=np.uint8)
    for feature in known:
        bits[_places(feature, secret, salt)] = 1
    if flips:
        stream = shake_256(b"flips" + secret + record.encode()).digest(2 * BITS)
        bits ^= (np.frombuffer(stream, dtype="<u2") < int(flips * 65_536)).astype(np.uint8)
    return np.packbits(bits).tobytes()


def _places(feature: Feature, secret: bytes, salt: str) -> NDArray[np.uint16]:
    if not 1 <= feature.weight <= MOST_WEIGHT:
        raise ValueError(f"a feature weighs 1 to {MOST_WEIGHT} bits")
    label = "\x1f".join((salt, feature.field, feature.text)).encode()
    places: NDArray[np.uint16] = np.frombuffer(hmac.digest(secret, label, "sha512"), dtype="<u2")
    return places[: feature.weight] % BITS


def as_filters(encoded: Sequence[bytes]) -> Filters:
    """Returns encoded records as an array: (records, 64) bytes. Raises ValueError for another length."""
    if any(len(each) != BITS // 8 for each in encoded):
        raise ValueError(f"a filter has {BITS // 8} bytes")
    return np.frombuffer(b"".join(encoded), dtype=np.uint8).reshape(len(encoded), BITS // 8)


def fill(filters: Filters) -> float:
    """Returns the mean share of bits that are set; above one half, filters begin to resemble each other by chance."""
    return float(np.unpackbits(filters, axis=1).mean()) if len(filters) else 0.0


@dataclass(frozen=True, slots=True)
class Alike:
    """Pairs above the threshold, best first: row of the first list, row of the second, likeness in [0, 1]."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    likeness: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.likeness)


def compare(
    first: Filters, second: Filters, *, cut: float, most: int = 8, by_rarity: bool = True, rivalry: float = RIVALRY
) -> Alike:
    """Returns pairs whose likeness reaches `cut`, at most `most` for each record of the first list, best first.

    What two filters share is divided by the weighted geometric mean of both, the lighter one counting 0.55: a record
    with fewer details is not punished as much as by Dice. With `by_rarity`, a bit counts as it surprises: the negative
    logarithm of the share of filters that have it, which needs no secret. Without, it is plain Dice. From this,
    `rivalry` times the mean of the next three is taken away, of the likest others of either record: the likeness of a
    pair may so fall below 0. Memory stays bounded for all lengths (some 200 MB besides the lists).
    """
    if not len(first) or not len(second):
        none = np.zeros(0, dtype=np.int64)
        return Alike(none, none, np.zeros(0, dtype=np.float32))
    near = np.zeros((RIVALS + 1, len(second)), dtype=np.float32)
    found = []
    for start, block in _blocks(first, second, by_rarity):
        near = np.sort(np.partition(np.vstack((near, block)), -RIVALS - 1, axis=0)[-RIVALS - 1 :], axis=0)[::-1]
        others, likeness = _likest(block, max(most, RIVALS + 1))
        top = np.zeros((len(block), RIVALS + 1), dtype=np.float32)
        top[:, : likeness.shape[1]] = likeness[:, : RIVALS + 1]
        row, place = np.nonzero(likeness[:, :most] >= cut)
        kept = likeness[row, place]
        found.append((row + start, others[row, place], kept, _rivals(top[row], kept)))
    rows, columns, likeness, rivals = (np.concatenate(each) for each in zip(*found, strict=True))
    likeness -= rivalry / 2 * (rivals + _rivals(near.T[columns], likeness))
    order = np.lexsort((columns, rows, -likeness))
    order = order[likeness[order] >= cut]
    return Alike(rows[order], columns[order], likeness[order])


def _likest(block: NDArray[np.float32], width: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Returns for each row of the block the columns of its greatest cells, the greatest first, and these cells."""
    width = min(width, block.shape[1])
    columns = np.argpartition(block, -width, axis=1)[:, -width:]
    cells = np.take_along_axis(block, columns, axis=1)
    order = np.argsort(-cells, axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1), np.take_along_axis(cells, order, axis=1)


def _rivals(top: NDArray[np.float32], own: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the mean likeness of the next three: `top` are the four likest of a record, best first, `own` is the pair's."""
    return ((top.sum(axis=1) - np.maximum(own, top[:, -1])) / RIVALS).astype(np.float32)


def rarity_of_bits(*lists: Filters) -> NDArray[np.float32]:
    """Returns the weight of each bit, (512,): the higher, the fewer filters of the lists have it."""
    set_in = sum(np.unpackbits(part, axis=1).sum(axis=0, dtype=np.int64) for each in lists for part in _parts(each))
    total = sum(len(each) for each in lists)
    share = (np.asarray(set_in) + 1.0) / (total + 2.0)
    return ((-np.log(share)) ** _SURPRISE).astype(np.float32)


def _parts(filters: Filters) -> Iterator[Filters]:
    for start in range(0, len(filters), 65_536):
        yield filters[start : start + 65_536]


def _blocks(first: Filters, second: Filters, by_rarity: bool) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yields the likeness of each record of the first list to each of the second, in blocks of rows: the first row, the block."""
    weights: NDArray[np.float32] = rarity_of_bits(first, second) if by_rarity else np.ones(BITS, dtype=np.float32)
    columns = np.unpackbits(second, axis=1).astype(np.float32)
    sums = columns @ weights
    height = max(1, BLOCK_CELLS // len(columns))
    for start in range(0, len(first), height):
        rows = np.unpackbits(first[start : start + height], axis=1).astype(np.float32) * weights
        common = np.asarray(rows @ columns.T, dtype=np.float32)
        own = rows.sum(axis=1)[:, None]
        if by_rarity:
            lighter, heavier = np.minimum(own, sums), np.maximum(own, sums)
            common /= np.maximum(lighter**_LIGHTER * heavier ** (1 - _LIGHTER), 1e-9)
        else:
            common /= np.maximum((own + sums) / 2, 1e-9)
        yield start, common


def in_small_cells(cells: Sequence[Hashable], fewest: int) -> NDArray[np.bool_]:
    """Returns (records,) True where fewer than `fewest` records share the cell (a nationality in a place): they are left out.

    The only person of a nationality in a governorate is found without any cryptanalysis.
    """
    counts = Counter(cells)
    return np.fromiter((counts[cell] < fewest for cell in cells), dtype=np.bool_, count=len(cells))


def pair_ids(count: int) -> list[str]:
    """Returns as many random names of pairs: they reveal nothing about either record, and are new in each exchange."""
    return [secrets.token_hex(8) for _ in range(count)]
