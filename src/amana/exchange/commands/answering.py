"""A holder decides whose questions it answers, and which desk is named."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.errors import NotFound
from amana.exchange.errors import AnsweredAlready
from amana.exchange.models import Answering, Enrolled, Known
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("exchange.keep")
@transaction.atomic
def open_answering(actor: Actor, *, asker_id: UUID, unit_id: UUID, phone: str, now: datetime) -> Answering:
    """Lets the actor's organisation answer questions of `asker_id`, with `unit_id` as the desk to ask.

    Raises AnsweredAlready; NotFound for an organisation that does not exist or is the actor's own, or a unit of another.
    """
    asker = trust.organisation(asker_id)
    if asker.id == actor.organisation_id or trust.unit(unit_id).organisation_id != actor.organisation_id:
        raise NotFound
    if Answering.objects.filter(holder=actor.organisation_id, asker=asker_id, closed_at=None).exists():
        raise AnsweredAlready
    row = Answering.objects.create(
        holder=actor.organisation_id,
        asker=asker_id,
        unit=unit_id,
        phone=phone,
        opened_by=actor.user_id,
        opened_at=now,
    )
    record(actor, "exchange.answering_opened", row.id, now, asker=asker_id, unit=unit_id)
    return row


@needs("exchange.keep")
@transaction.atomic
def close_answering(actor: Actor, *, answering_id: UUID, now: datetime) -> None:
    """Stops answering, and deletes every keyed value made for it. Raises NotFound."""
    row = Answering.objects.select_for_update().filter(
        id=answering_id, holder=actor.organisation_id, closed_at=None
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    Known.objects.filter(answering=row).delete()
    Enrolled.objects.filter(answering=row).delete()
    row.closed_at, row.closed_by = now, actor.user_id
    row.save(update_fields=["closed_at", "closed_by"])
    record(actor, "exchange.answering_closed", row.id, now, asker=row.asker)
