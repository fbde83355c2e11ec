# SPDX-License-Identifier: Apache-2.0
"""Many registrations as columns of numbers and codes, so that a million of them are compared at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana_methods.linkage.traits import MOST_KEYS, MOST_MOTHER, MOST_NAME, MOST_NEAR, NUMBER, Facts, PartCodes

__all__ = ["Codes", "Floats", "Ints", "Table", "TableBuilder", "Tokens", "mix", "mix_one", "tokens_with_marks"]

type Codes = NDArray[np.uint64]
type Ints = NDArray[np.int64]
type Floats = NDArray[np.float32]

_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def mix(kind: int, *values: NDArray[np.integer[Any]] | int) -> Codes:
    """Combines several codes to one, for each row; the order matters. Not secret: for use in memory only."""
    mixed: Codes = np.full(1, kind * _FACTOR & _MASK, dtype=np.uint64)
    for value in values:
        mixed = (mixed ^ np.asarray(value, dtype=np.uint64)) * np.uint64(_FACTOR)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def mix_one(kind: int, *values: int) -> int:
    """Does the same as `mix` for one row."""
    mixed = kind * _FACTOR & _MASK
    for value in values:
        mixed = (mixed ^ value) * _FACTOR & _MASK
        mixed ^= mixed >> 29
    return mixed


@dataclass(frozen=True, slots=True)
class Tokens:
    """Distinct parts of names; a row is a `PartCodes`. `marks` has a bit for each key, to exclude unlike ones quickly."""

    text: Codes
    alias: Codes
    keys: Codes  # rows of MOST_KEYS, 0 where there is none
    near: NDArray[np.uint32]  # rows of MOST_NEAR
    vowels: Ints
    script: NDArray[np.int8]
    marks: Codes


@dataclass(frozen=True, slots=True)
class Table:
    """Registrations as columns; row numbers are their order. See `Facts` for what the columns hold."""

    tokens: Tokens
    parts: NDArray[np.int32]  # rows of MOST_NAME, -1 where there is none
    own: NDArray[np.int8]
    year: NDArray[np.int16]
    month: NDArray[np.int8]
    day: NDArray[np.int8]
    precision: NDArray[np.int8]
    sex: NDArray[np.int8]
    nationality: Codes
    phone: Codes  # rows of NUMBER: whole, first half, second half
    document: Codes
    governorate: NDArray[np.int32]  # tokens, -1 where there is none
    origin: NDArray[np.int32]
    mother: NDArray[np.int32]  # rows of MOST_MOTHER
    organisation: Codes
    registered: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.sex)

    def rows(self, which: Ints) -> "Table":
        """Returns the table of these rows only; tokens stay as they are."""
        return Table(self.tokens, *(getattr(self, field.name)[which] for field in fields(self)[1:]))


class TableBuilder:
    """Facts are added one by one and take only the room of their numbers."""

    def __init__(self, size: int = 1024) -> None:
        self._count = 0
        self._ids: dict[int, int] = {}
        self._tokens: list[PartCodes] = []
        self._columns = _columns(size)

    def add(self, facts: Facts) -> None:
        """Adds the facts as the next row."""
        at, columns = self._count, self._columns
        if at == len(columns["sex"]):
            self._columns = columns = {name: _longer(name, column) for name, column in columns.items()}
        for place, part in enumerate(facts.parts[:MOST_NAME]):
            columns["parts"][at, place] = self._token(part)
        for place, part in enumerate(facts.mother[:MOST_MOTHER]):
            columns["mother"][at, place] = self._token(part)
        columns["own"][at] = facts.own
        birth = facts.birth
        columns["year"][at], columns["month"][at], columns["day"][at], columns["precision"][at] = birth
        columns["sex"][at] = facts.sex
        columns["nationality"][at] = facts.nationality
        for name, number in (("phone", facts.phone), ("document", facts.document)):
            if number:
                columns[name][at] = number
        for name, place_of in (("governorate", facts.governorate), ("origin", facts.origin)):
            if place_of:
                columns[name][at] = self._token(place_of[0])
        columns["organisation"][at] = facts.organisation
        columns["registered"][at] = facts.registered
        self._count += 1

    def table(self) -> Table:
        """Returns the table of what was added so far."""
        columns: dict[str, Any] = {name: column[: self._count] for name, column in self._columns.items()}
        return Table(_tokens(self._tokens), **columns)

    @classmethod
    def of(cls, many: Iterable[Facts]) -> Table:
        """Returns the table of these facts."""
        builder = cls(16)
        for facts in many:
            builder.add(facts)
        return builder.table()

    def _token(self, part: PartCodes) -> int:
        known = self._ids.get(part.text)
        if known is None:
            known = self._ids[part.text] = len(self._tokens)
            self._tokens.append(part)
        return known


def _columns(size: int) -> dict[str, NDArray[np.generic]]:
    def zeros(kind: type[np.generic], *width: int) -> NDArray[np.generic]:
        return np.zeros((size, *width), dtype=kind)

    return {
        "parts": np.full((size, MOST_NAME), -1, dtype=np.int32),
        "own": zeros(np.int8),
        "year": zeros(np.int16),
        "month": zeros(np.int8),
        "day": zeros(np.int8),
        "precision": zeros(np.int8),
        "sex": zeros(np.int8),
        "nationality": zeros(np.uint64),
        "phone": zeros(np.uint64, NUMBER),
        "document": zeros(np.uint64, NUMBER),
        "governorate": np.full(size, -1, dtype=np.int32),
        "origin": np.full(size, -1, dtype=np.int32),
        "mother": np.full((size, MOST_MOTHER), -1, dtype=np.int32),
        "organisation": zeros(np.uint64),
        "registered": zeros(np.int32),
    }


_NONE = {name: column.flat[0] for name, column in _columns(1).items()}  # the value for unknown


def _longer(name: str, column: NDArray[np.generic]) -> NDArray[np.generic]:
    return np.concatenate([column, np.full_like(column, _NONE[name])])


def _pad_rows[T: np.uint64 | np.uint32](rows: Sequence[Sequence[int]], width: int, kind: type[T]) -> NDArray[T]:
    padded = np.zeros((len(rows), width), dtype=kind)
    for place in range(width):
        padded[:, place] = [row[place] if place < len(row) else 0 for row in rows]
    return padded


def _tokens(parts: Sequence[PartCodes]) -> Tokens:
    return tokens_with_marks(
        np.array([part.text for part in parts], dtype=np.uint64),
        np.array([part.alias for part in parts], dtype=np.uint64),
        _pad_rows([part.keys for part in parts], MOST_KEYS, np.uint64),
        _pad_rows([part.near for part in parts], MOST_NEAR, np.uint32),
        np.array([part.vowels for part in parts], dtype=np.int64),
        np.array([part.script for part in parts], dtype=np.int8),
    )


def tokens_with_marks(
    text: Codes, alias: Codes, keys: Codes, near: NDArray[np.uint32], vowels: Ints, script: NDArray[np.int8]
) -> Tokens:
    """Returns the tokens, each with the bits of its keys."""
    marks = np.zeros(len(text), dtype=np.uint64)
    for codes in (*keys.T, *near.T.astype(np.uint64), alias):
        marks |= np.where(codes != 0, np.uint64(1) << (codes % np.uint64(64)), np.uint64(0))
    return Tokens(text, alias, keys, near, vowels, script, marks)
