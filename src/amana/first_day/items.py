"""The items of the first day. Each room registers its own at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from amana.process_state import filled_at_start
from amana.trust.actor import Actor
from amana.trust.capabilities import CapabilityId

type Words = str | Promise

ADMINISTRATORS: tuple[CapabilityId, ...] = ("accounts.keep",)
WITH_COORDINATOR: tuple[CapabilityId, ...] = (*ADMINISTRATORS, "mechanism.watch")


@dataclass(frozen=True)
class Progress:
    """How many of how many are done; `detail` says in one sentence what the numbers mean or what is missing.

    `route` is the address of the page for what comes next, where it is another one than that of the item.
    """

    done: int
    of: int
    detail: str = ""
    route: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return self.done >= self.of


@dataclass(frozen=True)
class Item:
    """One thing that an instance needs: what, why, who does it and where, and a function that counts how far it is.

    Who does it are the roles with `capability`; `who` says it in words where it is no role. `route` is the address of the
    page where it is done, empty where it is done on the server with `command`. Without `needed` the item may wait, and
    the first day ends without it. `seen_by` are the capabilities of its readers: the coordinator of the mechanism works
    outside the organisation that runs the machine, and sees what belongs to the mechanism alone.
    """

    code: str
    place: int
    title: Words
    why: Words
    count: Callable[[datetime], Progress]
    capability: CapabilityId | None = None
    who: Words = ""
    route: str = ""
    command: str = ""
    needed: bool = True
    seen_by: tuple[CapabilityId, ...] = ADMINISTRATORS
    may_do: Callable[[Actor], bool] | None = None


_items: dict[str, Item] = filled_at_start({})


def register_item(item: Item) -> None:
    """From now on the page of the first day shows the item at its place."""
    _items[item.code] = item


def registered_items() -> list[Item]:
    """Returns all items in the order of their places."""
    return sorted(_items.values(), key=lambda item: item.place)
