"""Confirmation by a second person: reading an answer, confirming or rejecting it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana.consent import queries
from amana.consent.commands.ending import end
from amana.consent.commands.words import open_words
from amana.consent.errors import ConfirmedByAnother, ConsentEnded
from amana.consent.models import Consent
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.second_person import check_proof, issue_proof
from amana.trust.trail import record


@needs("decisions.confirm")
@transaction.atomic
def look_at(actor: Actor, *, procedure_id: UUID, consent_id: UUID, now: datetime) -> tuple[dict[str, Any], str]:
    """Returns (details of an answer with its words, the proof that they are on the actor's page), and records the opening.

    Raises NotFound, CannotOpen where its limits are sealed to the actor.
    """
    each = queries.agreement(procedure_id, consent_id)
    state = queries.confirmable_state(each)
    details = {**state, "said": open_words(actor, each, ground="second_person", now=now)}
    return details, issue_proof(actor, each.id, state, details)


@needs("decisions.confirm")
@transaction.atomic
def confirm(actor: Actor, *, procedure_id: UUID, consent_id: UUID, shown: str, now: datetime) -> None:
    """Confirms, as a second person, that the answer was given as recorded. `shown` is the proof from `look_at`.

    Raises ConfirmedByAnother for the one who recorded it, ConsentEnded for what has ended, was refused or is confirmed
    already, DetailsNotShown, DetailsChanged.
    """
    row = _lock_unconfirmed(actor, procedure_id, consent_id, shown)
    row.confirmed_by, row.confirmed_at = actor.user_id, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    record(actor, "consent.confirmed", row.id, now, procedure=procedure_id)


@needs("decisions.confirm")
@transaction.atomic
def reject(actor: Actor, *, procedure_id: UUID, consent_id: UUID, shown: str, now: datetime) -> None:
    """Rejects the answer as not given as recorded: the consent ends, as if withdrawn.

    Raises what `confirm` raises.
    """
    row = _lock_unconfirmed(actor, procedure_id, consent_id, shown)
    record(actor, "consent.rejected", row.id, now, procedure=procedure_id)
    end(actor, row, now)


def _lock_unconfirmed(actor: Actor, procedure_id: UUID, consent_id: UUID, shown: str) -> Consent:
    """Locks and returns the consent if it waits for this second person, whose page showed its current state."""
    row = Consent.objects.select_for_update().filter(id=consent_id, procedure=procedure_id).first()
    if row is None:
        raise NotFound
    if row.recorded_by == actor.user_id:
        raise ConfirmedByAnother
    if row.withdrawn_at is not None or row.confirm_due is None or row.confirmed_by is not None:
        raise ConsentEnded
    state = queries.confirmable_state(queries.agreement(procedure_id, consent_id))
    check_proof(actor, row.id, state, shown)
    return row
