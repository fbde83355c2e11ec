"""What happens around every request: nothing is stored in between, nobody passes unknown, errors become pages."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from amana.errors import AmanaError, Conflict, NotAllowed, NotFound
from amana.trust import queries as trust
from amana.trust import trail
from amana.trust.actor import SYSTEM, actor_of
from amana.trust.clock import now
from amana.trust.errors import TrailShut
from amana.trust.queries import User
from amana.trust.session import set_key_cookie

_log = logging.getLogger("amana.web")
type Next = Callable[[HttpRequest], HttpResponse]
# Addresses of the desk that are open to everybody; every other address answers a stranger with the same redirect.
OPEN = (
    "/sign-in/",
    "/demo-sign-in/",
    "/language/",
    "/set-up/",
    "/health/",
    "/cover/",
    "/trust/witness/add-checkpoint",  # asked by the servers of other instances
)


class NothingIsStored:
    """No browser or proxy keeps a page; static files keep their own headers."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, marked as not to be kept."""
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
            response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


class SignInFirst:
    """Somebody not signed in gets the same redirect for every address of the desk, existing or not."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page in the reader's language, or the way to sign in."""
        open_to_all = request.path in OPEN or request.path.startswith(settings.STATIC_URL)
        if not isinstance(request.user, User):
            if not open_to_all:
                return redirect(settings.LOGIN_URL if not trust.is_empty() else "/set-up/")
        else:
            if not open_to_all and actor_of(request).keys is None:
                logout(request)  # a session without the cookie that opens its keys is nobody's
                return redirect(settings.LOGIN_URL)
            if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) is None:
                translation.activate(request.user.language)
            must_change = request.user.must_change_password and not request.path.startswith("/password/")
            if must_change and not open_to_all and request.path != "/sign-out/":
                return redirect("account_change_password")
        response = self.get_response(request)
        set_key_cookie(request, response)
        return response


class ErrorsAsPages:
    """An error of ours becomes a page in the reader's language; a refusal leaves a line after the rollback."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an AmanaError; for anything unexpected a page without details, and a log line without values."""
        public = not hasattr(request, "user")
        if isinstance(error, AmanaError):
            if isinstance(error, (NotFound, NotAllowed)) and not public:
                actor = actor_of(request) if isinstance(request.user, User) else SYSTEM
                try:
                    trail.record(actor, "refused", None, now(), code=error.code)
                except TrailShut as shut:
                    error = shut  # nobody tries doors while it cannot be written down
            if isinstance(error, NotFound):
                return render(request, "404.html", {"public": public}, status=404)
            template = "conflict.html" if isinstance(error, Conflict) and error.theirs else "error.html"
            return render(
                request, template, {"error": error, "public": public, "back": _back(request)}, status=error.status
            )
        if isinstance(error, (Http404, PermissionDenied, SuspiciousOperation)):
            return None
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else "?"
        route = request.resolver_match.view_name if request.resolver_match else "?"
        _log.error("%s in %s while serving %s", type(error).__name__, where, route)
        if settings.TESTING:
            return None
        return render(request, "500.html", {"public": public}, status=500)


def _back(request: HttpRequest) -> str:
    return request.path if request.method == "POST" else "/"
