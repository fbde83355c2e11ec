"""The page of the access rules, for everybody who signs in: it holds nothing about a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.trust import wall, wall_text
from amana.trust.actor import actor_of
from amana.trust.pack_sections import WALL


@require_GET
def wall_page(request: HttpRequest) -> HttpResponse:
    """Shows who never sees what, and why; the reader's own sides first."""
    actor, country = actor_of(request), pack()
    columns = wall_text.columns_of(country)
    mine = wall.sides_of(actor.roles, actor.house_kinds)
    sides = []
    for key, side in WALL.of(country).sides.items():
        cells = []
        for what, name in columns.items():
            cell = side.cells[what]
            reason = WALL.of(country).reasons[cell.because]
            cells.append(
                {
                    "name": str(name),
                    "opens": cell.opens,
                    "word": str(wall_text.opens_word(cell.opens)),
                    "only_for": bool(cell.purposes),
                    "why": str(reason.text),
                    "source": reason.source or "",
                    "unconfirmed": reason.confidence == "unconfirmed",
                }
            )
        sides.append({"name": str(side.name), "cells": cells, "mine": key in mine})
    return render(
        request,
        "trust/wall.html",
        {
            "sides": sorted(sides, key=lambda each: not each["mine"]),
            "columns": [str(name) for name in columns.values()],
        },
    )
