"""Pages of users who were stopped because they tried too much: asking to continue, and letting somebody."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from amana.errors import NotFound
from amana.oversight import pace
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def list_stopped(request: HttpRequest) -> HttpResponse:
    """Lists who was stopped in the last seven days, and who asks to continue."""
    actor = actor_of(request)
    if not actor.can("protection.watch"):
        raise NotFound
    return render(request, "oversight/pace.html", {"rows": pace.list_stopped(actor, now()), "me": actor.user_id})


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Asks the data-protection officer to let me continue after I was stopped."""
    pace.ask_to_go_on(actor_of(request), now=now())
    return render(request, "held_back.html", {"asked": True})


@require_POST
def let_go_on(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lets this colleague continue for a day."""
    actor = actor_of(request)
    if not actor.can("protection.watch"):
        raise NotFound
    pace.let_go_on(actor, user_id=id, now=now())
    return redirect("oversight:pace")
