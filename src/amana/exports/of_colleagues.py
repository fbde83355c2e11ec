"""The list of accounts as a file: colleagues of one's own organisation, by the columns that the list shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.accounts.account_list import account_rows
from amana.countrypacks.wording import join_words
from amana.exports.of_lists import register_list_kind
from amana.trust.actor import Actor
from amana.trust.queries import User


def list_cells(actor: Actor, accounts: Sequence[User], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of the list of accounts, for those of the actor's organisation."""
    for row in account_rows([each for each in accounts if each.organisation_id == actor.organisation_id]):
        yield row.card.id, [row.card.name, join_words(row.roles), row.card.organisation_name, row.state]


def register() -> None:
    """Registers the list of accounts, which is declared by a room below."""
    register_list_kind(
        "accounts", _("The list of accounts"), verb="accounts.keep", cells=list_cells, about="colleagues"
    )
