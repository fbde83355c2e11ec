"""What intake does when it hears news from cases: a step was taken, a case was opened.

Everything here runs inside the transaction of the step: a refusal takes the step back.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amana import vault
from amana.cases.commands import Told, change_facts
from amana.cases.models import Deadline, Procedure, Step
from amana.cases.queries import facts_of
from amana.cases.sources import SCREENING
from amana.countrypacks import pack
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.commands.calls import forget_call
from amana.intake.commands.concerns import forget_concern
from amana.intake.commands.reporters import tell_reporter
from amana.intake.commands.screening import begin_screening
from amana.intake.commands.sharing import give_to_team
from amana.intake.errors import (
    CardMissing,
    DifferenceUnexplained,
    EmergencyOpen,
    ExploiterPresent,
    SafetyPlanMissing,
    SignJoined,
)
from amana.intake.models import Call, Concern, Screening, Sign
from amana.trust import forgetting
from amana.trust.actor import Actor

_REFUSALS = {"card_missing": CardMissing, "emergency_open": EmergencyOpen, "exploiter_present": ExploiterPresent}


def on_step_taken(sender: object, *, actor: Actor, procedure: Procedure, step: Step, at: datetime, **_: Any) -> None:
    """A screening begins with its step, and ends with the decision. Raises EmergencyOpen, ExploiterPresent, CardMissing."""
    if step.machine != "procedure":
        return
    _goes_on_here(procedure)
    if step.transition == says.BEGIN_SCREENING:
        _check_safety(procedure, step)
    if step.transition in says.SCREENINGS_BEGIN:
        Deadline.objects.filter(procedure=procedure, transition__in=_AGAIN, done_at=None).update(done_at=at)
        begin_screening(actor, procedure, at)
    if step.transition in says.DECISIONS:
        _decided(actor, procedure, step, at)
    sign = queries.sign_of(procedure)
    for each in [sign, *(row.sign for row in queries.reports_of(sign))] if sign is not None else ():
        if each.mailbox is not None:
            tell_reporter(each, queries.status_of(each))
    if step.transition == says.PRESUME:
        purposes = vault.get_facts("step", step.id).get("purpose_or_child_basis") or []
        if purposes and not facts_of(procedure).get("exploitation"):
            change_facts(actor, procedure, facts={"exploitation": purposes}, source=SCREENING, now=at)


def on_step_recorded(sender: object, *, procedure: Procedure, step: Step, told: Told, at: datetime, **_: Any) -> None:
    """A decision that differs from the advice says why, somebody at risk has a safety plan, and no answer changes any more.

    This comes before a second person looks. Raises DifferenceUnexplained, SafetyPlanMissing.
    """
    if step.machine == "procedure":
        _goes_on_here(procedure)
    if step.machine != "procedure" or step.transition not in says.DECISIONS:
        return
    row = queries.latest_screening(procedure)
    if row is None:
        return
    advice = str(queries.result_of(row).get("result", ""))
    if rules.differs(advice, says.decided(step.transition)) and not told.has(says.WHY_NOT):
        raise DifferenceUnexplained(advice=str(pack().screening.results.get(advice, advice)))
    if told.facts.get("need_type") == "at_risk" and not told.has(says.SAFETY_PLAN):
        raise SafetyPlanMissing
    Screening.objects.filter(id=row.id, ended_at=None).update(ended_at=at, paused_at=None)


def _goes_on_here(procedure: Procedure) -> None:
    """No step is taken for a report that goes on as another sign. Raises SignJoined."""
    into = queries.goes_on_as(procedure)
    if into is not None:
        raise SignJoined(number=into.number)


def _check_safety(procedure: Procedure, step: Step) -> None:
    """Nothing urgent is open and no exploiter is there, by the card and by what the step itself says."""
    card = queries.card_facts(procedure)
    if card is not None:
        card = {**card, **vault.get_facts("step", step.id)}
    for hindrance in rules.hindrances(card):
        raise _REFUSALS[hindrance]


_AGAIN = (says.SCREEN_AGAIN, says.SCREEN_AGAIN_FROM_OTHER)
_DAYS = ("re_screen_at", "re_screen_at_if_at_risk")


def _decided(actor: Actor, procedure: Procedure, step: Step, at: datetime) -> None:
    """The newest screening is decided; the clock of screening again runs where a day was set."""
    row = queries.latest_screening(procedure)
    if row is None:
        return
    row.decided_at, row.ended_at, row.paused_at = at, row.ended_at or at, None
    again = {says.INCONCLUSIVE: says.SCREEN_AGAIN, says.OTHER_AFTER_SCREENING: says.SCREEN_AGAIN_FROM_OTHER}
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
    """The day that the step names; where somebody is at risk and no day was named, the pack's number of days from now."""
    if step.sealed is not None and actor.keys is not None and vault.can_open(actor, step.sealed):
        told = vault.open_sealed(actor, step.sealed).get("working", {})
        for name in _DAYS:
            if told.get(name):
                return timezone.make_aware(datetime.combine(date.fromisoformat(told[name]), time(23, 59)))
    if step.transition == says.INCONCLUSIVE or vault.get_facts("step", step.id).get("need_type") == "at_risk":
        return at + timedelta(days=says.screen_again_days())
    return None


def on_case_opened(sender: object, *, actor: Actor, procedure: Procedure, at: datetime, **_: Any) -> None:
    """The team can open what intake wrote, where the one who opens the case belongs to the intake; else it asks there."""
    give_to_team(actor, procedure)


def on_case_forgotten(case_id: UUID, at: datetime, **_sent: object) -> None:
    """What led to the sign goes with it: the mailbox of a reporter's code, its calls and concerns, and every report that
    went on as this sign.
    """
    for call in Call.objects.filter(sign__procedure=case_id):
        forget_call(call, at)
    for concern in Concern.objects.filter(sign__procedure=case_id):
        forget_concern(concern, at)
    for report in Sign.objects.select_related("procedure").filter(joined__into__procedure=case_id):
        _forget_report(report.procedure, at)
    for box in Sign.objects.filter(procedure=case_id).exclude(mailbox=None).values_list("mailbox", flat=True):
        if box is not None:
            vault.forget_mailbox(box)


def _forget_report(procedure: Procedure, at: datetime) -> None:
    """A report that went on as a sign that is forgotten is about the same person: it goes the same way, with its key."""
    lock = procedure.lock
    vault.hold(lock, alone=True)
    forgetting.case_forgotten.send(sender=Procedure, case_id=procedure.id, lock=lock, at=at)
    forgetting.forget_here(procedure.id, lock)
    procedure.delete()
    transaction.on_commit(lambda: vault.destroy_lock(lock, at.isoformat()))
