"""Leaving a unit or the organisation, and a password that was lost: what happens to the keys of users.

The only holder of a unit's key cannot leave it, and a text that opens to one user alone stays theirs, locked with their
account, until somebody else holds it or the recovery officers open it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from amana import vault
from amana.accounts.errors import LastOfUnit
from amana.errors import NotAllowed, NotFound
from amana.process_state import forget_cached_state
from amana.signin.models import ForgottenPassword
from amana.signin.queries import took_factors
from amana.signin.session_store import end_sessions
from amana.trust import account_states
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Membership, User
from amana.trust.trail import record


def _others_in(unit_id: UUID, user_id: UUID) -> list[UUID]:
    """Returns the other users who hold the unit's key and can sign in; nobody whose account was changed outside Amana."""
    rows = Membership.objects.filter(unit=unit_id, admitted_at__isnull=False, user__is_active=True)
    found = list(rows.exclude(user=user_id).values_list("user", flat=True).order_by("user"))
    changed = account_states.find_changed(found)
    return [user for user in found if user not in changed]


@needs("accounts.keep")
@transaction.atomic
def leave_unit(actor: Actor, *, user_id: UUID, unit_id: UUID, now: datetime) -> None:
    """Removes the user from the unit, from the next request on, and gives the unit a new key. Raises LastOfUnit."""
    membership = Membership.objects.filter(user=user_id, unit=unit_id).first()
    if membership is None:
        raise NotFound
    others = _others_in(unit_id, user_id)
    if membership.admitted_at is not None and not others:
        raise LastOfUnit
    membership.delete()
    if User.objects.filter(id=user_id, unit=unit_id).exists():
        next_one = Membership.objects.filter(user=user_id).order_by("id").values_list("unit", flat=True).first()
        User.objects.filter(id=user_id).update(unit=next_one)
    if others:
        vault.keyring.take_shares(user_id, [unit_id])
        version = vault.keyring.renew_unit_key(unit_id, others, now)
        record(actor, "trust.unit_key_renewed", unit_id, now, version=version)
    record(actor, "trust.left_unit", user_id, now, unit=unit_id)


def take_keys(actor: Actor, user_id: UUID, now: datetime) -> None:
    """Closes what a disabled account opened: its units get new keys, and texts that others hold too are closed to it.

    Enabled again, the account waits for a member of each unit to admit it. Belongs into the caller's transaction.
    """
    for membership in Membership.objects.filter(user=user_id, admitted_at__isnull=False).order_by("id"):
        others = _others_in(membership.unit_id, user_id)
        if others:
            vault.keyring.take_shares(user_id, [membership.unit_id])
            Membership.objects.filter(id=membership.id).update(admitted_at=None)
            version = vault.keyring.renew_unit_key(membership.unit_id, others, now)
            record(actor, "trust.unit_key_renewed", membership.unit_id, now, version=version)
    closed = vault.catching_up.close_for_leaver(user_id)
    record(actor, "trust.keys_taken", user_id, now, count=closed, kept=vault.catching_up.only_they_can_open(user_id))


# A lost password ------------------------------------------------------------------------------------------


def forgotten_for(actor: Actor) -> QuerySet[ForgottenPassword]:
    """Open requests that this actor may answer: of colleagues in a unit of theirs, and of all for account managers."""
    rows = ForgottenPassword.objects.filter(answered_at=None, user__is_active=True).exclude(user=actor.account)
    if not actor.can("accounts.keep"):
        rows = rows.filter(Q(user__memberships__unit__in=actor.unit_ids))
    return rows.select_related("user").order_by("asked_at").distinct()


@transaction.atomic
def give_new_password(actor: Actor, *, request_id: UUID, first_password: str, now: datetime) -> None:
    """Gives the colleague a first password, said in person, and a new key; the earlier key opens nothing more.

    They hold at once the keys of the units that the actor shares; other units admit them again. Texts that were wrapped
    to them alone are wrapped again by those who can open them. Raises NotFound, NotAllowed, and NeedsSecondPerson for
    the one who removed the colleague's second factors.
    """
    asked = forgotten_for(actor).filter(id=request_id).first()
    if asked is None:
        raise NotFound
    if actor.keys is None:
        raise NotAllowed
    user = asked.user
    if took_factors(actor.account, user.id, now):
        raise NeedsSecondPerson
    units = set(Membership.objects.filter(user=user, admitted_at__isnull=False).values_list("unit", flat=True))
    vault.keyring.make_user_key(user.id, first_password, now)
    vault.keyring.take_shares(user.id, units)
    mine = units & actor.unit_ids
    for unit in sorted(mine):
        vault.keyring.admit_to_unit(actor.keys, unit, user.id)
    Membership.objects.filter(user=user, unit__in=units - mine).update(admitted_at=None)
    user.set_password(first_password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user.id)
    ForgottenPassword.objects.filter(id=asked.id).update(answered_at=now, answered_by=actor.account)
    forget_cached_state()
    renewed = vault.catching_up.catch_up(actor)
    record(actor, "trust.password_given", user.id, now, units=len(mine), count=renewed)
