"""What a recipient copied while a consent was valid: the notice to destroy it, and the confirmation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.consent import queries
from amana.consent.models import ClosedDoor, Consent
from amana.errors import NotFound
from amana.exports.commands import recall
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in
from amana.trust.trail import record


def notify_recipient(row: Consent, now: datetime) -> None:
    """Notifies the unit of what to destroy, when it opened or exported anything, and stops downloads of its exported files.

    The notice does not say whose file it was.
    """
    if row.unit is None:
        return
    openings = len(queries.openings_by(row.procedure, row.id))
    if recall(consent_id=row.id, at=now) or openings:
        ClosedDoor.objects.get_or_create(
            consent=row, defaults={"unit": row.unit, "closed_at": now, "openings": openings}
        )


@anybody_signed_in("they speak for a unit of their own, which held the copy")
@transaction.atomic
def say_destroyed(actor: Actor, door_id: UUID, now: datetime) -> None:
    """Records that the unit destroyed its copies; the organisation that holds the file can read that. Raises NotFound."""
    row = ClosedDoor.objects.select_for_update().filter(id=door_id, unit__in=actor.unit_ids, destroyed_at=None).first()
    if row is None:
        raise NotFound
    row.destroyed_at, row.destroyed_by = now, actor.user_id
    row.save(update_fields=["destroyed_at", "destroyed_by"])
    record(actor, "consent.destroyed", row.consent_id, now, procedure=row.consent.procedure, unit=row.unit)


def clear_notices(before: datetime) -> int:
    """Deletes notices of ended access whose recipients confirmed destruction long ago. Returns the number."""
    return ClosedDoor.objects.filter(destroyed_at__lt=before).delete()[0]
