"""Forgotten passwords that a colleague may answer, as cards that faces may show; and what others changed of an account."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from amana.accounts import joining
from amana.trust.actor import Actor
from amana.trust.models import Line
from amana.trust.queries import User, UserCard, users

CHANGES_BY_OTHERS: Final = (
    "trust.invited",
    "trust.joins_unit",
    "trust.admitted",
    "trust.roles_set",
    "trust.enabled",
    "trust.password_given",
    "trust.factors_reset",
)


def has_first_password(user_id: UUID) -> bool:
    """Whether an open account still has the password that somebody else chose for it."""
    return User.objects.filter(id=user_id, is_active=True, must_change_password=True).exists()


def forgotten_for(actor: Actor) -> list[tuple[UUID, UserCard, datetime]]:
    """(request, colleague, since when): forgotten passwords that this actor may answer, oldest first."""
    rows = list(joining.forgotten_for(actor))
    cards = users([row.user_id for row in rows])
    return [(row.id, cards[row.user_id], row.asked_at) for row in rows]


def changes_by_others(user_ids: Iterable[UUID], since: datetime) -> dict[UUID, datetime]:
    """When somebody last invited, let in or opened each of these accounts, or gave it roles or a password, since a moment.

    Taking its second factors away counts too. It is read from the audit log, which keeps what an account no longer shows.
    """
    lines = Line.objects.filter(object__in=list(user_ids), verb__in=CHANGES_BY_OTHERS, happened_at__gte=since)
    return {user: at for user, at in lines.order_by("happened_at").values_list("object", "happened_at") if user}


def was_changed(user_ids: Iterable[UUID], since: datetime) -> bool:
    """Whether somebody else changed one of these accounts since a moment, as `changes_by_others` reads it."""
    return bool(changes_by_others(user_ids, since))
