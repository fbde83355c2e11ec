"""Room for the frames of a request, so that Python does not ask the system for memory at each call.

CPython keeps the frames of a thread in pieces of 16 KiB. A call that does not fit into the piece asks the system for
another one (`mmap`) and gives it back when it returns (`munmap`). A request is deep in middleware and templates, so a
loop in it may be just at such an edge: then the page of a case spends up to a quarter of its time in the system. A
frame that declares a large need gets one large piece, and everything that is called from it has room there.
`benchmarks/frames.py` measures it.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_SLOTS: Final = 70_000  # of eight bytes: the piece is the next power of two, 1 MiB, and 450 KiB of it stay free


def with_room[T](call: Callable[[], T]) -> T:
    """Returns the result of the call, made from a frame with room after it."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)


class RoomForFrames:
    """The outermost middleware: everything that answers the request has room."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Returns the response."""
        return with_room(lambda: self.get_response(request))
