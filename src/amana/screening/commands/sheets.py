"""Types a sheet of paper into a screening: all its answers and words at once, and the sheet as it was typed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.errors import NotFound
from amana.screening import queries
from amana.screening.commands.screening import keep_answers, open_screening
from amana.screening.models import Screening, TypedSheet
from amana.screening.rules.sheets import changes_of
from amana.trust.actor import Actor
from amana.trust.authorise import decides, needs_on_record
from amana.trust.trail import record
from amana.vault.models import Sealed


@dataclass(frozen=True)
class Paper:
    """What a sheet says besides its answers: its code, day (ISO) and place, who asked; what was typed."""

    code: str
    on: str
    place: str
    asked_by: str
    answers: str = ""
    notes: str = ""


@needs_on_record("screening.run")
@transaction.atomic
def type_in(
    actor: Actor,
    screening: Screening,
    *,
    answers: Mapping[str, str],
    notes: Mapping[str, str],
    paper: Paper,
    revision: int,
    now: datetime,
) -> TypedSheet:
    """Keeps the answers and words of a sheet in the screening, all or none, and the sheet as it was typed.

    "Not asked" on paper removes no answer. Raises AnswersDiffer with both where a colleague answered meanwhile, and
    what `keep_answers` raises; then nothing is written.
    """
    assert actor.user_id is not None
    before, _revision = open_screening(actor, screening, now)
    keep_answers(actor, screening, changes_of(before, answers, notes), revision=revision, now=now)
    text = Sealed.objects.get(id=screening.sealed)
    sealed = vault.texts.seal(
        lock=screening.procedure.lock,
        kind="sheet",
        content=asdict(paper),
        holders=vault.texts.holders_of(text),
        by=actor,
        at=now,
    )
    row = TypedSheet.objects.create(
        id=uuid4(), screening=screening, sealed=sealed.id, typed_by=actor.user_id, typed_at=now
    )
    record(actor, "intake.sheet_typed", row.id, now, procedure=screening.procedure_id, screening=screening.id)
    return row


@transaction.atomic
@decides("screening.run", "presumption.decide", "decisions.countersign", "cases.read", on_record=True)
def open_sheets(actor: Actor, screening: Screening, now: datetime) -> list[tuple[TypedSheet, Paper]]:
    """Returns the sheets typed into a screening, oldest first; records the opening. Raises NotFound, CannotOpen."""
    if not queries.may_read_screening(actor, screening):
        raise NotFound
    rows = list(TypedSheet.objects.filter(screening=screening).order_by("typed_at"))
    found = [(row, Paper(**vault.texts.open_text(actor, row.sealed))) for row in rows]
    if found:
        record(actor, "intake.sheets_opened", screening.id, now, procedure=screening.procedure_id, count=len(found))
    return found
