"""What the reader sees of each item: whether it is done, who does it, and numbers for those who manage accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from amana.countrypacks import pack
from amana.first_day import queries
from amana.first_day.items import Item, Progress, Words, registered_items
from amana.my_day import WorkItem
from amana.trust.actor import Actor
from amana.trust.queries import is_demo


@dataclass(frozen=True)
class Row:
    """An item as a reader sees it: `progress` has numbers for those who manage accounts, `url` is empty for others."""

    item: Item
    is_done: bool
    progress: Progress | None
    who: tuple[Words, ...]
    nobody_yet: bool
    url: str


def may_see(actor: Actor) -> bool:
    """Whether the actor sees the page: those who manage accounts, and the coordinator of the mechanism."""
    return actor.can("accounts.keep") or actor.can("mechanism.watch")


def rows_for(actor: Actor, now: datetime) -> list[Row]:
    """Returns the items that the actor may see, in their order; none of them is counted for anybody else."""
    seen = (item for item in registered_items() if any(actor.can(each) for each in item.seen_by))
    return [_row(actor, item, now) for item in seen]


def _row(actor: Actor, item: Item, now: datetime) -> Row:
    progress, keeps, capability = item.count(now), actor.can("accounts.keep"), item.capability
    if capability is None:
        who: tuple[Words, ...] = (item.who,)
        mine = item.may_do is None or item.may_do(actor)
        nobody = False
    else:
        names = pack().roles
        who = tuple(str(names[role].name) for role in queries.roles_with(capability) if role in names)
        mine = actor.can(capability)
        nobody = keeps and not mine and not progress.is_done and not queries.somebody_can(capability)
    route = progress.route or item.route
    url = reverse(route) if route and mine else ""
    return Row(item, progress.is_done, progress if keeps else None, who, nobody, url)


def count_needed(rows: Iterable[Row]) -> tuple[int, int]:
    """Returns (how many of the needed items are done, how many there are)."""
    needed = [row for row in rows if row.item.needed]
    return sum(row.is_done for row in needed), len(needed)


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """The item of my day, until everything that is needed was done once. A demonstration has none: its world is set up."""
    if not may_see(actor) or is_demo() or queries.ended_at():
        return
    done, needed = count_needed(rows_for(actor, now))
    if done < needed:
        yield WorkItem(
            "open",
            None,
            pgettext("list of what an empty instance needs", "First day: go on with what this instance still needs"),
            gettext("Done: %(done)s of %(all)s.") % {"done": done, "all": needed},
            "",
            reverse("first_day:first_day"),
        )
