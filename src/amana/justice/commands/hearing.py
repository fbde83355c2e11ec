"""What this room does when others announce something: a step was taken, a consent has ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from amana import vault
from amana.cases import commands as cases
from amana.cases.models import Procedure, Step
from amana.justice import rules
from amana.justice.models import JudgeRequest, Proceeding
from amana.justice.pack import LETTER, PROCEEDING
from amana.trust.actor import Actor
from amana.trust.trail import record


def after_step(sender: object, actor: Actor, procedure: Procedure, step: Step, at: datetime, **_others: Any) -> None:
    """An answer to a letter is a milestone of the case; a court's decision is kept; an answered request is closed."""
    told = {name: value for name, value in vault.get_facts("step", step.id).items() if name != "transition"}
    if step.machine == LETTER and step.to_state in rules.TOLD_AS_MILESTONE:
        facts = {"kind": f"waiver_{step.to_state}", "letter": str(step.subject), **told}
        cases.milestone(actor, procedure, facts=facts, now=at)
    elif step.machine == PROCEEDING:
        before = vault.get_facts("proceeding", step.subject)
        vault.put_facts(procedure.lock, "proceeding", step.subject, {**before, **told})
        _first_hearing(step, told)
    elif step.machine == "procedure" and step.from_state == "fi_pending" and step.track == "identification":
        decided = step.to_state in ("identified", "not_identified")
        for row in JudgeRequest.objects.filter(procedure=procedure, state="open"):
            _end(actor, row, "decided" if decided else "withdrawn", at)


def _first_hearing(step: Step, told: dict[str, Any]) -> None:
    day = told.get("first_hearing_on")
    if day:
        at = datetime.fromisoformat(f"{day}T08:00:00+00:00")
        if at > step.recorded_at:
            Proceeding.objects.filter(id=step.subject).update(next_hearing=at)


def on_consent_withdrawn(
    sender: object, actor: Actor, procedure_id: UUID, consent_id: UUID, at: datetime, **_others: Any
) -> None:
    """The package of a request is shut with its consent; the judge's list does not hold it any more."""
    for row in JudgeRequest.objects.filter(procedure=procedure_id, consent=consent_id).exclude(state="withdrawn"):
        _end(actor, row, "withdrawn", at)


def _end(actor: Actor, row: JudgeRequest, state: str, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    record(actor, "justice.request_ended", row.procedure_id, at, request=row.id, state=state)
