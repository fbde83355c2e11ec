"""While a backup is being restored, the instance is shut: nobody signs in before what came later was done again."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from amana.web.backups.restoring import is_shut

type Next = Callable[[HttpRequest], HttpResponse]


class ShutWhileRestoring:
    """Every address answers 503 with a page that says why, in the reader's language; no database is asked."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        if not is_shut(Path(settings.AMANA_DATA)):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            answer = HttpResponse(render_to_string("shut.html"), status=503)
        answer["Retry-After"] = "300"
        return answer
