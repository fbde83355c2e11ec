"""The inbox of the desk: signs by urgency, each with its age and its clock; and what the reader recorded for others."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amana.intake import queries
from amana.intake.sign_list import sign_list, sign_rows
from amana.intake.tabs import desk_tabs
from amana.intake.words import STATUS
from amana.lists.pages import ListPage
from amana.trust.actor import actor_of
from amana.vault.clock import now

_AT_ONCE = 50


@require_GET
def waiting_signs(request: HttpRequest) -> HttpResponse:
    """Signs of my unit that have not become a case, the most urgent first; and the signs that I recorded."""
    return _list(request, everything=False)


@require_GET
def all_signs(request: HttpRequest) -> HttpResponse:
    """Every sign that my unit took in, newest first, and the signs that I recorded."""
    return _list(request, everything=True)


def _list(request: HttpRequest, *, everything: bool) -> HttpResponse:
    actor = actor_of(request)
    shown = ListPage(sign_list(actor, everything=everything), request.GET, actor)
    rows = sign_rows(shown.rows)
    by_urgency = not everything and not shown.asked.sort
    groups = [(title, list(group)) for title, group in groupby(rows, key=lambda row: row["group"])]
    return render(
        request,
        "intake/signs.html",
        {
            "list": shown,
            "groups": groups if by_urgency else [("", rows)] if rows else [],
            "mine": [(row, STATUS[queries.status_of(row)]) for row in queries.my_signs(actor)[:_AT_ONCE]],
            **desk_tabs(actor),
            "takes": actor.can("signs.take"),
            "contact_cards": queries.contact_cards_offered(actor, now()) if actor.can("signs.take") else 0,
            "here": "all" if everything else "waiting",
        },
    )
