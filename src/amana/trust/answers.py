"""Which permissions were given since a command began: what `decides` asks for before a line is written and at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from amana.process_state import lives_with_a_request


class DecisionNotAsked(RuntimeError):
    """A command wrote a line, or returned, and had not asked for the permission that it declares: a fault of the code."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes: this user holds the permission, or (`on_record`) has it for the record that was asked about."""

    user_id: UUID | None
    permission: str
    on_record: bool = False


@dataclass(frozen=True, slots=True)
class _Hearing:
    command: str
    wanted: frozenset[Answer]
    heard: set[Answer] = field(default_factory=set)


_running: ContextVar[_Hearing | None] = lives_with_a_request(ContextVar("amana_answers", default=None))


def note_yes(answer: Answer) -> None:
    """The command that runs now has heard this yes."""
    running = _running.get()
    if running is not None:
        running.heard.add(answer)


def check_asked() -> None:
    """Raises DecisionNotAsked where the command that runs now has heard none of the answers it must hear first."""
    running = _running.get()
    if running is not None and running.wanted.isdisjoint(running.heard):
        permissions = sorted({each.permission for each in running.wanted})
        raise DecisionNotAsked(f"{running.command}: {', '.join(permissions)}")


@contextmanager
def must_hear(command: str, wanted: frozenset[Answer]) -> Iterator[None]:
    """Until the block ends, `command` has to hear one of `wanted`; a command around it hears what this one heard."""
    around, running = _running.get(), _Hearing(command, wanted)
    token = _running.set(running)
    try:
        yield
        check_asked()
    finally:
        _running.reset(token)
        if around is not None:
            around.heard.update(running.heard)
