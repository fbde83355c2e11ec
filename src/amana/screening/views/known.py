"""Before she is asked anything: is she already known in this organisation?"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.cases import queries as cases
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.duplicates.views.finding import known_page
from amana.intake import pack as says
from amana.intake import queries
from amana.trust.actor import actor_of


@require_http_methods(["GET", "POST"])
def find_known(request: HttpRequest, id: UUID) -> HttpResponse:
    """Files of this organisation that may be hers; the interview follows, with or without a match."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    sign = reverse("intake:sign", args=[row.id])
    asks = row.procedure.identification == says.place_after(says.BEGIN_TRIAGE) and actor.can("screening.run")
    terminal = pack().machine("procedure").tracks["help"].terminal

    def choose_address(existing: Procedure) -> str:
        """To the file where it is open to this actor and goes on; else back to the sign, which says whom to ask."""
        is_open = cases.reachable_by(actor).filter(id=existing.id).exists()
        return reverse("cases:one", args=[existing.id]) if is_open and existing.help not in terminal else sign

    screen = reverse("intake:screen", args=[row.id])
    return known_page(
        request,
        row.procedure,
        reference=row.number,
        go_on=f"{screen}?looked=1" if asks else sign,
        without_any=f"{screen}?looked=none" if asks else "",
        go_on_words=gettext("Go on to the interview") if asks else gettext("Go on without a match"),
        chosen=choose_address,
    )
