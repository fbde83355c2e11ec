"""The page for failures before or after a view: before it, sessions already need the database and the key store."""

import sqlite3
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from amana.errors import AmanaError, StoreAway


def show_failure(request: HttpRequest) -> HttpResponse:
    """Returns 503 for what is away for a while, and 500 for everything else, which is our bug. Needs no store."""
    fault = sys.exc_info()[1]
    if isinstance(fault, (OperationalError, sqlite3.OperationalError)):
        fault = StoreAway()
    with translation.override(translation.get_language_from_request(request)):
        if isinstance(fault, AmanaError):
            return HttpResponse(
                render_to_string("away.html", {"error": fault, "read": request.method in ("GET", "HEAD")}),
                status=fault.status,
            )
        return HttpResponse(render_to_string("500.html"), status=500)
