"""What was typed ends with its form: a form that was accepted leaves no draft."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from amana.drafts import commands
from amana.drafts.places import place_of
from amana.trust.actor import actor_of
from amana.trust.queries import User
from amana.vault.clock import now


class EndsWithTheForm:
    """Deletes the draft of a form once the desk leads on from it. A form that is shown again keeps its draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response."""
        response = self.get_response(request)
        leads_on = response.status_code in (302, 303) or "HX-Redirect" in response
        if request.method == "POST" and leads_on and isinstance(request.user, User) and "draft_pass" in request.POST:
            place = place_of(request.user.id, request.POST["draft_pass"], now())
            if place is not None:
                commands.discard(actor_of(request), place)
        return response
