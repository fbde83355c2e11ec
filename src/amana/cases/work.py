"""My day: what is late, due, new or waiting, said as orders to a colleague. Each room adds its source at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amana.trust.actor import Actor


@dataclass(frozen=True)
class WorkItem:
    """One row: `order` in plain words, `why` in one line, the reference, where to do it, and the clock.

    `group` is late, today, new or waiting; `soon` is for what has its day later than today.
    """

    group: str
    due: datetime | None
    order: str
    why: str
    ref: str
    url: str


type Source = Callable[[Actor, datetime], Iterable[WorkItem]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """From now on `source` is asked for everybody's day."""
    _sources.append(source)


def group_of(due: datetime, now: datetime) -> str:
    """late when the moment has passed, today within 24 hours, else soon."""
    if due < now:
        return "late"
    return "today" if due <= now + timedelta(hours=24) else "soon"


def day_of(actor: Actor, now: datetime) -> dict[str, list[WorkItem]]:
    """All items of the actor by group, the most urgent first; empty groups are left out."""
    items = [item for source in _sources for item in source(actor, now)]
    items.sort(key=lambda item: (item.due is None, item.due.timestamp() if item.due else 0.0, item.ref))
    groups = {
        name: [item for item in items if item.group == name] for name in ("late", "today", "new", "soon", "waiting")
    }
    return {name: rows for name, rows in groups.items() if rows}
