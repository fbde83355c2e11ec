"""Accounts as Amana wrote them: a role, a unit, a password or an open account written into the database gives nobody anything.

Every change that goes through the models is hashed into the key store, after the state before it was found true. A state that
is not known there is refused: at the sign-in, whenever an actor is made, and before somebody else builds on it. The way out
is `accept`, for an operator on the machine.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from amana.trust.errors import AccountChanged
from amana.trust.models import Membership, RoleGrant, User, accounts_change, accounts_changed
from amana.vault import states

if TYPE_CHECKING:
    from django.db.models import Model

type Units = Mapping[UUID, bool]

WHAT: Final = "account"
# What a state is made of, with roles and units. A field that is added here makes every known state another one: then
# the release that adds it has to accept all accounts once.
BOUND: Final = (
    "username", "name", "password", "is_active", "organisation_id", "unit_id", "must_change_password", "made_up", "phone_at_work",
)  # fmt: skip

_FIELDS: Final = frozenset({*BOUND, "organisation", "unit", "user", "user_id", "role", "admitted_at"})


def _digest(user: User, roles: Iterable[str], units: Units) -> bytes:
    said = {name: value if isinstance(value := getattr(user, name), bool) else str(value) for name in BOUND}
    inside = sorted([str(unit), admitted] for unit, admitted in units.items())
    text = json.dumps([WHAT, 1, str(user.id), said, sorted(roles), inside], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).digest()


def is_true(user: User, roles: Iterable[str], units: Units) -> bool:
    """Whether this account, with these roles and units (and whether it was let in), is as Amana wrote it. Raises KeyStoreAway."""
    known = states.find_known(WHAT, [user.id])
    return known is None or _digest(user, roles, units) in known[user.id]


def find_changed(ids: Iterable[UUID]) -> set[UUID]:
    """Those of these accounts that are in the database and are not as Amana wrote them. Raises KeyStoreAway."""
    return KIND.find_changed(ids)


def check(ids: Iterable[UUID]) -> None:
    """Raises AccountChanged where one of these accounts was changed outside Amana: nothing is built on that."""
    wanted = sorted(set(ids))
    if connection.in_atomic_block:  # two changes at once would each keep a state that the other's is missing from
        list(User.objects.select_for_update().filter(id__in=wanted).order_by("id").values_list("id", flat=True))
    if find_changed(wanted):
        raise AccountChanged


def _digests(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    wanted = list(ids)
    roles, units = defaultdict[UUID, list[str]](list), defaultdict[UUID, dict[UUID, bool]](dict)
    for user, role in RoleGrant.objects.filter(user__in=wanted).values_list("user", "role"):
        roles[user].append(role)
    for user, unit, at in Membership.objects.filter(user__in=wanted).values_list("user", "unit", "admitted_at"):
        units[user][unit] = at is not None
    return {row.id: _digest(row, roles[row.id], units[row.id]) for row in User.objects.filter(id__in=wanted)}


KIND: Final = states.Kind(WHAT, _digests, lambda: User.objects.values_list("id", flat=True))


# Changes by Amana ---------------------------------------------------------------------------------------


def _whose(row: "Model") -> UUID:
    return row.id if isinstance(row, User) else row.user_id  # type: ignore[attr-defined]


def _says_nothing(fields: Iterable[str] | None) -> bool:
    """Whether a change is of other fields alone, such as the moment of the last sign-in."""
    return fields is not None and not {*fields} & _FIELDS


def _before(sender: object, instance: "Model", update_fields: Iterable[str] | None = None, **_: object) -> None:
    if not _says_nothing(update_fields):
        check([_whose(instance)])


def _after(sender: object, instance: "Model", update_fields: Iterable[str] | None = None, **_: object) -> None:
    if not _says_nothing(update_fields):
        KIND.keep([_whose(instance)])


def _before_many(sender: object, ids: Collection[UUID], fields: Iterable[str] | None, **_: object) -> None:
    if not _says_nothing(fields):
        check(ids)


def _after_many(sender: object, ids: Collection[UUID], fields: Iterable[str] | None, **_: object) -> None:
    if not _says_nothing(fields):
        KIND.keep(ids)


def watch_models() -> None:
    """Every change of an account through its models is checked and kept."""
    states.register_kind(KIND)
    for model in (User, RoleGrant, Membership):
        for signal, does in ((pre_save, _before), (pre_delete, _before), (post_save, _after), (post_delete, _after)):
            signal.connect(does, sender=model, dispatch_uid=f"amana.trust.account_states.{does.__name__}")
    accounts_change.connect(_before_many, dispatch_uid="amana.trust.account_states.before_many")
    accounts_changed.connect(_after_many, dispatch_uid="amana.trust.account_states.after_many")
