"""Room for the frames of a test, so that Python does not ask the system for memory at each call. Loaded by the root conftest.

CPython keeps the frames of a thread in pieces of 16 KiB. A call that does not fit into the piece asks the system for another one
(`mmap`) and gives it back when it returns (`munmap`). pytest, Django and a template lie deep, so a loop may stand just at such an edge: the
walk of all addresses asked 245 000 times a minute, a fifth of its time. A frame that says it needs much gets one large piece, and
everything that is called from it has room there.
"""

from collections.abc import Callable
from typing import Final

import pytest
from _pytest import runner

_SLOTS: Final = 70_000  # of eight bytes: the piece is the next power of two, 1 MiB, and 450 KiB of it stay free


def with_room(call: Callable[[], bool]) -> bool:
    """What the call returns, made from a frame with room behind it."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest does it: the fixtures of a test, the test, and what ends after it."""
    return with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))
