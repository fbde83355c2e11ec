"""The handlers of events from other rooms: a step was taken, a consent has ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from amana import vault
from amana.cases import commands as cases
from amana.cases.models import Procedure, Step
from amana.justice import rules
from amana.justice.models import JudgeRequest, Proceeding
from amana.justice.pack import LETTER, PROCEEDING
from amana.justice.states import RequestState
from amana.trust.actor import Actor
from amana.trust.trail import record


def after_step(sender: object, actor: Actor, procedure: Procedure, step: Step, at: datetime, **_others: Any) -> None:
    """Records the answer to a letter as a milestone of the case, stores a court's decision, and closes an answered request."""
    if step.machine == LETTER and step.to_state in rules.TOLD_AS_MILESTONE:
        facts = {"kind": f"waiver_{step.to_state}", "letter": str(step.subject), **_told_with(step)}
        cases.milestone(actor, procedure, facts=facts, now=at)
    elif step.machine == PROCEEDING:
        before, told = vault.facts.get("proceeding", step.subject), _told_with(step)
        vault.facts.put(procedure.lock, "proceeding", step.subject, {**before, **told})
        _set_first_hearing(step, told)
    elif step.machine == "procedure" and step.from_state == "fi_pending" and step.track == "identification":
        decided = step.to_state in ("identified", "not_identified")
        for row in JudgeRequest.objects.filter(procedure=procedure, state=RequestState.OPEN):
            _end_request(actor, row, "decided" if decided else "withdrawn", at)


def _told_with(step: Step) -> dict[str, Any]:
    return {name: value for name, value in vault.facts.get("step", step.id).items() if name != "transition"}


def _set_first_hearing(step: Step, told: dict[str, Any]) -> None:
    day = told.get("first_hearing_on")
    if day:
        at = datetime.fromisoformat(f"{day}T08:00:00+00:00")
        if at > step.recorded_at:
            Proceeding.objects.filter(id=step.subject).update(next_hearing=at)


def on_consent_withdrawn(
    sender: object, actor: Actor, procedure_id: UUID, consent_id: UUID, at: datetime, **_others: Any
) -> None:
    """Ends access to the package of a request with its consent, and removes it from the judge's list."""
    for row in JudgeRequest.objects.filter(procedure=procedure_id, consent=consent_id).exclude(
        state=RequestState.WITHDRAWN
    ):
        _end_request(actor, row, "withdrawn", at)


def _end_request(actor: Actor, row: JudgeRequest, state: str, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    record(actor, "justice.request_ended", row.procedure_id, at, request=row.id, state=state)
