"""A list as its page shows it: rows of this page, heads that sort, filters, links that keep what was asked, counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.utils.translation import gettext

from amana.lists.declaring import Choice, Column, Days, ListOf, order_words
from amana.lists.rules import FROM, PAGE, SORT, TO, Asked, address_of, next_sort
from amana.process_state import filled_at_start

ON_A_PAGE = 25


@dataclass(frozen=True)
class Head:
    """The head of a column. Without an address the list cannot be sorted by it; `sorted` is empty where it is not."""

    id: str
    text: str
    address: str
    sorted: str
    css: str


@dataclass(frozen=True)
class Link:
    """A link to the same list, narrowed or sorted in another way."""

    text: str
    address: str
    here: bool = False


@dataclass(frozen=True)
class Select:
    """A field of the form of filters with its (value, text, chosen) options."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class DayField:
    """A field of the form of filters for one day."""

    name: str
    label: str
    value: str


class ListPage[Row: Model]:
    """One page of a list, for the templates of `lists/`. `rows` are the records of this page."""

    def __init__(self, listed: ListOf[Row], address: Mapping[str, str], actor: object) -> None:
        self.list = listed
        self.actor = actor
        self.asked = listed.read(address)
        self.page: Page[Row] = Paginator(listed.in_order(self.asked), ON_A_PAGE).get_page(address.get(PAGE))
        self.values = listed.values_of(self.asked)

    @property
    def rows(self) -> list[Row]:
        """The records of this page."""
        return list(self.page.object_list)

    @property
    def count(self) -> int:
        """How many rows the list has in the present filter."""
        return self.page.paginator.count

    @property
    def count_words(self) -> str:
        """How many there are, in words."""
        return self.list.count(self.count)

    @property
    def part_words(self) -> str:
        """Which of them this page shows; empty where it shows all."""
        if not self.page.has_other_pages():
            return ""
        shown = {"first": self.page.start_index(), "last": self.page.end_index()}
        return gettext("Shown here: %(first)s to %(last)s.") % shown

    @property
    def page_words(self) -> str:
        """Which page this is, of how many."""
        return gettext("Page %(here)s of %(all)s") % {"here": self.page.number, "all": self.page.paginator.num_pages}

    @property
    def earlier(self) -> str:
        """The address of the page before; empty on the first one."""
        return address_of(self.asked, page=self.page.number - 1) if self.page.has_previous() else ""

    @property
    def later(self) -> str:
        """The address of the page after; empty on the last one."""
        return address_of(self.asked, page=self.page.number + 1) if self.page.has_next() else ""

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the columns, each with the link that sorts by it."""
        return [self._head(column) for column in self.list.columns if column.shown]

    def _head(self, column: Column) -> Head:
        if not column.by:
            return Head(column.id, column.head, "", "", column.css)
        sort = self.sort
        link = address_of(replace(self.asked, sort=next_sort(sort, column.id)))
        ways = {column.id: "ascending", f"-{column.id}": "descending"}
        return Head(column.id, column.head, link, ways.get(sort, ""), column.css)

    @property
    def sort(self) -> str:
        """The order of the rows, as in an address; empty where it is that of no column."""
        return self.asked.sort or ("" if self.list.first_order is not None else self.list.first)

    @property
    def tabs(self) -> list[tuple[str, str, list[Link]]]:
        """(id, label, links) of each choice that is shown as tabs. A tab keeps the other tabs, and no filter and no order."""
        return [(each.id, each.label, self._tab_links(each)) for each in self.list.choices if each.tabs]

    def _tab_links(self, choice: Choice) -> list[Link]:
        return [
            Link(text, self.address_with(choice.id, value, usual=choice.usual), self.values[choice.id] == value)
            for value, text in choice.options
        ]

    def address_with(self, name: str, value: str, *, usual: str = "") -> str:
        """The address of the list with this value of one tab, the other tabs as they are, in the list's own order."""
        kept = {key: told for key, told in self._tab_values().items() if key != name}
        return address_of(Asked(values=kept if value == usual else {**kept, name: value}))

    def _tab_values(self) -> dict[str, str]:
        tabs = {each.id for each in self.list.choices if each.tabs}
        return {name: value for name, value in self.asked.values.items() if name in tabs}

    @property
    def tab_inputs(self) -> list[tuple[str, str]]:
        """What the form of filters carries along: the tabs."""
        return list(self._tab_values().items())

    @property
    def unfiltered_address(self) -> str:
        """The address of the list without its filters and in its own order; tabs stay."""
        return address_of(Asked(values=self._tab_values()))

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves out rows, besides the tabs."""
        return len(self.asked.values) > len(self._tab_values())

    @property
    def is_changed(self) -> bool:
        """Whether filters or the order are not the usual ones; then the form is open."""
        return self.is_narrowed or bool(self.asked.sort)

    @property
    def asked_pairs(self) -> list[tuple[str, str]]:
        """What the address asks for, as (name, value) pairs."""
        return [*([(SORT, self.asked.sort)] if self.asked.sort else []), *self.asked.values.items()]

    @cached_property
    def beside(self) -> list[tuple[str, dict[str, Any]]]:
        """(template, context) of what rooms above show next to this list."""
        return [part for beside in _beside if (part := beside(self.actor, self)) is not None]

    @cached_property
    def fields(self) -> list[Select | DayField]:
        """The fields of the form: filters in the order of the declaration, then the order of the rows."""
        found: list[Select | DayField] = []
        for each in self.list.filters:
            if isinstance(each, Days):
                for ending, label in ((FROM, each.first), (TO, each.last)):
                    name = each.id + ending
                    found.append(DayField(name, label, self.asked.values.get(name, "")))
            elif not each.tabs and each.options:
                chosen = self.values[each.id]
                options = [(value, text, value == chosen) for value, text in each.options]
                found.append(Select(each.id, each.label, [("", gettext("all"), not chosen), *options]))
        return [*found, Select("sort", gettext("Order"), self._orders())]

    def _orders(self) -> list[tuple[str, str, bool]]:
        usual = [("", gettext("as usual"), not self.asked.sort)]
        pairs = [pair for column in self.list.columns if column.by for pair in order_words(column)]
        return usual + [(value, text, value == self.asked.sort) for value, text in pairs]


# What rooms above show next to every list.
type Beside = Callable[[Any, ListPage[Any]], tuple[str, dict[str, Any]] | None]
_beside: list[Beside] = filled_at_start([])


def register_beside(beside: Beside) -> None:
    """Registers a function that is called for each list with the actor and the page; it returns None for nothing."""
    _beside.append(beside)
