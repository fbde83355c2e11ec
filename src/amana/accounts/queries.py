"""Forgotten passwords that a colleague may answer, as cards that faces may show."""

from datetime import datetime
from uuid import UUID

from amana.accounts import joining
from amana.trust.actor import Actor
from amana.trust.queries import User, UserCard, users


def has_first_password(user_id: UUID) -> bool:
    """Whether an open account still has the password that somebody else chose for it."""
    return User.objects.filter(id=user_id, is_active=True, must_change_password=True).exists()


def forgotten_for(actor: Actor) -> list[tuple[UUID, UserCard, datetime]]:
    """(request, colleague, since when): forgotten passwords that this actor may answer, oldest first."""
    rows = list(joining.forgotten_for(actor))
    cards = users([row.user_id for row in rows])
    return [(row.id, cards[row.user_id], row.asked_at) for row in rows]
