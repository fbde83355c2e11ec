"""The recorded values of one help, as labels and values in the reader's language."""

from typing import Any

from django.utils.translation import gettext

from amana.assistance import queries
from amana.assistance.labels import COUNTED_IN, label_of
from amana.cases.display import describe_value
from amana.countrypacks import pack


def _fields(row: queries.Help) -> dict[str, Any]:
    own = row.service.fields if row.service else ()
    return {field.id: field for field in (*pack().service_common_fields, *own)}


def coded_pairs(row: queries.Help) -> list[tuple[str, str]]:
    """The coded facts with their labels, in the order of the pack."""
    values = {**row.facts, **row.facts.get("fields", {})}
    said_above = {"value", "currency"} | ({"amount"} if row.is_cash else set())
    return [
        (str(field.label), label_of(COUNTED_IN, describe_value(field, values[name])))
        for name, field in _fields(row).items()
        if name not in said_above and values.get(name) not in (None, "", [])
    ]


def opened_pairs(row: queries.Help, opened: dict[str, dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Sealed words by the section that keeps them; a reason has no field in the pack."""
    fields, ours = _fields(row), {"reason": gettext("Reason"), "witness": gettext("Witness")}
    return [
        (
            str(pack().section_name(section)),
            [
                (str(fields[name].label), describe_value(fields[name], value))
                if name in fields
                else (ours.get(name, name), str(value))
                for name, value in said.items()
            ],
        )
        for section, said in opened.items()
    ]
