# SPDX-License-Identifier: Apache-2.0
"""Plain values read with care: each raises RuleError beginning with the place when it is something else."""

from collections.abc import Mapping, Sequence

from amana_methods.screening.expressions import RuleError

__all__ = ["as_mapping", "mapping", "names", "number", "rows", "text", "texts"]


def as_mapping(value: object, where: str) -> Mapping[str, object]:
    """Returns the value, which has to be a mapping."""
    if not isinstance(value, Mapping):
        raise RuleError(f"{where}: keys with values are expected")
    return value


def mapping(data: Mapping[str, object], key: str, where: str = "rules") -> Mapping[str, object]:
    """Returns the value at the key, which has to be a mapping."""
    if key not in data:
        raise RuleError(f"{where}: '{key}' is missing")
    return as_mapping(data[key], f"{where}.{key}")


def rows(data: Mapping[str, object], key: str, where: str = "rules") -> tuple[Mapping[str, object], ...]:
    """Returns the rows of the list at the key."""
    value = data.get(key)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise RuleError(f"{where}.{key}: a list is expected")
    return tuple(as_mapping(row, f"{where}.{key}") for row in value)


def text(data: Mapping[str, object], key: str, where: str) -> str:
    """Returns the text at the key."""
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise RuleError(f"{where}.{key}: a text is expected")
    return value


def texts(data: object, key: str, where: str) -> tuple[str, ...]:
    """Returns the texts of the list at the key."""
    values = as_mapping(data, where).get(key)
    if not isinstance(values, Sequence) or isinstance(values, str) or not all(isinstance(v, str) for v in values):
        raise RuleError(f"{where}.{key}: a list of texts is expected (quote 'yes' and 'no')")
    return tuple(values)


def names(data: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    """Returns names given as a list, or as keys whose values are labels."""
    value = data.get(key)
    return tuple(str(name) for name in value) if isinstance(value, Mapping) else texts(data, key, where)


def number(value: object, where: str) -> float:
    """Returns the value, which has to be a number and no truth."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(f"{where}: a number is expected")
    return float(value)
