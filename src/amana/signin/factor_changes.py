"""What follows when second factors change: a line, a notice for their owner, and waiting keys are let in."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.db import transaction
from django.http import HttpRequest

from amana.errors import NotFound
from amana.signin import factor_rows, factors
from amana.signin.commands import tell_of_factors
from amana.signin.queries import gave_password
from amana.signin.session import let_keys_in
from amana.signin.session_store import end_sessions
from amana.trust.actor import SYSTEM, Actor, actor_for, actor_of
from amana.trust.authorise import needs
from amana.trust.errors import NeedsSecondPerson, NotYourself
from amana.trust.queries import User
from amana.trust.trail import record
from amana.vault.clock import now as clock


def handle_change(request: HttpRequest, what: str) -> None:
    """Handles a factor that the signed-in user added, removed or renewed: `what` names it in the past tense."""
    user, at = request.user, clock()
    assert isinstance(user, User)
    factors.count_again(request, user)
    factors.remember_unseen_codes(request, user)
    if not factors.missing(request, actor_of(request)):
        let_keys_in(request, user)
    tell_of_factors(user.id, what, by=user.id, now=at)
    record(actor_of(request), f"trust.{what}", user.id, at)


@needs("accounts.keep")
@transaction.atomic
def reset_factors(actor: Actor, *, user_id: UUID, now: datetime) -> None:
    """Removes the second factors of a user who lost them and signs them out; they set up new ones at the next sign-in.

    The owner is notified after the next sign-in, the data-protection officer at once. Raises NotYourself, NotFound, and
    NeedsSecondPerson for an actor who gave the owner a first password lately.
    """
    if actor.user_id == user_id:
        raise NotYourself
    if not User.objects.filter(id=user_id).exists():
        raise NotFound
    if gave_password(actor.account, user_id, now):
        raise NeedsSecondPerson
    with factor_rows.anew(user_id):
        Authenticator.objects.filter(user_id=user_id).delete()
    end_sessions(user_id)
    tell_of_factors(user_id, "factors_reset", by=actor.account, now=now)
    record(actor, "trust.factors_reset", user_id, now)


def _mark_factor_shown(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    factors.mark_shown(request, user)


def _record_refusal(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    record(
        SYSTEM if not isinstance(request.user, User) else actor_for(user, None),
        "trust.factor_refused",
        user.id,
        clock(),
    )


authenticator_used.connect(_mark_factor_shown, dispatch_uid="amana.trust.factor_used")
authentication_failed.connect(_record_refusal, dispatch_uid="amana.trust.factor_failed")
