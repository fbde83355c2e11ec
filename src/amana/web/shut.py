"""Answers while an instance is closed: during a restore, and while the key store does not answer.

During a restore nobody signs in before later erasures and withdrawals were repeated. Without the key store no session
opens either.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from amana import vault
from amana.backups.restoring import is_shut
from amana.vault.errors import KeyStoreAway

type Next = Callable[[HttpRequest], HttpResponse]


class ShutWhileRestoring:
    """Answers every address with 503 and a page that says why, in the reader's language; needs no database."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response."""
        if not is_shut(Path(settings.AMANA_DATA)):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            answer = HttpResponse(render_to_string("shut.html"), status=503)
        answer["Retry-After"] = "300"
        return answer


class ShutWithoutKeys:
    """Answers every address but the health check with 503 while the key store is away, saying that nothing is lost.

    Where the instance names who types its passphrase (`AMANA_WHO_UNLOCKS`), the page says who that is.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response. It is outside the session, which the key store seals."""
        try:
            if not request.path.startswith("/health/"):
                vault.keystore.check_reachable()
        except KeyStoreAway as away:
            with translation.override(translation.get_language_from_request(request)):
                who = settings.AMANA_WHO_UNLOCKS
                todo = _("Who can open it again: %(who)s") % {"who": who} if who else ""
                page = render_to_string(
                    "error.html", {"error": away, "public": False, "back": request.path, "todo": todo}
                )
            return HttpResponse(page, status=away.status)
        return self.get_response(request)
