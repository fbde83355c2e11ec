"""Open pages ask here whether they may stay; without script a frame over the page asks, and covers it when not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from amana.signin.session import in_background
from amana.trust import staying
from amana.trust.actor import actor_of

EVERY_SECONDS = 4
_FRAMED = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}


def _may(request: HttpRequest) -> bool:
    return staying.may_stay_by(actor_of(request), request.GET.get("t", ""))


@in_background
@require_GET
def stay(request: HttpRequest) -> HttpResponse:
    """Returns 204 when the page may stay, 403 when it has to blank itself. Leaves no line: it opens no text."""
    return HttpResponse(status=204 if _may(request) else 403)


@in_background
@require_GET
@xframe_options_sameorigin
@csp_override(_FRAMED)
def stay_frame(request: HttpRequest) -> HttpResponse:
    """Does the same for a page without script: a frame that reloads itself, transparent while the page may stay."""
    may = _may(request)
    answer = render(request, "web/stay_frame.html", {"may": may}, status=200 if may else 403)
    if may:
        answer["Refresh"] = str(EVERY_SECONDS)
    return answer
