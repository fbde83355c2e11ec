"""Safety first: the sign goes to triage with what is known, and one card says whether she can be asked anything now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.cases.commands import change_facts
from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.errors import Conflict, NotFound
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.commands.signs import holders_at, text_of
from amana.intake.errors import CardChanged
from amana.intake.events import child_said
from amana.intake.models import Sign, TriageCard
from amana.steps.commands import Told, take_step
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in, needs, needs_one_of
from amana.trust.trail import record, shown_on_conflict
from amana.vault.models import Sealed


@needs("signs.triage")
@transaction.atomic
def begin_triage(actor: Actor, sign: Sign, *, changes: Told, decided_by: str, seen: str, now: datetime) -> Step:
    """The sign is at triage: what was told, with `changes` laid over it, is the data of the step.

    The words stay intake's own (no section), so that who gave the sign never travels with her account. Raises what
    `take_step` raises.
    """
    if not queries.may_read(actor, sign):
        raise NotFound
    text = text_of(actor, sign)
    record(actor, "intake.sign_opened", sign.id, now, sealed=sign.sealed)
    told = Told(
        {**text.told.facts, **_drop_empty(changes.facts)},
        {**text.told.sealed, **_drop_empty(changes.sealed)},
        {**text.told.working, **_drop_empty(changes.working)},
    )
    urgency = rules.urgency_with_floor(
        str(told.facts.get("urgency", "")),
        danger=text.danger == "yes",
        most_urgent_first=says.most_urgent_first(),
    )
    told = Told({**told.facts, "urgency": urgency}, told.sealed, told.working)
    if sign.read_at is None:
        Sign.objects.filter(id=sign.id, read_at=None).update(read_at=now)
    if urgency:
        change_facts(actor, sign.procedure, facts={"urgency": urgency}, now=now)
    return take_step(
        actor,
        ProcedureSubject(sign.procedure),
        says.BEGIN_TRIAGE,
        told=told,
        decided_by=decided_by,
        seen=seen,
        section="",
        now=now,
    )


def _drop_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


@needs_one_of("signs.triage", "screening.run", refusal=NotFound)
@shown_on_conflict("intake.card_opened")
def write_card(
    actor: Actor, procedure: Procedure, *, fields: Mapping[str, Any], revision: int, now: datetime
) -> TriageCard:
    """The card says this from now on. `revision` is the one the writer saw, 0 for none.

    Raises CardChanged with both versions, CannotOpen, NotFound for somebody who neither triages nor screens, and for a
    procedure whose report the actor may not read.
    """
    assert actor.user_id is not None
    _require_readable(actor, procedure)
    row = TriageCard.objects.select_for_update().filter(procedure=procedure).first()
    if row is None:
        if revision:
            raise NotFound
        sealed = vault.texts.seal(
            lock=procedure.lock,
            kind="triage",
            content={"fields": dict(fields)},
            holders=_holders(procedure),
            by=actor,
            at=now,
        )
        row = TriageCard(id=uuid4(), procedure=procedure, sealed=sealed.id)
        row.written_by, row.written_at = actor.user_id, now
        row.save(force_insert=True)
    else:
        try:
            vault.texts.reseal(actor, row.sealed, {"fields": dict(fields)}, revision=revision, at=now)
        except Conflict as conflict:
            theirs: Any = conflict.theirs
            raise CardChanged(
                theirs=theirs["fields"], mine=dict(fields), revision=conflict.details["revision"]
            ) from conflict
        row.written_by, row.written_at = actor.user_id, now
        row.save(update_fields=["written_by", "written_at"])
    vault.facts.put(procedure.lock, "triage", row.id, _select_coded(fields))
    about = {name: fields[name] for name in ("child_flag", "interpreter_language") if fields.get(name)}
    sources = _sources(procedure, about, str(fields.get("source") or ""))
    if "yes" in (fields.get("immediate_danger_answer"), fields.get("medical_emergency_answer")):
        about["urgency"] = says.most_urgent_first()[0]
    if about:
        change_facts(actor, procedure, facts=about, sources=sources, now=now)
    if fields.get("child_flag") in ("yes", "no"):
        child = fields["child_flag"] == "yes"
        child_said.send(sender=Procedure, actor=actor, procedure=procedure, child=child, at=now)
    record(actor, "intake.card_written", row.id, now, procedure=procedure.id)
    return row


def _sources(procedure: Procedure, about: Mapping[str, Any], said: str) -> dict[str, str]:
    """The source of each answer of the card: what the card says, else that of the sign for what is left as it was there."""
    sign = queries.sign_of(procedure)
    if said or sign is None:
        return dict.fromkeys(about, said) if said else {}
    told = vault.facts.get("sign", sign.id)
    there = {"child_flag": told.get("child"), "interpreter_language": queries.languages_told(sign, told)[0]}
    source = str(told.get("source") or "")
    return {name: source for name, value in about.items() if source and there[name] == value}


def _holders(procedure: Procedure) -> list[vault.texts.Holder]:
    sign = queries.sign_of(procedure)
    unit, supervised_by = (
        (sign.unit, sign.supervised_by) if sign else (procedure.intake_unit, procedure.supervisors_unit)
    )
    return holders_at(unit, supervised_by)


def _select_coded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are codes; what was written freely stays sealed alone."""
    known = {field.id: field for field in says.step(says.BEGIN_SCREENING).required}
    return {
        name: value
        for name, value in fields.items()
        if name not in known or known[name].kept == "facts"
        if name != "note"
    }


@anybody_signed_in("only the card of a report that they may read is opened, with their key")
@transaction.atomic
def open_card(actor: Actor, procedure: Procedure, now: datetime) -> tuple[dict[str, Any], int]:
    """(fields, revision) of the triage card, ({}, 0) where none is written; the opening is in the trail.

    Raises NotFound for a procedure whose report the actor may not read, CannotOpen.
    """
    _require_readable(actor, procedure)
    row = queries.card_of(procedure)
    if row is None:
        return {}, 0
    sealed = Sealed.objects.get(id=row.sealed)
    content = vault.texts.open_text(actor, sealed)
    record(actor, "intake.card_opened", row.id, now, procedure=procedure.id)
    return content["fields"], sealed.revision


def _require_readable(actor: Actor, procedure: Procedure) -> None:
    sign = queries.sign_of(procedure)
    if sign is None or not queries.may_read(actor, sign):
        raise NotFound
