"""What an address asks of a list, as far as the list declares it. Pure: an address and a declaration in, values out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlencode

SORT: Final = "sort"
PAGE: Final = "page"
FROM, TO = "-from", "-to"
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Asked:
    """What an address asks for: an order ("number", "-number", or "" for the list's own) and values of filters.

    `values` has what differs from the usual, by the name of the parameter; days are ISO dates.
    """

    sort: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def read_address(
    address: Mapping[str, str],
    *,
    sorts: Collection[str],
    choices: Mapping[str, tuple[Collection[str], str]],
    spans: Sequence[str],
) -> Asked:
    """What an address asks for, without everything that the list does not declare.

    `sorts` are the columns by which the list can be sorted, `choices` the values of each choice with the usual one, `spans`
    the filters by days. The usual value of a choice counts as not asked for.

    >>> read_address({"sort": "-number", "state": "open", "q": "x"}, sorts={"number"}, choices={"state": ({"open"}, "")}, spans=())
    Asked(sort='-number', values={'state': 'open'})
    >>> read_address({"sort": "secret", "state": "other"}, sorts={"number"}, choices={"state": ({"open"}, "")}, spans=())
    Asked(sort='', values={})
    """
    sort = address.get(SORT, "")
    values = {
        name: address[name]
        for name, (known, usual) in choices.items()
        if address.get(name) in known and address[name] != usual
    }
    for span in spans:
        for name in (span + FROM, span + TO):
            if (day := read_day(address.get(name, ""))) is not None:
                values[name] = day.isoformat()
    return Asked(sort if sort.removeprefix("-") in sorts and sort.count("-") == sort.startswith("-") else "", values)


def read_day(text: str) -> date | None:
    """The day that an ISO date names; None for anything else, and for years outside 1900 to 2199.

    >>> read_day("2026-03-24"), read_day("24/3/2026"), read_day("0001-01-01")
    (datetime.date(2026, 3, 24), None, None)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST <= day < _LATEST else None


def address_of(asked: Asked, *, page: int = 1) -> str:
    """The query of the address that asks for this; what is usual is left out. Never empty, so that it can be a link.

    >>> address_of(Asked("-number", {"state": "open"}), page=2)
    '?sort=-number&state=open&page=2'
    >>> address_of(Asked())
    '?'
    """
    pairs = [*([(SORT, asked.sort)] if asked.sort else []), *asked.values.items()]
    return "?" + urlencode([*pairs, *([(PAGE, page)] if page > 1 else [])])


def next_sort(sort: str, column: str) -> str:
    """The order that the head of a column leads to: ascending at first, and the other way where it is sorted by it already.

    >>> next_sort("", "number"), next_sort("number", "number"), next_sort("-number", "number")
    ('number', '-number', 'number')
    """
    return f"-{column}" if sort == column else column
