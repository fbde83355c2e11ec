"""The notice about a child: an authority is notified within the pack's time of what is known then, later of the rest.

The notice is stored with the other assessments of a person, so that no row by itself says that somebody is a child.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from amana import vault
from amana.assessments import rules
from amana.assessments.commands.assessments import kept_for, tasks_follow
from amana.assessments.commands.earlier import keep_earlier_note
from amana.assessments.errors import NotAnAuthority, NoteChanged
from amana.assessments.models import Assessment, Task
from amana.assessments.queries import assessments, children
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.deadlines import due_at
from amana.errors import Conflict
from amana.intake.pack_sections import INTAKE
from amana.trust.actor import Actor
from amana.trust.authorise import needs_one_of, part_of_a_command
from amana.trust.trail import record, shown_on_conflict

TOLD = "given"
HOW = ("letter", "phone", "in_person")


@needs_one_of("screening.run", "signs.triage", "cases.manage")
def open_notice(actor: Actor, procedure: Procedure, now: datetime) -> Assessment:
    """Does the same as `begin_notice`, for an actor who sees that a person is a child. Raises NotAllowed."""
    return begin_notice(actor, procedure, now)


@part_of_a_command
@transaction.atomic
def begin_notice(actor: Actor, procedure: Procedure, now: datetime) -> Assessment:
    """Requires authorities to be notified of this child by the pack's moment; an existing notice stays.

    The user who notes a child begins it: also somebody of another unit, whose words the notice never holds.
    """
    found = children.notice_of(procedure)
    if found is not None:
        if not children.to_tell(found):
            tasks_follow(actor, found, _tasks_wanted(procedure, now), now)
        return found
    unit, supervised_by, holders = kept_for(actor, procedure)
    sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="assessment",
        content={"kind": rules.CHILD, "told": {}},
        holders=holders,
        by=actor,
        at=now,
    )
    row = Assessment(id=uuid4(), procedure=procedure, unit=unit, supervised_by=supervised_by, sealed=sealed.id)
    row.written_by, row.written_at = actor.account, now
    row.save(force_insert=True)
    vault.facts.put(procedure.lock, "assessment", row.id, {"kind": rules.CHILD})
    tasks_follow(actor, row, _tasks_wanted(procedure, now), now)
    record(actor, "intake.notice_began", row.id, now, procedure=procedure.id)
    return row


def _tasks_wanted(procedure: Procedure, now: datetime) -> list[rules.Wanted]:
    due = due_at(INTAKE.of(pack()).child_notice.deadline, now, pack())
    urgency = pack().urgencies[0].id
    return [rules.Wanted("notify", f"notify.{code}", "", urgency, (due,)) for code in children.told_here(procedure)]


@part_of_a_command
@transaction.atomic
def no_child(actor: Actor, procedure: Procedure, now: datetime) -> None:
    """Ends the notice, because the person is no child: nobody has to be notified any more; sent ones stay recorded."""
    row = children.notice_of(procedure)
    if row is not None:
        tasks_follow(actor, row, [], now)


@needs_one_of("screening.run", "signs.triage", "cases.manage")
@shown_on_conflict("intake.assessment_opened")
def write_notice(
    actor: Actor, row: Assessment, told: Mapping[str, Any], *, facts: Mapping[str, Any], revision: int, now: datetime
) -> None:
    """Writes the contents of the notice; what it said before is kept. Raises NotAllowed, NotFound, NoteChanged, CannotOpen."""
    row = assessments.assessment(actor, row.id)
    text = {"kind": rules.CHILD, "told": dict(told)}
    before = vault.texts.open_text(actor, row.sealed) | {"facts": children.facts_of_notice(row)}
    try:
        vault.texts.reseal(actor, row.sealed, text, revision=revision, at=now)
    except Conflict as conflict:
        raise NoteChanged(theirs=conflict.theirs, mine=text, **conflict.details) from conflict
    keep_earlier_note(actor, row, before=before, after=text | {"facts": dict(facts)}, now=now)
    Assessment.objects.filter(id=row.id).update(written_by=actor.account, written_at=now)
    vault.facts.put(row.procedure.lock, "assessment", row.id, {"kind": rules.CHILD, **facts})
    record(actor, "intake.assessment_noted", row.id, now, procedure=row.procedure_id)


@needs_one_of("screening.run", "signs.triage", "cases.manage")
@transaction.atomic
def tell_authority(actor: Actor, row: Assessment, authority: str, *, how: str, now: datetime) -> None:
    """Records that the authority was notified this way; ends its clock. Raises NotAllowed, NotFound, NotAnAuthority."""
    row = assessments.assessment(actor, row.id)
    tasks = list(Task.objects.select_for_update().filter(assessment=row))
    facts = assessments.facts_of_tasks(tasks)
    task = next((each for each in tasks if facts.get(each.id, {}).get("code") == f"notify.{authority}"), None)
    if task is None or how not in HOW:
        raise NotAnAuthority
    if task.done_at is None:
        vault.facts.put(row.procedure.lock, "task", task.id, {**facts[task.id], "outcome": TOLD, "how": how})
        Task.objects.filter(id=task.id).update(done_at=now, done_by=actor.user_id)
    record(actor, "intake.authority_told", row.id, now, procedure=row.procedure_id, task=task.id)


@needs_one_of("screening.run", "signs.triage", "cases.manage")
def print_notice(actor: Actor, row: Assessment, now: datetime) -> dict[str, Any]:
    """The letter, which leaves the organisation; records who took it. Raises NotAllowed, NotFound, CannotOpen."""
    row = assessments.assessment(actor, row.id)
    content = vault.texts.open_text(actor, row.sealed)
    record(actor, "intake.notice_printed", row.id, now, procedure=row.procedure_id)
    found: dict[str, Any] = content["told"]
    return {**found, **children.facts_of_notice(row)}
