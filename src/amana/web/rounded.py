"""Rounds up the length and the time of answers of the public face, so that neither reveals anything.

What a code opens is longer than "we do not know this code", and takes a little longer to build. An observer who counts
bytes and milliseconds on the way sees steps of eight kilobytes and of fifty milliseconds. A view may ask for larger
steps, where its answers differ by more.
"""

import secrets
import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

type Next = Callable[[HttpRequest], HttpResponse]

STEP_BYTES: Final = 8192
STEP_SECONDS: Final = 0.05
STEP_KEY: Final = "amana.step_bytes"  # in the request's META, set by a view; no header of a browser has such a name
_BEGIN, _END = b"<!-- ", b" -->"


class RoundedAnswers:
    """Rounds every answer to something that was sent; pages that are the same for everybody are left as they are."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response, padded with what no compression shortens, not before the next step of the clock."""
        began = time.monotonic()
        response = self.get_response(request)
        if request.method == "POST" and not response.streaming:
            _fill(response, int(request.META.get(STEP_KEY, STEP_BYTES)))
            time.sleep(-(time.monotonic() - began) % STEP_SECONDS)
        return response


def _fill(response: HttpResponse, step: int) -> None:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    missing = -(len(response.content) + len(_BEGIN) + len(_END)) % step
    response.content += _BEGIN + secrets.token_hex(missing // 2 + 1)[:missing].encode() + _END
    response.headers.pop("Content-Length", None)
