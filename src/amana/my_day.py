"""My day: what is late, due today, new or waiting, said as orders to a colleague. Each room adds its source at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amana.countrypacks import dates
from amana.process_state import filled_at_start
from amana.trust.actor import Actor

GROUPS = ("late", "today", "new", "open", "soon", "waiting")
NEW_FOR = timedelta(days=3)  # from the moment at which something came; a weekend passes, and it is still seen as new


@dataclass(frozen=True)
class WorkItem:
    """One row: `order` in plain words, `why` in one line, the reference, where to do it, and the clock.

    `due` is when it has to be done, `since` when it came; both are timezone-aware. `group` is one of `GROUPS`: `today`
    holds only what has its clock on this calendar day, `open` what has no clock, `soon` what has a later one.
    """

    group: str
    due: datetime | None
    order: str
    why: str
    ref: str
    url: str
    since: datetime | None = None


type Source = Callable[[Actor, datetime], Iterable[WorkItem]]
_sources: list[Source] = filled_at_start([])


def register_source(source: Source) -> None:
    """From now on `source` is asked for everybody's day."""
    _sources.append(source)


def group_of(due: datetime, now: datetime) -> str:
    """late when the moment has passed, today on the present calendar day of the instance's time zone, else soon."""
    if due < now:
        return "late"
    return "today" if dates.day_of(due) == dates.day_of(now) else "soon"


def group_of_news(since: datetime | None, due: datetime | None, now: datetime) -> str:
    """The group of something that came `since`: new for three days unless it is late or due today; then as its clock says."""
    clock = group_of(due, now) if due is not None else "open"
    is_new = since is not None and now - since <= NEW_FOR
    return "new" if is_new and clock not in ("late", "today") else clock


def day_of(actor: Actor, now: datetime) -> dict[str, list[WorkItem]]:
    """All items of the actor by group, the most urgent first; empty groups are left out."""
    items = [item for source in _sources for item in source(actor, now)]
    items.sort(key=lambda item: (item.due is None, item.due.timestamp() if item.due else 0.0, item.ref))
    groups = {name: [item for item in items if item.group == name] for name in GROUPS}
    return {name: rows for name, rows in groups.items() if rows}
