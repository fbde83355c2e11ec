"""Commands with which users change their own sign-in: sessions, second factors, and a password that was lost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.signin.models import FactorChange, ForgottenPassword
from amana.signin.session_store import end_sessions
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import anybody_signed_in
from amana.trust.models import User
from amana.trust.trail import record


@transaction.atomic
def ask_for_new_password(username: str, *, now: datetime) -> None:
    """Records that the user with this name forgot the password; a name that nobody has gets the same visible answer."""
    known = User.objects.filter(username=username, is_active=True).values_list("id", flat=True).first()
    if known is not None:
        ForgottenPassword.objects.get_or_create(user_id=known, answered_at=None, defaults={"asked_at": now})
    record(SYSTEM, "trust.password_forgotten", known, now)


def tell_of_factors(user_id: UUID, what: str, *, by: UUID, now: datetime) -> None:
    """Notifies the user of `what` happened to their second factors, from the next sign-in until they have read it."""
    FactorChange.objects.create(user_id=user_id, what=what, by=by, at=now)


@anybody_signed_in("it is news of their own second factors")
@transaction.atomic
def read_factor_news(actor: Actor, *, now: datetime) -> None:
    """Marks everything that happened to the actor's second factors up to `now` as read."""
    FactorChange.objects.filter(user=actor.account, told_at=None, at__lte=now).update(told_at=now)
    record(actor, "trust.factor_news_read", actor.user_id, now)


@anybody_signed_in("they are their own sessions")
@transaction.atomic
def end_my_sessions(actor: Actor, *, but: str, only: str = "", now: datetime) -> int:
    """Signs the actor out elsewhere: of the session shown as `only`, or of all but the one whose id is `but`."""
    many = end_sessions(actor.account, but=but, only=only)
    record(actor, "trust.sessions_ended", actor.user_id, now, count=many)
    return many
