"""A second person who opens an entry as the page shows it, with its scan where it has one, and then answers."""

from datetime import datetime
from uuid import UUID

from amana.assistance import commands as assistance
from amana.assistance.queries import Delivery
from amana.cases import commands as cases
from amana.cases.queries import Step
from amana.cases.subjects import Subject
from amana.consent import commands as consents
from amana.steps import commands as steps
from amana.trust.actor import Actor


def looked_at(actor: Actor, step: Step, now: datetime) -> str:
    """Returns the proof that the actor had this step on a page; its scan was opened too."""
    _details, proof = steps.look_at_step(actor, step.procedure, step, now=now)
    if step.scan is not None:
        cases.open_attachment(actor, step.procedure, step.scan, now)
    return proof


def confirm_step(actor: Actor, subject: Subject, step: Step, *, agree: bool, now: datetime) -> Step:
    """Opens the step and answers it."""
    shown = looked_at(actor, step, now)
    return steps.confirm_step(actor, subject, step, agree=agree, shown=shown, now=now)


def confirm_consent(actor: Actor, *, procedure_id: UUID, consent_id: UUID, now: datetime) -> None:
    """Opens the answer and confirms it."""
    _each, shown = consents.look_at(actor, procedure_id=procedure_id, consent_id=consent_id, now=now)
    consents.confirm(actor, procedure_id=procedure_id, consent_id=consent_id, shown=shown, now=now)


def agree_to_cash(actor: Actor, delivery: Delivery, *, now: datetime) -> None:
    """Opens the request for money and agrees."""
    _details, shown = assistance.look_at_cash(actor, delivery, now=now)
    assistance.agree_to_cash(actor, delivery, shown=shown, now=now)
