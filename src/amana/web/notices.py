"""What a page of the desk asks in the background for a notice of the browser."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from amana.signin.session import in_background
from amana.trust.actor import actor_of
from amana.vault.clock import now
from amana.web.waiting import waiting_for


@in_background
@require_GET
def waiting(request: HttpRequest) -> JsonResponse:
    """Returns how many things are new for me and the neutral words of a notice; names no record, and leaves no line."""
    found = waiting_for(actor_of(request), now())
    return JsonResponse({"new": found.new, "said": gettext("Something new waits for you.")})
