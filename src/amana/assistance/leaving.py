"""What of the stock can leave as a file: its list, without a line about who got something."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.assistance import queries
from amana.assistance.queries import Batch
from amana.countrypacks import dates
from amana.exports.of_lists import register_list_kind
from amana.trust.actor import Actor


def list_cells(actor: Actor, batches: Sequence[Batch], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of the list of the stock, which holds batches of the actor's own organisation alone."""
    for card in queries.batch_cards(batches, dates.day_of(now)):
        expires = card.expires_on.isoformat() if card.expires_on else ""
        yield card.id, [card.item, card.number, card.store, expires, card.balance, card.counted_in]


def register() -> None:
    """Registers the list of the stock."""
    register_list_kind("stock", _("The list of the stock"), verb="stock.keep", cells=list_cells, about="things")
