# SPDX-License-Identifier: Apache-2.0
"""What a record may say, declared in public before anybody looks at the records.

A schema lists the columns, their codes in order, where a blank is allowed, and which combinations cannot be. Nothing of
it is derived from the data: a value that is not listed becomes the column's `other`, or a blank.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLANK", "Column", "OnlyWith", "Schema", "SchemaError"]

BLANK = ""
LARGEST_COLUMN = 2_000
ENCODED_AT_ONCE = 20_000  # rows held as texts while they are read
_FORBIDDEN = (";", ":", "\n", "\r", "\x00")

type Codes = NDArray[np.int16]


class SchemaError(ValueError):
    """A schema that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its codes in their order, whether it may be blank, whether the order means something."""

    name: str
    codes: tuple[str, ...]
    blank: bool = False
    ordinal: bool = False
    other: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """Returns every value that a record may hold; the blank, where it is allowed, comes last."""
        return (*self.codes, BLANK) if self.blank else self.codes

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.codes) + self.blank

    @property
    def blank_code(self) -> int | None:
        """Returns the number of the blank, or None where it is not allowed."""
        return len(self.codes) if self.blank else None

    @property
    def fallback(self) -> int:
        """Returns what replaces a value that is not listed."""
        if self.other is not None:
            return self.codes.index(self.other)
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class OnlyWith:
    """A structural zero: `column` is blank unless each column of `requires` has one of the values listed with it."""

    column: str
    requires: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Schema:
    """The columns of a release, what identifies a person, and which combinations cannot be."""

    title: str
    columns: tuple[Column, ...]
    person: str | None = None
    only_with: tuple[OnlyWith, ...] = ()

    @classmethod
    def from_toml(cls, text: str) -> "Schema":
        """Returns the schema that a TOML file declares. Raises SchemaError that names the entry at fault."""
        try:
            return cls.from_data(tomllib.loads(text))
        except tomllib.TOMLDecodeError as fault:
            raise SchemaError(f"this is not TOML: {fault}") from fault

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Schema":
        """Returns the schema of the same shape as plain data. Raises SchemaError that names the entry at fault."""
        if data.get("draft"):
            raise SchemaError("this schema is a draft made from records: complete it by hand, then remove 'draft'")
        columns = tuple(_column(number, entry) for number, entry in enumerate(_tables(data, "column"), 1))
        by_name = {column.name: column for column in columns}
        if not columns:
            raise SchemaError("there is no [[column]]")
        if len(by_name) != len(columns):
            raise SchemaError("two columns have the same name")
        rules = tuple(_only_with(entry, by_name) for entry in _tables(data, "only_with"))
        person = data.get("person")
        if person is not None and (not isinstance(person, str) or person in by_name):
            raise SchemaError("person: the name of a column that identifies the person and is not published")
        return cls(str(data.get("title", "")), columns, person, rules)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Returns the names of the columns in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Returns how many values each column has, the blank included."""
        return tuple(column.size for column in self.columns)

    def cells(self, columns: Sequence[int]) -> int:
        """Returns how many cells a table of these columns has."""
        cells = 1
        for column in columns:
            cells *= self.sizes[column]
        return cells

    def encode(self, rows: Iterable[Sequence[str]]) -> Codes:
        """Returns rows of values, in the order of the columns, as an array of codes (rows x columns)."""
        places = [{value: code for code, value in enumerate(column.values)} for column in self.columns]
        fallbacks = [column.fallback for column in self.columns]
        blocks = [np.empty((0, len(self.columns)), dtype=np.int16)]
        for some in batched(rows, ENCODED_AT_ONCE):
            coded = [
                [
                    place.get(value.strip(), fallback)
                    for place, fallback, value in zip(places, fallbacks, row, strict=True)
                ]
                for row in some
            ]
            blocks.append(np.array(coded, dtype=np.int16))
        codes = np.concatenate(blocks)
        return self.possible(codes)

    def possible(self, codes: Codes) -> Codes:
        """Returns the same records with a blank wherever a structural zero forbids the value. Changes `codes` in place."""
        for rule in self.only_with:
            forbidden = np.zeros(len(codes), dtype=bool)
            for name, values in rule.requires.items():
                place = self.names.index(name)
                allowed = [self.columns[place].values.index(value) for value in values]
                forbidden |= ~np.isin(codes[:, place], allowed)
            column = self.names.index(rule.column)
            blank = self.columns[column].blank_code
            assert blank is not None, "checked when the schema was read"
            codes[forbidden, column] = blank
        return codes

    def decode(self, codes: Codes) -> list[tuple[str, ...]]:
        """Returns the records as values."""
        values = [np.array(column.values, dtype=object) for column in self.columns]
        columns = [values[place][codes[:, place]].tolist() for place in range(len(values))]
        return list(zip(*columns, strict=True))


def _tables(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    tables = data.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise SchemaError(f"[[{name}]] is expected, once for each")
    return tables


def _column(number: int, entry: Mapping[str, Any]) -> Column:
    where = f"column {number} ({entry.get('name', 'without a name')})"
    unknown = set(entry) - {"name", "codes", "blank", "ordinal", "other", "label"}
    if unknown:
        raise SchemaError(f"{where}: '{min(unknown)}' is not known here")
    name, codes = entry.get("name"), entry.get("codes")
    if not isinstance(name, str) or not name or any(mark in name for mark in _FORBIDDEN):
        raise SchemaError(f"{where}: name is a text without ; : or a new line")
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        raise SchemaError(f"{where}: codes is a list of texts")
    if any(not code.strip() or code != code.strip() or any(mark in code for mark in _FORBIDDEN) for code in codes):
        raise SchemaError(
            f"{where}: a code is a text without ; : and without blanks around it; blank = true allows none"
        )
    if len(set(codes)) != len(codes):
        raise SchemaError(f"{where}: a code stands there twice")
    if len(codes) > LARGEST_COLUMN:
        raise SchemaError(f"{where}: more than {LARGEST_COLUMN} codes; group them")
    blank, ordinal, other = entry.get("blank", False), entry.get("ordinal", False), entry.get("other")
    if not isinstance(blank, bool) or not isinstance(ordinal, bool):
        raise SchemaError(f"{where}: blank and ordinal are true or false")
    if other is not None and other not in codes:
        raise SchemaError(f"{where}: other is one of its codes")
    if other is None and not blank:
        raise SchemaError(f"{where}: values that are not listed need a place: name other, or allow blank")
    return Column(name, tuple(codes), blank, ordinal, other)


def _only_with(entry: Mapping[str, Any], columns: Mapping[str, Column]) -> OnlyWith:
    name, requires = entry.get("column"), entry.get("requires")
    if not isinstance(name, str) or name not in columns or not columns[name].blank:
        raise SchemaError(f"only_with {name}: column is one that may be blank")
    if not isinstance(requires, Mapping) or not requires:
        raise SchemaError(f"only_with {name}: requires names columns with the values they must hold")
    needed = {}
    for other, values in requires.items():
        if other not in columns or other == name:
            raise SchemaError(f"only_with {name}: '{other}' is not another column")
        if not isinstance(values, list) or not values or not set(values) <= set(columns[other].values):
            raise SchemaError(f"only_with {name}: {other} is a list of its values")
        needed[other] = tuple(values)
    return OnlyWith(name, needed)
