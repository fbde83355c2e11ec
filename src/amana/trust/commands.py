"""Commands with which users change the instance and their own pages."""

from datetime import datetime

from django.db import transaction

from amana.countrypacks.commands import confirm_value
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in, needs
from amana.trust.models import User
from amana.trust.queries import is_demo
from amana.trust.trail import record


@anybody_signed_in("it is their own language")
@transaction.atomic
def choose_language(actor: Actor, *, language: str, now: datetime) -> None:
    """Sets the language of the pages for this user from now on."""
    User.objects.filter(id=actor.account).update(language=language)
    record(actor, "trust.language_chosen", actor.user_id, now)


@needs("pack.confirm")
@transaction.atomic
def confirm_pack_value(actor: Actor, *, path: str, reason: str, now: datetime) -> int:
    """Confirms a value of the pack for this instance, by an administrator. Raises NoSuchValue, ReasonMissing."""
    assert actor.user_id is not None
    row = confirm_value(actor.user_id, path, reason, now, made_up=is_demo())
    record(actor, "trust.pack_confirmed", None, now, confirmation=row.pk)
    return int(row.pk)
