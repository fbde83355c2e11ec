"""What a page of the desk asks in the background: how much waits at each place, and whether something is new."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from amana.signin.session import in_background
from amana.trust.actor import actor_of
from amana.vault.clock import now
from amana.web.context import places_of
from amana.web.waiting import waiting_for


@in_background
@require_GET
def waiting(request: HttpRequest) -> JsonResponse:
    """Returns counts by place, how many things are new, and the neutral words of a notice; names no record, leaves no line."""
    actor = actor_of(request)
    found = waiting_for(actor, now())
    places = found.by_place(place.url for place in places_of(actor, ""))
    words = {place: [n, ngettext("thing waits for you", "things wait for you", n)] for place, n in places.items() if n}
    return JsonResponse({"places": words, "new": found.new, "said": gettext("Something new waits for you.")})
