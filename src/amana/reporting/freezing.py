"""A figure as plain JSON values and back: what is kept of a closed period. Numbers that were hidden are not in it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from amana_methods.disclosure import Hidden
from amana_methods.indicators import Figure, Value


def frozen(figure: Figure) -> dict[str, Any]:
    """The figure, so that `thawed` gives the same again.

    >>> thawed(frozen(Figure("A-01", (), Value(108), {}, "Persons assisted.", "1"))).total.value
    108
    """
    return {
        "indicator": figure.indicator,
        "by": list(figure.by),
        "total": _kept(figure.total),
        "cells": [[list(cell), _kept(value)] for cell, value in figure.cells.items()],
        "definition": figure.definition,
        "version": figure.version,
    }


def thawed(data: Mapping[str, Any]) -> Figure:
    """The figure that was frozen."""
    cells = {tuple(cell): _again(value) for cell, value in data["cells"]}
    return Figure(
        data["indicator"], tuple(data["by"]), _again(data["total"]), cells, data["definition"], data["version"]
    )


def _kept(value: Value) -> dict[str, Any]:
    number = value.value
    told = {"d": str(number)} if isinstance(number, Decimal) else number
    return {"value": told, "hidden": value.hidden.name if value.hidden else None, "beside": dict(value.beside)}


def _again(data: Mapping[str, Any]) -> Value:
    told = data["value"]
    number = Decimal(told["d"]) if isinstance(told, dict) else told
    return Value(number, Hidden[data["hidden"]] if data["hidden"] else None, dict(data["beside"]))
