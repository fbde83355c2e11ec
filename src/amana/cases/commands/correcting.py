"""She says that something is wrong: it is corrected and both versions are kept, or her objection is kept with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from amana import vault
from amana.cases import queries
from amana.cases.models import Correction, CorrectionNotice, Procedure
from amana.consent import queries as consent
from amana.earlier.commands import changes_between
from amana.errors import NotFound, Refused
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command, require
from amana.trust.trail import record


@part_of_a_command
def keep_correction(
    actor: Actor,
    procedure: Procedure,
    code: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    why: str,
    now: datetime,
) -> Correction | None:
    """What the section said and says, sealed with it; nothing where nothing differs. For `change_section`."""
    changes = changes_between(before, after)
    return _keep(actor, procedure, code, {"changes": changes, "why": why}, False, now) if changes else None


@needs("cases.manage")
@transaction.atomic
def note_objection(actor: Actor, procedure: Procedure, code: str, *, words: str, why: str, now: datetime) -> Correction:
    """The section stays as it is, and what she says against it is kept with it. Raises Refused, NotFound, CannotOpen."""
    decision = require(actor, "cases.manage", procedure)
    text = queries.sealed_sections(procedure).get(code)
    if code not in decision.sections or text is None or not vault.texts.openable(actor, [text]):
        raise NotFound
    if not words.strip() or not why.strip():
        raise Refused(field="words")
    return _keep(actor, procedure, code, {"words": words.strip(), "why": why.strip()}, True, now)


def _keep(
    actor: Actor, procedure: Procedure, code: str, content: Mapping[str, Any], refused: bool, now: datetime
) -> Correction:
    holders = queries.holders_of_file(procedure)
    sealed = vault.texts.seal(
        lock=procedure.lock, kind="correction", section=code, content=content, holders=holders, by=actor, at=now
    )
    row = Correction.objects.create(
        procedure=procedure, section=code, sealed=sealed.id, refused=refused, at=now, by=actor.user_id
    )
    agreed = [each for each in consent.agreements_of(procedure.id) if code in each.sections and not each.refused]
    told = {holder.id for holder in holders} | {
        each.unit_id for each in agreed if each.unit_id and each.withdrawn_at is None
    }
    with rows.acting_as(rows.SYSTEM):  # a notice is a row of its reader
        CorrectionNotice.objects.bulk_create(
            CorrectionNotice(correction=row, holder=holder) for holder in sorted(told - {actor.user_id})
        )
    record(actor, "cases.objection_noted" if refused else "cases.corrected", procedure.id, now, correction=row.id)
    return row


@needs("cases.read")
@transaction.atomic
def open_corrections(
    actor: Actor, procedure: Procedure, code: str, now: datetime
) -> list[tuple[Correction, dict[str, Any]]]:
    """(correction, its words) of a section, newest first; the opening is in the trail, and the actor's notices are read."""
    decision = require(actor, "cases.read", procedure)
    if code not in decision.sections:
        raise NotFound
    kept = list(Correction.objects.filter(procedure=procedure, section=code).order_by("-at"))
    found = [(row, vault.texts.open_text(actor, row.sealed)) for row in kept]
    mine = Q(holder=actor.user_id) | Q(holder__in=actor.unit_ids)
    CorrectionNotice.objects.filter(mine, correction__in=kept, read_at=None).update(read_at=now)
    if kept:
        record(actor, "cases.corrections_opened", procedure.id, now, count=len(kept), **decision.ids)
    return found
