"""Middleware around every request: browsers and proxies store nothing, errors become pages."""

import contextlib
import logging
import re
import sqlite3
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from amana.errors import AmanaError, Conflict, NotAllowed, NotFound, StoreAway
from amana.oversight.incidents import ALARM
from amana.trust import trail
from amana.trust.actor import SYSTEM, actor_of
from amana.trust.errors import TrailShut
from amana.trust.queries import User
from amana.vault import Broken
from amana.vault.clock import now
from amana.vault.errors import KeyStoreAway
from amana.web.one_transaction import take_back

_log = logging.getLogger("amana.web")
_FORM = re.compile(rb"<form(?![^>]*\bautocomplete=)(?=[\s>])")  # what people wrote is escaped, and is no tag
type Next = Callable[[HttpRequest], HttpResponse]


class NothingIsStored:
    """No browser or proxy keeps a page, nor what was typed into it; static files keep their own headers.

    Browsers write half-filled forms into files with which they come back after a crash. They leave out what a form asks
    them not to complete, so every form of every page asks for that; a field with its own setting (a password) keeps it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response, marked as not to be stored."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = _FORM.sub(rb'<form autocomplete="off"', response.content)
            if "Content-Length" in response:
                response["Content-Length"] = str(len(response.content))
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
            response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        return response


class ErrorsAsPages:
    """Turns an error of ours into a page in the reader's language; a refusal leaves a line after the rollback."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Returns the page for an AmanaError; for anything else one without details, and a log line without values."""
        take_back(request)
        public = not hasattr(request, "user")
        if isinstance(error, (OperationalError, sqlite3.OperationalError)):  # the second comes from the key store
            _log.error("%s while serving a page", type(error).__name__)
            error = StoreAway()
        if isinstance(error, AmanaError):
            if isinstance(error, (NotFound, NotAllowed)) and not public:
                actor = actor_of(request) if isinstance(request.user, User) else SYSTEM
                try:
                    with transaction.atomic():
                        trail.record(actor, "refused", None, now(), code=error.code)
                except TrailShut as shut:
                    error = shut  # access is refused while attempts cannot be recorded
            if isinstance(error, (Broken, KeyStoreAway)) and not public:
                actor = actor_of(request) if isinstance(request.user, User) else SYSTEM
                with contextlib.suppress(TrailShut), transaction.atomic():
                    trail.record(actor, ALARM, None, now(), code=error.code)
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
