"""What a room declares of a list: its columns, its filters, its rows, and the order where none is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Expression, F, IntegerField, Model, OrderBy, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from amana.countrypacks import dates
from amana.countrypacks.wording import join_words
from amana.errors import NotFound
from amana.lists.rules import FROM, TO, Asked, read_address, read_day
from amana.process_state import filled_at_start

type By = str | Expression | Subquery


@dataclass(frozen=True)
class Column:
    """A column as the page shows it. `by` is what the database sorts by: names of clear columns, or expressions of them.

    Without `by` the list cannot be sorted by it. `moments` says that it holds days or moments, which decides how its two
    orders are called. `css` is the class of its head. One that is not `shown` has no head of its own, as it is part of
    another column; the form of filters offers its order.
    """

    id: str
    head: str
    by: tuple[By, ...] = ()
    moments: bool = False
    css: str = ""
    shown: bool = True


@dataclass(frozen=True)
class Choice:
    """A filter with coded values: (value, label) pairs. `narrow` applies one of them to the rows.

    Without `narrow` the list's own `rows` read the value. `usual` holds where nothing is chosen. `tabs` shows the values as
    links in a row, and not in the form.
    """

    id: str
    label: str
    options: Sequence[tuple[str, str]]
    narrow: Callable[[str], Q] | None = None
    usual: str = ""
    tabs: bool = False


@dataclass(frozen=True)
class Days:
    """A filter by days: from one day to another, both included. `column` is a clear column of moments, or of days."""

    id: str
    first: str
    last: str
    column: str
    moments: bool = True

    def narrow(self, values: Mapping[str, str]) -> Q:
        """The condition for the days that were asked for."""
        begin, end = (read_day(values.get(self.id + each, "")) for each in (FROM, TO))
        found = Q()
        if begin is not None:
            found &= Q(**{f"{self.column}__gte": self._begin_of(begin)})
        if end is not None:
            found &= Q(**{f"{self.column}__lt": self._begin_of(end + timedelta(days=1))})
        return found

    def _begin_of(self, day: date) -> date | datetime:
        return timezone.make_aware(datetime.combine(day, time.min)) if self.moments else day


@dataclass(frozen=True)
class ListOf[Row: Model]:
    """A list of one reader. `rows` returns the rows that this reader may know of, through the room's scoped queries.

    It is given the values of all choices, the usual ones included. `first` is the order where none is asked for, as in an
    address; where no column says it, `first_order` puts the rows in order. `count` says how many there are, in a sentence
    of its own with plural forms.
    """

    code: str
    name: str
    columns: Sequence[Column]
    rows: Callable[[Mapping[str, str]], QuerySet[Row]]
    count: Callable[[int], str]
    filters: Sequence[Choice | Days] = ()
    first: str = ""
    first_order: Callable[[QuerySet[Row]], Sequence[Row] | QuerySet[Row]] | None = field(default=None)

    def read(self, address: Mapping[str, str]) -> Asked:
        """What an address asks of this list; what the list does not declare is ignored."""
        return read_address(
            address,
            sorts={column.id for column in self.columns if column.by},
            choices={each.id: ({value for value, _label in each.options}, each.usual) for each in self.choices},
            spans=[each.id for each in self.filters if isinstance(each, Days)],
        )

    @property
    def choices(self) -> list[Choice]:
        """The filters with coded values."""
        return [each for each in self.filters if isinstance(each, Choice)]

    def values_of(self, asked: Asked) -> dict[str, str]:
        """The value of every choice, the usual one where nothing else is asked for."""
        return {each.id: asked.values.get(each.id, each.usual) for each in self.choices}

    def label_of(self, address: Mapping[str, str]) -> str:
        """What an address asks for, in the reader's words, such as "Cases: Closed, Help: Follow-up, Number: from the end"."""
        asked = self.read(address)
        parts = [words for each in self.filters for words in _filter_words(each, asked.values)]
        parts += [words for column in self.columns for sort, words in order_words(column) if sort == asked.sort]
        return f"{self.name}: {join_words(parts)}"

    def matching(self, asked: Asked) -> QuerySet[Row]:
        """The rows that an address asks for, in no order yet."""
        rows = self.rows(self.values_of(asked))
        for each in self.filters:
            if isinstance(each, Days):
                rows = rows.filter(each.narrow(asked.values))
            elif each.narrow is not None and each.id in asked.values:
                rows = rows.filter(each.narrow(asked.values[each.id]))
        return rows

    def in_order(self, asked: Asked) -> Sequence[Row] | QuerySet[Row]:
        """The rows that an address asks for, in its order. Rows that are equal in it are in the order of their ids."""
        rows, sort = self.matching(asked), asked.sort or self.first
        column = next((each for each in self.columns if each.by and each.id == sort.removeprefix("-")), None)
        if column is None or (not asked.sort and self.first_order is not None):
            return self.first_order(rows) if self.first_order is not None else rows.order_by("id")
        down = sort.startswith("-")
        return rows.order_by(*(_direction(each, down) for each in column.by), "-id" if down else "id")


