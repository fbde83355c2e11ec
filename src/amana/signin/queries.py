"""Queries about second factors and first passwords."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from amana.signin.models import FactorChange, ForgottenPassword
from amana.trust.actor import Actor


def factors_taken(actor: Actor, since: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """(whose, by whom, when) factors were removed since a moment, newest first, for protection watchers; else none."""
    if not actor.can("protection.watch"):
        return []
    rows = FactorChange.objects.filter(what="factors_reset", at__gte=since).order_by("-at")
    return list(rows.values_list("user", "by", "at"))


def factor_news(actor: Actor) -> list[tuple[str, datetime, bool]]:
    """(what, when, by oneself) of each change of the actor's second factors that they do not know of yet."""
    rows = FactorChange.objects.filter(user=actor.account, told_at=None).order_by("at")
    return [(row.what, row.at, row.by == actor.account) for row in rows]


# Password and second factor of one account within this time need two people: one alone would sign in as somebody else.
BY_TWO_WITHIN: Final = timedelta(days=30)


def gave_password(by: UUID, user_id: UUID, now: datetime) -> bool:
    """Whether `by` gave this user a first password lately."""
    answers = ForgottenPassword.objects.filter(user=user_id, answered_by=by)
    return answers.filter(answered_at__gt=now - BY_TWO_WITHIN).exists()


def took_factors(by: UUID, user_id: UUID, now: datetime) -> bool:
    """Whether `by` took this user's second factors away lately."""
    changes = FactorChange.objects.filter(user=user_id, by=by, what="factors_reset")
    return changes.filter(at__gt=now - BY_TWO_WITHIN).exists()
