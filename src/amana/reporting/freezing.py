"""Converts a figure to plain JSON values and back, for a closed period. Numbers that were hidden are not in it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from amana_methods.disclosure import Hidden
from amana_methods.indicators import Figure, Value


def frozen(figure: Figure) -> dict[str, Any]:
    """Returns the figure as data from which `restore_figure` restores it.

    >>> restore_figure(frozen(Figure("A-01", (), Value(108), {}, "Persons assisted.", "1"))).total.value
    108
    """
    return {
        "indicator": figure.indicator,
        "by": list(figure.by),
        "total": _value_data(figure.total),
        "cells": [[list(cell), _value_data(value)] for cell, value in figure.cells.items()],
        "definition": figure.definition,
        "version": figure.version,
    }


def restore_figure(data: Mapping[str, Any]) -> Figure:
    """Returns the figure from the data of `frozen`."""
    cells = {tuple(cell): _restore_value(value) for cell, value in data["cells"]}
    return Figure(
        data["indicator"], tuple(data["by"]), _restore_value(data["total"]), cells, data["definition"], data["version"]
    )


def _value_data(value: Value) -> dict[str, Any]:
    number = value.value
    told = {"d": str(number)} if isinstance(number, Decimal) else number
    return {"value": told, "hidden": value.hidden.name if value.hidden else None, "beside": dict(value.beside)}


def _restore_value(data: Mapping[str, Any]) -> Value:
    told = data["value"]
    number = Decimal(told["d"]) if isinstance(told, dict) else told
    return Value(number, Hidden[data["hidden"]] if data["hidden"] else None, dict(data["beside"]))
