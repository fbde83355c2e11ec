"""Records which permissions were granted since a command began, for `decides` to check before a line and at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from amana.process_state import lives_with_a_request


class DecisionNotAsked(RuntimeError):
    """A command wrote a line, or returned, without asking for the permission that it declares: a bug in the code."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes: this user holds the permission, or (`on_record`) has it for the record that was asked about."""

    user_id: UUID | None
    permission: str
    on_record: bool = False


@dataclass(frozen=True, slots=True)
class _Pending:
    command: str
    wanted: frozenset[Answer]
    heard: set[Answer] = field(default_factory=set)


_running: ContextVar[_Pending | None] = lives_with_a_request(ContextVar("amana_answers", default=None))


def note_yes(answer: Answer) -> None:
    """Records this grant for the command that runs now."""
    running = _running.get()
    if running is not None:
        running.heard.add(answer)


def check_asked() -> None:
    """Raises DecisionNotAsked where the command that runs now was granted none of the permissions it must ask for."""
    running = _running.get()
    if running is not None and running.wanted.isdisjoint(running.heard):
        permissions = sorted({each.permission for each in running.wanted})
        raise DecisionNotAsked(f"{running.command}: {', '.join(permissions)}")


@contextmanager
def must_hear(command: str, wanted: frozenset[Answer]) -> Iterator[None]:
    """Requires `command` to be granted one of `wanted` within the block; an outer command counts its grants too."""
    around, running = _running.get(), _Pending(command, wanted)
    token = _running.set(running)
    try:
        yield
        check_asked()
    finally:
        _running.reset(token)
        if around is not None:
            around.heard.update(running.heard)
