"""The way out: to a page that everybody may look at, with the browser asked to forget what came from here."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.intake.pack_sections import INFORMATION


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Away. A script goes there by itself, in place of this site in the history, and asks for this only to be forgotten."""
    answer = HttpResponseRedirect(INFORMATION.of(pack()).leave_to)
    answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
