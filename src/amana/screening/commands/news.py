"""Receivers of the signals of cases: a decision was recorded, a step was taken.

Everything here runs inside the transaction of the step: a refusal rolls it back. The intake desk receives the signal of
a step first, and refuses what is not safe.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from amana import vault
from amana.cases.commands import change_facts
from amana.cases.models import Deadline, Procedure, Step
from amana.cases.queries import facts_of
from amana.cases.sources import SCREENING
from amana.countrypacks import pack
from amana.intake import pack_sections
from amana.intake.pack import (
    INCONCLUSIVE,
    OTHER_AFTER_SCREENING,
    PRESUME,
    SCREEN_AGAIN,
    SCREEN_AGAIN_FROM_OTHER,
)
from amana.screening import pack as says
from amana.screening import queries, rules
from amana.screening.commands.screening import begin_screening
from amana.screening.errors import DifferenceUnexplained, SafetyPlanMissing
from amana.screening.models import Screening
from amana.steps.commands import Told
from amana.trust.actor import Actor

_AGAIN = (SCREEN_AGAIN, SCREEN_AGAIN_FROM_OTHER)
_DAYS = ("re_screen_at", "re_screen_at_if_at_risk")


def on_step_taken(sender: object, *, actor: Actor, procedure: Procedure, step: Step, at: datetime, **_: Any) -> None:
    """Begins a screening with its step, and ends it with the decision."""
    if step.machine != "procedure":
        return
    if step.transition in says.SCREENINGS_BEGIN:
        Deadline.objects.filter(procedure=procedure, transition__in=_AGAIN, done_at=None).update(done_at=at)
        begin_screening(actor, procedure, at)
    if step.transition in says.DECISIONS:
        _mark_decided(actor, procedure, step, at)
    if step.transition == PRESUME:
        purposes = vault.facts.get("step", step.id).get("purpose_or_child_basis") or []
        if purposes and not facts_of(procedure).get("exploitation"):
            change_facts(actor, procedure, facts={"exploitation": purposes}, source=SCREENING, now=at)


def on_step_recorded(sender: object, *, procedure: Procedure, step: Step, told: Told, at: datetime, **_: Any) -> None:
    """Checks a decision before it is recorded: different from the advice it needs a reason, at risk a safety plan.

    From then on no answer changes. This runs before a second person looks. Raises DifferenceUnexplained,
    SafetyPlanMissing.
    """
    if step.machine != "procedure" or step.transition not in says.DECISIONS:
        return
    row = queries.latest_screening(procedure)
    if row is None:
        return
    advice = str(queries.result_of(row).get("result", ""))
    if rules.differs(advice, says.result_of_decision(step.transition)) and not told.has(says.WHY_NOT):
        raise DifferenceUnexplained(advice=str(pack_sections.SCREENING.of(pack()).entry.results.get(advice, advice)))
    if told.facts.get("need_type") == "at_risk" and not told.has(says.SAFETY_PLAN):
        raise SafetyPlanMissing
    Screening.objects.filter(id=row.id, ended_at=None).update(ended_at=at, paused_at=None)


def _mark_decided(actor: Actor, procedure: Procedure, step: Step, at: datetime) -> None:
    """Marks the newest screening as decided; the period until the next screening starts where a day was set."""
    row = queries.latest_screening(procedure)
    if row is None:
        return
    row.decided_at, row.ended_at, row.paused_at = at, row.ended_at or at, None
    again = {INCONCLUSIVE: SCREEN_AGAIN, OTHER_AFTER_SCREENING: SCREEN_AGAIN_FROM_OTHER}
    if step.transition in again:
        row.again_at = _screen_again_by(actor, step, at)
    row.save(update_fields=["decided_at", "ended_at", "paused_at", "again_at"])
    if row.again_at is not None:
        Deadline.objects.filter(procedure=procedure, transition__in=_AGAIN, done_at=None).update(done_at=at)
        Deadline.objects.create(
            procedure=procedure,
            subject=row.id,
            transition=again[step.transition],
            due_at=row.again_at,
            user=None,
            unit=row.unit,
        )


def _screen_again_by(actor: Actor, step: Step, at: datetime) -> datetime | None:
    """Returns the day that the step names; for somebody at risk without one, the pack's number of days from now."""
    if step.sealed is not None and actor.keys is not None and vault.texts.can_open(actor, step.sealed):
        told = vault.texts.open_text(actor, step.sealed).get("working", {})
        for name in _DAYS:
            if told.get(name):
                return timezone.make_aware(datetime.combine(date.fromisoformat(told[name]), time(23, 59)))
    if step.transition == INCONCLUSIVE or vault.facts.get("step", step.id).get("need_type") == "at_risk":
        return at + timedelta(days=says.screen_again_days())
    return None
