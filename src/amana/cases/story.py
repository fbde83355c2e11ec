"""The story of a case as a line of days; each room adds what it did, one sentence each, without the sign's giver."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from amana.cases.queries import Procedure
from amana.process_state import filled_at_start
from amana.trust.actor import Actor


@dataclass(frozen=True)
class StoryLine:
    """One sentence, when it happened, a second line if it helps; `turn` marks a turn of the case."""

    at: datetime
    text: str
    detail: str = ""
    turn: bool = False


type Teller = Callable[[Actor, Procedure], Iterable[StoryLine]]
_tellers: list[Teller] = filled_at_start([])


def register_story(teller: Teller) -> None:
    """From now on `teller` is asked for its lines of each case."""
    _tellers.append(teller)


def story_of(actor: Actor, procedure: Procedure) -> list[StoryLine]:
    """All lines, newest first."""
    return sorted(
        (line for teller in _tellers for line in teller(actor, procedure)), key=lambda line: line.at, reverse=True
    )
