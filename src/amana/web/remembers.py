"""A request asks the database for the time once, and one that only reads asks each repeated question once."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amana.vault.clock import time_asked_once
from amana.vault.page_memory import page_memory


class Remembers:
    """Opens both memories for the making of one answer. A file that streams afterwards finds neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        with time_asked_once():
            if request.method not in ("GET", "HEAD"):
                return self.get_response(request)
            with page_memory():
                return self.get_response(request)
