"""Doors that were closed to my unit: what we are asked to destroy. Whose file it was, nobody is told again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.cases.openings import list_openings
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.errors import NotFound
from amana.exports.queries import exports_concerning
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def closed_doors(request: HttpRequest) -> HttpResponse:
    """What my units could open and no longer may; whoever destroyed the copies says so here."""
    actor = actor_of(request)
    if request.method == "POST":
        consents.say_destroyed(actor, _id_in(request), now())
        return redirect("cases:closed_doors")
    rows = [
        {
            "id": door.id,
            "reference": consent.door_reference(door.id),
            "since": door.consent.given_at,
            "until": door.closed_at,
            "why": gettext("The person took the yes back.")
            if door.consent.withdrawn_at
            else gettext("The time that was agreed to is over."),
            "seen": list_openings(consent.openings_by(door.consent.procedure, door.consent_id)),
            "copies": [card.number for card in exports_concerning(consent_id=door.consent_id)],
        }
        for door in consent.closed_doors_for(actor)[:50]
    ]
    return render(request, "cases/closed.html", {"rows": rows})


def _id_in(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("door", ""))
    except ValueError as error:
        raise NotFound from error
