"""The page of the audit log."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amana.errors import NotFound
from amana.trust import queries
from amana.trust.actor import actor_of


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Shows the lines of the audit log, newest first: who did what to which record; ids only."""
    actor = actor_of(request)
    if not actor.can("trail.read"):
        raise NotFound
    page = Paginator(queries.trail_for(actor), 50).get_page(request.GET.get("page"))
    names = queries.users([line.actor for line in page if line.actor])
    rows = [(line, names[line.actor].name if line.actor in names else "") for line in page]
    return render(request, "trust/trail.html", {"rows": rows, "page": page})
