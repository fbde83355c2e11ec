"""Stored values of the pack's fields, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from amana.countrypacks import dates
from amana.countrypacks.values import Field
from amana.countrypacks.wording import format_number


def describe_value(field: Any, value: Any) -> str:
    """A stored value of a pack's field in the reader's language."""
    if isinstance(value, list):
        return "، ".join(describe_value(field, each) for each in value) if value else ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if field.kind in ("date", "month", "moment"):
        return dates.as_words(str(value))
    if isinstance(value, int | float) and value < 0:
        return format_number(value)
    return next((str(option.label) for option in field.options if option.id == value), str(value))


def describe_or_dash(field: Any, value: Any) -> str:
    """As `describe_value`; a dash where nothing was said."""
    return describe_value(field, value) if value not in (None, "", []) else "-"


def pairs_of(fields: Iterable[Field], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value) in the reader's language of every field that something was said in."""
    return [
        (str(field.label), describe_value(field, values[field.id]))
        for field in fields
        if values.get(field.id) not in (None, "", [])
    ]
