"""A request has room for its frames: calls at the edge of a piece of Python's stack ask the system for nothing.

What is counted is how often the system had to bring memory, which it does once for each piece that is asked for anew.
"""

import resource
import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from amana.web.frames import RoomForFrames
from amana.web.settings import desk, public

CALLS = 200


def _chain(left: int) -> None:
    if left:
        _chain(left - 1)


def _from_below(frames: int, act: Callable[[], object]) -> None:
    if frames:
        _from_below(frames - 1, act)
    else:
        act()


def _brought(act: Callable[[], object]) -> int:
    """How often the system brought memory while a thread of its own did this."""
    found: list[int] = []

    def measured() -> None:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        act()
        found.append(resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before)

    thread = threading.Thread(target=measured)
    thread.start()
    thread.join()
    return found[0]


def test_at_the_edge_each_call_asks_the_system_and_in_a_request_none_does() -> None:
    def calls(request: HttpRequest | None = None) -> HttpResponse:
        for _call in range(CALLS):
            _chain(12)
        return HttpResponse()

    below = range(0, 260, 5)
    plain = [_brought(lambda frames=frames: _from_below(frames, calls)) for frames in below]  # type: ignore[misc]
    assert max(plain) > CALLS, "the alarm: no edge was found"
    answer = RoomForFrames(calls)
    room = [_brought(lambda frames=frames: _from_below(frames, lambda: answer(HttpRequest()))) for frames in below]  # type: ignore[misc]
    assert max(room) < CALLS / 2


def test_it_is_the_first_of_the_middleware() -> None:
    first = f"{RoomForFrames.__module__}.{RoomForFrames.__name__}"
    assert desk.MIDDLEWARE[0] == public.MIDDLEWARE[0] == first
