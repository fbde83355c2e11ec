"""The list of accounts: its columns, its filters, and what its rows show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext

from amana.countrypacks import pack
from amana.lists.declaring import Choice, Column, ListOf
from amana.trust import queries
from amana.trust.actor import Actor
from amana.trust.queries import User, UserCard


def account_list(actor: Actor) -> ListOf[User]:
    """Everybody who can sign in, by name, for those who manage accounts; for others it is empty."""
    organisations = queries.organisations() if actor.can("accounts.keep") else []
    return ListOf(
        code="accounts",
        name=gettext("Accounts"),
        columns=(
            Column("name", gettext("Name"), ("name",)),
            Column("roles", gettext("Roles")),
            Column("organisation", gettext("Organisation"), (queries.organisation_name_column(),)),
            Column("state", gettext("Account"), ("is_active",)),
        ),
        filters=(
            Choice("role", gettext("Role"), list(_role_names().items()), lambda it: Q(grants__role=it)),
            Choice("organisation", gettext("Organisation"), [(str(card.id), card.name) for card in organisations],
                   lambda it: Q(organisation=it)),
            Choice("state", gettext("Account"), [("open", _state_word(True)), ("shut", _state_word(False))],
                   lambda it: Q(is_active=it == "open")),
        ),
        rows=lambda _values: queries.accounts_for(actor),
        first="name",
        count=lambda n: ngettext("%(n)s account.", "%(n)s accounts.", n) % {"n": n},
    )  # fmt: skip


@dataclass(frozen=True)
class AccountRow:
    """An account as the list shows it: its roles and its state in words."""

    card: UserCard
    roles: list[str]
    state: str


def account_rows(accounts: Sequence[User]) -> list[AccountRow]:
    """The rows of these accounts, in their order."""
    cards, names = queries.users([account.id for account in accounts]), _role_names()
    return [_row(cards[account.id], names) for account in accounts]


def _row(card: UserCard, names: dict[str, str]) -> AccountRow:
    return AccountRow(card, [names.get(role, role) for role in sorted(card.roles)], _state_word(card.active))


def _role_names() -> dict[str, str]:
    return {role.id: str(role.name) for role in pack().roles.values()}


def _state_word(active: bool) -> str:
    return pgettext("an account", "in use") if active else pgettext("an account", "shut")
