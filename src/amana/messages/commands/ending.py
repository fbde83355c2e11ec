"""Ending a message: called back, cancelled by a change or a withdrawal, or done by a human."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries as files
from amana.cases.queries import Procedure
from amana.messages import queries
from amana.messages.errors import Gone
from amana.messages.models import Outgoing
from amana.messages.states import MessageState
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


def end(row: Outgoing, state: str, by: UUID | None, now: datetime) -> None:
    """Moves the message to its final state, or makes it a task; number and text are deleted."""
    row.state, row.sealed, row.key_version, row.send_after = state, None, None, None
    row.ended_at, row.ended_by = now, by
    row.save(update_fields=["state", "sealed", "key_version", "send_after", "ended_at", "ended_by"])


@needs("messages.send")
@transaction.atomic
def call_back(actor: Actor, message: Outgoing, *, now: datetime) -> None:
    """Calls the message back before it is sent. Raises Gone where it left already, NotFound."""
    row = _lock_message(actor, message)
    if row.state != MessageState.WAITS:
        raise Gone
    end(row, "cancelled", actor.user_id, now)
    record(actor, "messages.called_back", row.procedure_id, now, message=row.id)


def cancel(row: Outgoing, why: str, by: UUID | None, now: datetime) -> None:
    """Cancels the message. Where nobody asked for that, notifies the author; the reason is a locked fact."""
    end(row, "cancelled", by, now)
    facts = vault.facts.get("message", row.id)
    vault.facts.put(row.procedure.lock, "message", row.id, {**facts, "reasons": [why]})
    record(SYSTEM, "messages.cancelled", row.procedure_id, now, message=row.id, why=why)


@needs("messages.send")
@transaction.atomic
def say_done(actor: Actor, message: Outgoing, *, now: datetime) -> None:
    """Records that a human did it, or decided to do nothing. Raises Gone, NotFound."""
    row = _lock_message(actor, message)
    if row.state == MessageState.HUMAN:
        end(row, "done", actor.user_id, now)
    elif row.state == MessageState.CANCELLED and row.ended_by is None:
        end(row, "cancelled", actor.user_id, now)  # it was cancelled automatically, and somebody has seen that
    else:
        raise Gone
    record(actor, "messages.done", row.procedure_id, now, message=row.id)


def _lock_message(actor: Actor, message: Outgoing) -> Outgoing:
    queries.require_team(actor, message.procedure)
    return Outgoing.objects.select_for_update().get(id=message.id)


def cancel_all_of(procedure_id: UUID, why: str, now: datetime, by: UUID | None = None) -> int:
    """Cancels what waits for this person. Returns the number. `by` is the user who decided it, and needs no notice."""
    waiting = Outgoing.objects.select_for_update(of=("self",)).select_related("procedure")
    rows = list(waiting.filter(procedure=procedure_id, state=MessageState.WAITS))
    for row in rows:
        cancel(row, why, by, now)
    return len(rows)


def on_consent_withdrawn(*, procedure_id: UUID, at: datetime, **_: object) -> None:
    """Cancels what waits for this person, whichever consent she withdrew, so that a human looks at it before anything is sent."""
    cancel_all_of(procedure_id, "withdrawn", at)


def on_case_closed(*, actor: Actor, procedure: Procedure, at: datetime, **_: object) -> None:
    """Cancels every message of a closed case."""
    cancel_all_of(procedure.id, "closed", at, actor.user_id)


def on_person_described(*, procedure: Procedure, sections: Mapping[str, Mapping[str, Any]], **_: object) -> None:
    """Cancels messages made before her contact was changed."""
    if "contact" not in sections:
        return
    made = set(
        Outgoing.objects.filter(procedure=procedure, state=MessageState.WAITS).values_list(
            "contact_revision", flat=True
        )
    )
    contact = files.sealed_sections(procedure).get("contact") if made else None
    if contact is not None and made != {contact.revision}:
        cancel_all_of(procedure.id, "contact_changed", contact.changed_at)
