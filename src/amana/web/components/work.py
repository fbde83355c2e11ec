"""My day under its headings: the items of `amana.my_day.day_of`, the most pressing first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.my_day import WorkItem

type Words = str | Promise

HEADINGS: Mapping[str, tuple[Words, Words]] = {
    "late": (_("Late"), ""),
    "today": (_("Due today"), ""),
    "new": (_("New for you"), ""),
    "open": (_("To do"), _("Without a fixed day.")),
    "soon": (_("Coming up"), ""),
    "waiting": (_("Waiting for others"), _("Nothing for you to do until the day shown.")),
}


@dataclass(frozen=True)
class Group:
    """A heading of my day and its items."""

    id: str
    title: Words
    note: Words
    items: tuple[WorkItem, ...]


def group_items(rows: Mapping[str, Sequence[WorkItem]]) -> tuple[Group, ...]:
    """Returns the groups that have items, in the order of their headings."""
    return tuple(Group(id_, title, note, tuple(rows[id_])) for id_, (title, note) in HEADINGS.items() if rows.get(id_))
