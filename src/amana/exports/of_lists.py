"""Lists of the desk as files: the columns that a list shows, in the filter and the order in which its page shows them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amana.exports.errors import TooManyRows
from amana.exports.kinds import Content, ExportKind, Sheet, kinds, register_kind
from amana.lists.declaring import list_page
from amana.lists.pages import ListPage
from amana.lists.rules import address_of
from amana.trust.actor import Actor
from amana.trust.capabilities import CapabilityId

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VIEW: Final = "view"
MOST_ROWS: Final = 2000
_PREFIX: Final = "list-"
_AT_ONCE: Final = 500

# What the rows of a list are about: people we help, colleagues, or things.
type About = Literal["people", "colleagues", "things"]
_LEADS: Final[Mapping[About, "_StrPromise"]] = {
    "people": _(
        "The columns that the list shows, in its filter and order. Rows of your own work alone: what others share with you "
        "stays out. No sealed words."
    ),
    "colleagues": _(
        "The columns that the list shows, in its filter and order. Colleagues of your own organisation alone."
    ),
    "things": _(
        "The columns that the list shows, in its filter and order. The stock of your own organisation alone, and nobody "
        "who got something from it."
    ),
}

# (actor, rows in their order, moment) to an id and the cells of each row of the actor's own work. The id is the procedure of
# the person, the account of the colleague, or that of the thing.
type Cells = Callable[[Actor, Sequence[Any], datetime], Iterable[tuple[UUID, Sequence[str | int]]]]


def register_list_kind(
    code: str, name: "str | _StrPromise", *, verb: CapabilityId, cells: Cells, about: About = "people"
) -> None:
    """Registers the list of this code as a kind of export, for users who may export and hold `verb`.

    `cells` gives a cell for each column with a head. Rows that it leaves out are in no file.
    """

    def build(actor: Actor, chosen: Mapping[str, Any], now: datetime) -> Content:
        return _build(code, about, cells, actor, chosen.get(VIEW, {}), now)

    register_kind(ExportKind(_PREFIX + code, name, _LEADS[about], build, asks=frozenset({VIEW}), verb=verb))


def _build(code: str, about: About, cells: Cells, actor: Actor, address: Mapping[str, str], now: datetime) -> Content:
    listed = list_page(code).build(actor, address)
    asked = listed.read(address)
    columns = [column for column in listed.columns if column.shown]
    rows: list[Sequence[str | int]] = []
    ids: list[UUID] = []
    for some in batched(listed.in_order(asked), _AT_ONCE):
        for id, row in cells(actor, some, now):
            if len(row) != len(columns):
                raise ValueError(f"{len(row)} cells for {len(columns)} columns of the list {code}")
            if len(rows) == MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS)
            rows.append(row)
            ids.append(id)
    sheet = Sheet([column.head for column in columns], rows)
    return Content(
        listed.name,
        sheet,
        dict.fromkeys(ids) if about == "people" else {},
        fields=[column.id for column in columns],
        facts={VIEW: address_of(asked)},
        colleagues=frozenset(ids) if about == "colleagues" else frozenset(),
        things=about == "things",
    )


def take_beside(actor: Actor, shown: ListPage[Model]) -> tuple[str, dict[str, Any]] | None:
    """The link that takes a list along as a file, for users who may; none for an empty list."""
    code = _PREFIX + shown.list.code
    if not shown.count or not any(kind.code == code for kind in kinds(actor)):
        return None
    asked = urlencode(shown.asked_pairs)
    address = reverse("exports:make_export", args=[code])
    return "exports/_take_list.html", {"url": f"{address}?{asked}" if asked else address}
