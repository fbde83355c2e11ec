"""What waits for a second person, by case: the rooms above register their own kinds at start.

One page for each case shows every entry with its details and what confirming it means. Nothing is confirmed that was
not on that page: each answer carries the proof that its details were shown to this user.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.cases.queries import Procedure
from amana.process_state import filled_at_start
from amana.trust.actor import Actor


@dataclass(frozen=True)
class Waiting:
    """An entry of a case that waits for this actor as the second person."""

    kind: str
    id: UUID
    procedure: Procedure
    name: str
    recorded_by: UUID | None
    due: datetime | None

    @property
    def key(self) -> str:
        """What names the entry on its page."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class Line:
    """One detail: what it is called, and its words or its moment."""

    label: str
    text: str = ""
    moment: datetime | None = None


@dataclass(frozen=True)
class Details:
    """Everything that a second person answers for, what each answer means, and the proof that it was shown."""

    lines: tuple[Line, ...]
    meaning: str
    agree: str
    differ: str
    proof: str
    scan: UUID | None = None
    needs_reason: bool = False


@dataclass(frozen=True)
class Answer:
    """What the second person found, the reason where one is needed, and the proof from the page."""

    agree: bool
    shown: str
    reason: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of entry: what waits (in one case, or in all), its details, how it is answered, how old details read."""

    kind: str
    waiting: Callable[[Actor, Procedure | None], Iterable[Waiting]]
    open: Callable[[Actor, Waiting, datetime], Details]
    answer: Callable[[Actor, Waiting, Answer, datetime], object]
    read: Callable[[Waiting, Mapping[str, Any]], tuple[Line, ...]] = field(compare=False)


_sources: dict[str, Source] = filled_at_start({})


def may_confirm(actor: Actor, procedure: Procedure, waits: Collection[object]) -> bool:
    """Whether something of what `waits` in this case is the actor's to confirm; without anything nobody is asked."""
    return bool(waits) and bool(waiting_for(actor, procedure))


def register_source(source: Source) -> None:
    """From now on entries of this kind stand on the second person's page."""
    _sources[source.kind] = source


def waiting_for(actor: Actor, procedure: Procedure | None = None) -> list[Waiting]:
    """What waits for the actor as the second person, in one case or in all, the soonest first."""
    found = [each for source in _sources.values() for each in source.waiting(actor, procedure)]
    return sorted(found, key=lambda each: (each.due is None, each.due.timestamp() if each.due else 0.0, each.key))


def open_details(actor: Actor, waiting: Waiting, now: datetime) -> Details:
    """The details of one entry, with the proof. Raises CannotOpen where its words are sealed to the actor."""
    return _sources[waiting.kind].open(actor, waiting, now)


def answer(actor: Actor, waiting: Waiting, given: Answer, now: datetime) -> None:
    """The second person's answer is kept. Raises what the command of the kind raises."""
    _sources[waiting.kind].answer(actor, waiting, given, now)


def lines_before(waiting: Waiting, details: Mapping[str, Any]) -> tuple[Line, ...]:
    """The details that were on the page before the entry was changed, as a page says them."""
    return _sources[waiting.kind].read(waiting, details)
