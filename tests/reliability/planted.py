"""The mistake that the test of killed processes must find: an answer is given before what it acknowledges is kept."""

import threading
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

LATE_SECONDS = 0.4


class AnswersBeforeItIsKept:
    """Whoever writes a note is told at once that it is kept; it is kept a little later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, too early."""
        if request.method != "POST" or not request.path.endswith("/notes/"):
            return self.get_response(request)
        request.POST, request.user.pk  # read while the request is open  # noqa: B018

        def later() -> None:
            time.sleep(LATE_SECONDS)
            self.get_response(request)
            connection.close()

        threading.Thread(target=later, daemon=True).start()
        return redirect(request.path)
