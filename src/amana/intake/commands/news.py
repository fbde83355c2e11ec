"""What intake does when cases announces something: a step was taken, a case was opened.

Everything here runs inside the transaction of the step: a refusal takes the step back.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases.models import Procedure, Step
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.commands.calls import forget_call
from amana.intake.commands.concerns import forget_concern
from amana.intake.commands.sharing import give_to_team
from amana.intake.errors import CardMissing, EmergencyOpen, ExploiterPresent, SignJoined
from amana.intake.events import status_changed
from amana.intake.models import Call, Concern, Sign
from amana.trust import forgetting
from amana.trust.actor import Actor

_REFUSALS = {"card_missing": CardMissing, "emergency_open": EmergencyOpen, "exploiter_present": ExploiterPresent}


def on_step_taken(sender: object, *, actor: Actor, procedure: Procedure, step: Step, at: datetime, **_: Any) -> None:
    """Nobody is asked before the person is safe, and the reporter reads how far the sign is.

    Raises SignJoined, EmergencyOpen, ExploiterPresent, CardMissing.
    """
    if step.machine != "procedure":
        return
    _goes_on_here(procedure)
    if step.transition == says.BEGIN_SCREENING:
        _check_safety(procedure, step)
    sign = queries.sign_of(procedure)
    for each in [sign, *(row.sign for row in queries.reports_of(sign))] if sign is not None else ():
        if each.mailbox is not None:
            status_changed.send(sender=Sign, sign=each, state=queries.status_told_outside(each))


def on_step_recorded(sender: object, *, procedure: Procedure, step: Step, **_: Any) -> None:
    """No decision is recorded for a report that goes on as another sign; this comes before a second person looks.

    Raises SignJoined.
    """
    if step.machine == "procedure":
        _goes_on_here(procedure)


def _goes_on_here(procedure: Procedure) -> None:
    """No step is taken for a report that goes on as another sign. Raises SignJoined."""
    into = queries.goes_on_as(procedure)
    if into is not None:
        raise SignJoined(number=into.number)


def _check_safety(procedure: Procedure, step: Step) -> None:
    """Nothing urgent is open and no exploiter is there, by the card and by what the step itself says."""
    card = queries.card_facts(procedure)
    if card is not None:
        card = {**card, **vault.facts.get("step", step.id)}
    for hindrance in rules.hindrances(card):
        raise _REFUSALS[hindrance]


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
            vault.codes.forget_mailbox(box)


def _forget_report(procedure: Procedure, at: datetime) -> None:
    """A report that went on as a sign that is forgotten is about the same person: it goes the same way, with its key."""
    lock = procedure.lock
    vault.hold_lock(lock, alone=True)
    forgetting.case_forgotten.send(sender=Procedure, case_id=procedure.id, lock=lock, at=at)
    forgetting.forget_here(procedure.id, lock)
    procedure.delete()
    transaction.on_commit(lambda: vault.keystore.destroy_lock(lock, at.isoformat()))
