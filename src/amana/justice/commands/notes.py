"""Professional notes: for the unit that wrote them, and for nobody else of the team."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.cases.models import Procedure
from amana.justice import queries
from amana.justice.models import ProfessionalNote
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record


@needs("notes.keep")
@transaction.atomic
def write_note(actor: Actor, procedure: Procedure, *, text: str, now: datetime) -> ProfessionalNote:
    """Adds a note sealed to the author's unit. Raises NotFound when the case is out of reach."""
    queries.case_in_reach(actor, procedure.id)
    sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="professional_note",
        content={"text": text},
        holders=[vault.texts.Holder("unit", actor.unit_id)],
        by=actor,
        at=now,
    )
    row = ProfessionalNote.objects.create(
        id=uuid4(),
        procedure=procedure,
        unit=actor.unit_id,
        sealed=sealed.id,
        written_by=actor.user_id,
        written_at=now,
    )
    record(actor, "justice.note_written", procedure.id, now, note=row.id)
    return row


@needs("notes.keep")
@transaction.atomic
def open_note(actor: Actor, procedure: Procedure, row: ProfessionalNote, now: datetime) -> str:
    """Returns the text of a note of the actor's own unit, and records the opening. Raises NotFound, CannotOpen."""
    queries.note(actor, procedure, row.id)
    text: str = vault.texts.open_text(actor, row.sealed)["text"]
    record(actor, "justice.note_opened", procedure.id, now, note=row.id)
    return text
