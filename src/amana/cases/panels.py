"""The case page is put together from panels; the rooms above add theirs at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amana.cases.queries import Procedure
from amana.process_state import filled_at_start
from amana.trust.actor import Actor

type Panel = Callable[[Actor, Procedure, datetime], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True)
class Placed:
    """A template with its context, as the page includes it."""

    template: str
    context: dict[str, Any]


_panels: dict[str, list[tuple[int, Panel]]] = filled_at_start({"main": [], "side": []})


def register_panel(place: str, order: int, panel: Panel) -> None:
    """From now on `panel` is asked for its part of each case page, in `order`, in "main" or "side"."""
    _panels[place].append((order, panel))
    _panels[place].sort(key=lambda entry: entry[0])


def panels_for(place: str, actor: Actor, procedure: Procedure, now: datetime) -> list[Placed]:
    """The parts of one page; a panel that has nothing to say is left out."""
    parts = (panel(actor, procedure, now) for _, panel in _panels[place])
    return [Placed(*part) for part in parts if part is not None]
