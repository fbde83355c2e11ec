"""Notes incidents and needs, sealed and locked; what follows from them becomes tasks, which are finished here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.assessments import pack as says
from amana.assessments import rules
from amana.assessments.commands.earlier import keep_earlier_note
from amana.assessments.errors import NotAnOutcome, NoteChanged
from amana.assessments.models import Assessment, Task
from amana.assessments.queries import assessments
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.dates import month_of
from amana.errors import Conflict, NotAllowed
from amana.intake import queries as intake_queries
from amana.intake.commands.sharing import team_of
from amana.intake.commands.signs import holders_at
from amana.intake.pack_sections import SCREENING
from amana.screening import queries
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in, needs_one_of, part_of_a_command
from amana.trust.trail import record, shown_on_conflict
from amana.vault.models import Sealed


@needs_one_of("screening.run", "signs.triage", "cases.manage")
@shown_on_conflict("intake.assessment_opened")
def note_incident(
    actor: Actor,
    procedure: Procedure,
    incident: rules.Incident,
    *,
    row: Assessment | None = None,
    revision: int = 0,
    now: datetime,
) -> Assessment:
    """Notes one incident of this person, or replaces the contents of `row`; its care becomes tasks.

    What it said before is kept for those who hold it; see `keep_earlier_note`.

    The procedure is one of `queries.assessments.person`. Raises NotAllowed, NoteChanged, CannotOpen.
    """
    row = _keep(actor, procedure, rules.VIOLENCE, incident.as_data(), row, revision, now)
    facts = intake_queries.facts_of(procedure)
    found = rules.found_in(says.guide(), incident, now=now, sex=facts.get("sex"))
    month = month_of(now)
    vault.facts.put(procedure.lock, "assessment", row.id, rules.coded_facts(found, incident, month=month))
    wanted = list(rules.care_wanted(found.care, says.services_of_care(), says.answer_hours(), now=now))
    if found.contexts.get(rules.PROMPTS_SCREENING) and queries.latest_screening(procedure) is None:
        wanted.append(rules.Wanted("screen", rules.SCREEN, "", rules.slowest(says.answer_hours())))
    tasks_follow(actor, row, wanted, now)
    return row


@needs_one_of("screening.run", "signs.triage", "cases.manage")
@shown_on_conflict("intake.assessment_opened")
def note_needs(
    actor: Actor,
    procedure: Procedure,
    answers: Mapping[str, str],
    *,
    words: str = "",
    row: Assessment | None = None,
    revision: int = 0,
    now: datetime,
) -> Assessment:
    """Notes what this person needs at once, and which factors there are; each need that follows becomes a task.

    `answers` are those of needs and factors by id. Raises NotAllowed, NoteChanged, CannotOpen.
    """
    known = {name: answer for name, answer in answers.items() if answer != "not_asked"}
    row = _keep(
        actor, procedure, rules.NEEDS, {"answers": known, "words": words, "wording": says.wording()}, row, revision, now
    )
    month = month_of(now)
    vault.facts.put(procedure.lock, "assessment", row.id, {"kind": rules.NEEDS, "answers": known, "month": month})
    leads_to = {
        key: f.leads_to for key, f in SCREENING.of(pack()).entry.vulnerability.items() if f.leads_to is not None
    }
    wanted = rules.needs_wanted(says.needs(), leads_to, known, says.answer_hours(), since=now, compound=says.compound())
    tasks_follow(actor, row, wanted, now)
    return row


def _keep(
    actor: Actor,
    procedure: Procedure,
    kind: str,
    content: Mapping[str, Any],
    row: Assessment | None,
    revision: int,
    now: datetime,
) -> Assessment:
    """Seals the text: for the intake when intake staff write it, for the team of a case as soon as there is one."""
    if not assessments.may_write(actor):
        raise NotAllowed
    assert actor.user_id is not None
    text = {"kind": kind, **content}
    if row is not None:
        before = vault.texts.open_text(actor, row.sealed)
        try:
            vault.texts.reseal(actor, row.sealed, text, revision=revision, at=now)
        except Conflict as conflict:
            raise NoteChanged(theirs=conflict.theirs, mine=text, **conflict.details) from conflict
        keep_earlier_note(actor, row, before=before, after=text, now=now)
        row.written_by, row.written_at = actor.user_id, now
        row.save(update_fields=["written_by", "written_at"])
    else:
        unit, supervised_by, holders = kept_for(actor, procedure)
        sealed = vault.texts.seal(
            lock=procedure.lock, kind="assessment", content=text, holders=holders, by=actor, at=now
        )
        row = Assessment(id=uuid4(), procedure=procedure, unit=unit, supervised_by=supervised_by, sealed=sealed.id)
        row.written_by, row.written_at = actor.user_id, now
        row.save(force_insert=True)
    record(actor, "intake.assessment_noted", row.id, now, procedure=procedure.id)
    return row


@part_of_a_command
def kept_for(actor: Actor, procedure: Procedure) -> tuple[Any, Any, list[vault.texts.Holder]]:
    """Returns (unit, supervising unit, holders) of a new text; a team outside the intake keeps it to itself."""
    sign = intake_queries.sign_of(procedure)
    unit, supervised_by = (
        (sign.unit, sign.supervised_by) if sign else (procedure.intake_unit, procedure.supervisors_unit)
    )
    team = team_of(procedure) if procedure.number is not None else []
    if procedure.number is None or {unit, supervised_by} & actor.unit_ids:
        return unit, supervised_by, list(dict.fromkeys([*holders_at(unit, supervised_by), *team]))
    return None, None, team


@anybody_signed_in("the note is among those that they may read, and their key opens it")
@transaction.atomic
def open_assessment(actor: Actor, row: Assessment, now: datetime) -> tuple[dict[str, Any], int]:
    """Returns (content, revision), and records the opening in the audit log. Raises NotFound, CannotOpen."""
    row = assessments.assessment(actor, row.id)
    sealed = Sealed.objects.get(id=row.sealed)
    content = vault.texts.open_text(actor, sealed)
    record(actor, "intake.assessment_opened", row.id, now, procedure=row.procedure_id)
    return content, sealed.revision


@part_of_a_command
def tasks_follow(actor: Actor, row: Assessment, wanted: Iterable[rules.Wanted], now: datetime) -> None:
    """Opens tasks for what is wanted, and ends those no longer wanted; finished ones stay finished."""
    kept = list(Task.objects.select_for_update().filter(assessment=row))
    facts = assessments.facts_of_tasks(kept)
    by_code = {facts[task.id]["code"]: task for task in kept if task.id in facts}
    lock = row.procedure.lock
    codes = set()
    for each in wanted:
        codes.add(each.code)
        task = by_code.get(each.code)
        if task is None:
            task = Task.objects.create(assessment=row, made_at=now)
            vault.facts.put(lock, "task", task.id, each.as_facts())
        elif task.done_at is None:
            dues = facts[task.id]["dues"] if each.kind == "need" else each.as_facts()["dues"]
            vault.facts.put(lock, "task", task.id, {**each.as_facts(), "dues": dues})
        elif facts[task.id].get("outcome") == "not_needed":
            Task.objects.filter(id=task.id).update(done_at=None, done_by=None)
            vault.facts.put(lock, "task", task.id, each.as_facts())
    for code, task in by_code.items():
        if code not in codes and task.done_at is None:
            _finish(actor, task, {**facts[task.id], "outcome": "not_needed"}, lock, now)


@needs_one_of("screening.run", "signs.triage", "cases.manage")
@transaction.atomic
def finish_task(actor: Actor, task: Task, outcome: str, now: datetime) -> None:
    """Finishes the task, with its outcome. Raises NotAllowed, NotFound, NotAnOutcome."""
    assessments.task(actor, task.id)
    if outcome not in rules.OUTCOMES:
        raise NotAnOutcome
    row = Task.objects.select_for_update().select_related("assessment__procedure").get(id=task.id)
    procedure = row.assessment.procedure
    if row.done_at is None:
        _finish(actor, row, {**vault.facts.get("task", row.id), "outcome": outcome}, procedure.lock, now)
    record(actor, "intake.task_done", row.id, now, procedure=procedure.id)


def _finish(actor: Actor, task: Task, facts: Mapping[str, Any], lock: Any, now: datetime) -> None:
    vault.facts.put(lock, "task", task.id, dict(facts))
    Task.objects.filter(id=task.id).update(done_at=now, done_by=actor.user_id)
