"""The faces of saved views: keeping what a list shows now, and removing a view."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amana.errors import NotFound
from amana.saved_views import commands
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps what the list shows now, by the codes of its filters and its order."""
    asked = {name: str(value) for name, value in request.POST.items()}
    return redirect(commands.keep_view(actor_of(request), asked.pop("of", ""), asked, now=now()))


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Removes one of my views."""
    try:
        id = UUID(request.POST.get("view", ""))
    except ValueError:
        raise NotFound from None
    return redirect(commands.remove_view(actor_of(request), id))
