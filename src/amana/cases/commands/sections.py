"""Opening and changing a sealed section: each leaves a line, and two writers both keep their text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.commands.correcting import keep_correction
from amana.cases.commands.earlier import keep_earlier_here
from amana.cases.commands.safe_contact import check_contact
from amana.cases.commands.sources import keep_sources
from amana.cases.commands.written import note_empty
from amana.cases.events import person_described
from amana.cases.models import Procedure
from amana.cases.safe_contact import SECTION, care_of
from amana.consent import commands as consent
from amana.earlier.queries import SECTION as EARLIER
from amana.errors import Conflict, NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record, shown_on_conflict


@needs("cases.read")
@transaction.atomic
def open_section(actor: Actor, procedure: Procedure, code: str, now: datetime) -> tuple[dict[str, Any], int]:
    """(fields, revision) of a section; the opening is in the trail. Raises NotFound without a ground, CannotOpen without a key."""
    decision = require(actor, "cases.read", procedure)
    sealed = queries.sealed_sections(procedure).get(code)
    if code not in decision.sections or sealed is None:
        raise NotFound
    content = vault.texts.open_text(actor, sealed)
    if decision.ground in ("team", "supervision"):
        vault.texts.keep_for_emergencies(actor, sealed)
    described = {code: content["fields"]}
    person_described.send(sender=Procedure, procedure=procedure, sections=described, opened=True)
    record(actor, "cases.section_opened", procedure.id, now, section=sealed.id, **decision.ids)
    return content["fields"], sealed.revision


@needs("cases.manage")
@shown_on_conflict("cases.section_opened")
def change_section(
    actor: Actor,
    procedure: Procedure,
    code: str,
    *,
    fields: Mapping[str, Any],
    revision: int,
    now: datetime,
    correction: str = "",
    source: str = "",
) -> int:
    """The section says this from now on; its new revision. What it said before is kept for the team; see `keep_earlier_here`.

    With `correction`, why she asked, both versions are kept as a correction instead, for all who may open the section.

    `source` is that of the values that change. Raises Conflict with both texts, NotFound, CannotOpen, and for a contact
    that contradicts itself or a prohibition what `check_contact` raises.
    """
    decision = require(actor, "cases.manage", procedure)
    # The sources of all sections are one locked fact: two colleagues change two sections of a case one after the other.
    # `no_key`: a transaction that holds the texts and adds a row of the case (a new colleague) must not wait for this one.
    if Procedure.objects.select_for_update(no_key=True).filter(id=procedure.id).first() is None:
        raise NotFound
    sealed = queries.sealed_sections(procedure).get(code)
    if code not in decision.sections or sealed is None:
        raise NotFound
    before = vault.texts.open_text(actor, sealed)["fields"]
    if code == SECTION:
        check_contact(fields, care_of(queries.facts_of(procedure)))
    try:
        changed = vault.texts.reseal(actor, sealed, {"fields": dict(fields)}, revision=revision, at=now)
    except Conflict as conflict:
        theirs, mine = conflict.theirs["fields"], dict(fields)
        raise Conflict(theirs=theirs, mine=mine, revision=conflict.details["revision"]) from conflict
    if correction:
        keep_correction(actor, procedure, code, before=before, after=fields, why=correction, now=now)
    else:
        keep_earlier_here(actor, procedure, EARLIER + code, before=before, after=fields, now=now)
    keep_sources(procedure, before, fields, section=code, changed_by=source)
    note_empty(procedure, code, fields, revision=changed.revision)
    person_described.send(sender=Procedure, procedure=procedure, sections={code: fields}, opened=False)
    Procedure.objects.filter(id=procedure.id).update(changed_at=now)
    record(actor, "cases.section_changed", procedure.id, now, section=sealed.id, revision=changed.revision)
    return changed.revision


@needs("consent.withdraw")
@transaction.atomic
def withdraw_consent(actor: Actor, procedure: Procedure, *, consent_id: UUID, now: datetime) -> None:
    """A consent of this case has ended. Only for the team and its supervisors. Raises NotFound, ConsentEnded."""
    queries.require_own(actor, "consent.withdraw", procedure)
    consent.withdraw(actor, procedure_id=procedure.id, consent_id=consent_id, now=now)
