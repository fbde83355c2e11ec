"""What a room declares of a list: its columns, its filters, its rows, and the order where none is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Expression, F, IntegerField, Model, OrderBy, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

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


def _direction(by: By, down: bool) -> OrderBy:
    """What is empty comes last both ways, on every database."""
    expression = F(by) if isinstance(by, str) else by
    return OrderBy(expression, descending=down, nulls_last=True)


def place_among(column: str, values: Sequence[str]) -> Case:
    """Sorts a coded column by the place of its value among these, such as the states of a machine in their order."""
    whens = [When(**{column: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*whens, default=Value(len(values)), output_field=IntegerField())


# The pages that are lists, by the names of their routes, and the parameters that are tabs of theirs.
_pages: dict[str, frozenset[str]] = filled_at_start({})


def register_page(route: str, *tabs: str) -> None:
    """Registers the page of a list by the name of its route; `tabs` are those of its filters that are tabs."""
    _pages[route] = frozenset(tabs)


def narrows(route: str, address: Mapping[str, Any]) -> bool:
    """Whether a request asks a list for more than one of its tabs, so that the limit on pages of lists counts it.

    Otherwise a list could be copied by a filter for each day, without ever asking for its second page.
    """
    tabs = _pages.get(route)
    return tabs is not None and any(value for name, value in address.items() if name not in {*tabs, "page"})
