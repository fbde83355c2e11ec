"""What a page asks many times, it asks the database once: kept while one page is made, and by nothing that changes anything.

A request that only reads opens the memory (`amana.web.remembers`), and its end closes it. Whoever writes facts, and whoever
acts as somebody else from here on, begins with an empty one. Outside a page every question is asked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import wraps
from typing import Any

from amana.process_state import follows_from_arguments

type Memory = dict[tuple[object, ...], Any]
_memory: ContextVar[Memory | None] = follows_from_arguments(ContextVar("page memory", default=None))


@contextmanager
def page_memory() -> Iterator[None]:
    """While it is open, `once_a_page` asks each question once."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def forget_page() -> None:
    """Whatever this page asked so far is asked again."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()


def once_a_page[**P, T](ask: Callable[P, T]) -> Callable[P, T]:
    """The function asks each question once while a page is made; each caller gets an answer of its own. Arguments are hashable."""

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        memory = _memory.get()
        if memory is None:
            return ask(*args, **kwargs)
        question = (ask, args, tuple(kwargs.items()))
        if question not in memory:
            memory[question] = ask(*args, **kwargs)
        told: T = deepcopy(memory[question])
        return told

    return answer
