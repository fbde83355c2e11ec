"""The puzzle that a script solves before it sends a report; a browser without script never meets it."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from amana.public_reports import commands as letterbox


@require_GET
def challenge(_request: HttpRequest) -> JsonResponse:
    """A puzzle as ALTCHA writes it, as hard as the load asks for."""
    return JsonResponse(letterbox.challenge())
