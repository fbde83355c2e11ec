"""What a page asks many times, it asks the database once: kept while one page is made, and by nothing that changes anything.

A request that only reads opens the memory (`amana.web.remembers`), and its end closes it. A statement that does anything but
read empties it, and a change of actor begins with an empty one. Outside a page every question is
asked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import wraps
from typing import Any, Final

from django.db import connection

from amana.process_state import lives_with_a_request

type Memory = dict[tuple[object, ...], Any]
_memory: ContextVar[Memory | None] = lives_with_a_request(ContextVar("page memory", default=None))

_READS: Final = ("SELECT", "SAVEPOINT", "RELEASE")


@contextmanager
def page_memory() -> Iterator[None]:
    """While it is open, `once_a_page` asks each question once, and again after each statement that writes."""
    token = _memory.set({})
    try:
        with connection.execute_wrapper(_forget_on_write):
            yield
    finally:
        _memory.reset(token)


def _forget_on_write(execute: Callable[..., Any], sql: str, params: object, many: bool, context: object) -> Any:
    """The statement is carried out; unless it only reads, nothing that was asked before is believed."""
    if not sql.startswith(_READS):
        forget_page()
    return execute(sql, params, many, context)


def forget_page() -> None:
    """Forgets the answers of this page, so that each question is asked again."""
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
