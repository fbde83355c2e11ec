"""Caches per request: the database's time is read once, and a request that only reads runs each query once."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amana.vault.clock import time_asked_once
from amana.vault.page_memory import page_memory


class Remembers:
    """Opens both caches while a response is built. A file that streams afterwards finds neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Returns the response."""
        with time_asked_once():
            if request.method not in ("GET", "HEAD"):
                return self.get_response(request)
            with page_memory():
                return self.get_response(request)
