"""Roles that no one account has together."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from amana.accounts.errors import RolesApart
from amana.countrypacks import pack
from amana.countrypacks.wording import join_words
from amana.trust import wall
from amana.trust.capabilities import capabilities_of


def check_roles_fit(roles: AbstractSet[str]) -> None:
    """Raises RolesApart where one role opens cases and another is kept away from them by the access rules.

    Somebody on two sides has the stricter cell: a case opened for such a manager would open to nobody.
    """
    apart = {role for role in roles if wall.shutting([role], (), "file", "assistance")}
    readers = {role for role in roles - apart if "cases.read" in capabilities_of([role])}
    if apart and readers:
        raise RolesApart(apart=_name_roles(apart), reader=_name_roles(readers))


def _name_roles(roles: Iterable[str]) -> str:
    return join_words(str(pack().role(role).name) for role in sorted(roles))