def _filter_words(each: Choice | Days, values: Mapping[str, str]) -> list[str]:
    if isinstance(each, Choice):
        said = next((label for value, label in each.options if value == values.get(each.id)), "")
        return [said if each.tabs else f"{each.label}: {said}"] if said else []
    ends = (
        (label, read_day(values.get(each.id + ending, ""))) for ending, label in ((FROM, each.first), (TO, each.last))
    )
    return [f"{label}: {dates.day(day)}" for label, day in ends if day is not None]


def order_words(column: Column) -> list[tuple[str, str]]:
    """The two orders of a column, each with its name in the reader's language."""
    said = {"column": column.head}
    if column.moments:
        return [
            (f"-{column.id}", gettext("%(column)s: newest first") % said),
            (column.id, gettext("%(column)s: oldest first") % said),
        ]
    return [
        (column.id, gettext("%(column)s: from the beginning") % said),
        (f"-{column.id}", gettext("%(column)s: from the end") % said),
    ]


def _direction(by: By, down: bool) -> OrderBy:
    """What is empty comes last both ways, on every database."""
    expression = F(by) if isinstance(by, str) else by
    return OrderBy(expression, descending=down, nulls_last=True)


def place_among(column: str, values: Sequence[str]) -> Case:
    """Sorts a coded column by the place of its value among these, such as the states of a machine in their order.

    Without any value all rows are equal: PostgreSQL does not sort by a constant, so a condition is always there.
    """
    whens = [When(**{column: value}, then=Value(place)) for place, value in enumerate(values)]
    rest = When(**{f"{column}__isnull": True}, then=Value(len(values)))
    return Case(*whens, rest, default=Value(len(values)), output_field=IntegerField())


type Build = Callable[[Any, Mapping[str, str]], ListOf[Any]]


@dataclass(frozen=True)
class RegisteredList:
    """The page of a list: the name of its route, the filters that are its tabs, and what it is to an actor by an address."""

    route: str
    build: Build
    tabs: frozenset[str]

    @property
    def address(self) -> str:
        """The address of the page, without what it is asked for."""
        return reverse(self.route)


_pages: dict[str, RegisteredList] = filled_at_start({})


def register_list(code: str, route: str, build: Build, *tabs: str) -> None:
    """Registers a list by its code. `build(actor, address)` declares it; `tabs` are those of its filters that are tabs."""
    _pages[code] = RegisteredList(route, build, frozenset(tabs))


def list_page(code: str) -> RegisteredList:
    """The page of a list. Raises NotFound for an unknown code."""
    if code not in _pages:
        raise NotFound
    return _pages[code]


def narrows(route: str, address: Mapping[str, Any]) -> bool:
    """Whether a request asks a list for more than one of its tabs, so that the limit on pages of lists counts it.

    Otherwise a list could be copied by a filter for each day, without ever asking for its second page.
    """
    page = next((each for each in _pages.values() if each.route == route), None)
    return page is not None and any(value for name, value in address.items() if name not in {*page.tabs, "page"})
