"""The page of the audit log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amana.errors import NotFound
from amana.lists.pages import ListPage
from amana.trust import queries
from amana.trust.actor import actor_of
from amana.trust.trail_list import trail_list


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Shows the lines of the audit log, narrowed by the address, newest first: who did what to which record; ids only."""
    actor = actor_of(request)
    if not actor.can("trail.read"):
        raise NotFound
    shown = ListPage(trail_list(actor), request.GET, actor)
    names = queries.users([line.actor for line in shown.rows if line.actor])
    rows = [(line, names[line.actor].name if line.actor in names else "") for line in shown.rows]
    return render(request, "trust/trail.html", {"rows": rows, "list": shown})
