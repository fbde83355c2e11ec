"""The goals of a person's plan: set with her, and closed as met or not met."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.assistance.errors import CaseIsClosed, GoalClosed, NoSuchService
from amana.assistance.models import Goal
from amana.assistance.queries import is_closed
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.dates import month_of
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record


@needs("cases.manage")
@transaction.atomic
def set_goal(actor: Actor, procedure: Procedure, *, category: str, words: str, now: datetime) -> UUID:
    """Adds a goal to the plan: its category as a fact, its words sealed with her account. Raises CaseIsClosed."""
    cases.require_own(actor, "cases.manage", procedure)
    if is_closed(procedure):
        raise CaseIsClosed
    if category not in pack().categories:
        raise NoSuchService
    sealed = None
    if words.strip():
        sealed = vault.texts.seal(
            lock=procedure.lock,
            kind="goal",
            section="account",
            content={"text": words},
            holders=cases.holders_of_file(procedure),
            by=actor,
            at=now,
        ).id
    row = Goal.objects.create(id=uuid4(), procedure=procedure, sealed=sealed, set_by=actor.user_id, set_at=now)
    vault.facts.put(procedure.lock, "goal", row.id, {"category": category, "met": None, "month": month_of(now)})
    record(actor, "assistance.goal_set", row.id, now, procedure=procedure.id)
    return row.id


@needs("cases.manage")
@transaction.atomic
def close_goal(actor: Actor, procedure: Procedure, goal_id: UUID, *, met: bool, now: datetime) -> None:
    """Records, once, whether the goal was met. Raises NotFound, GoalClosed."""
    cases.require_own(actor, "cases.manage", procedure)
    row = Goal.objects.select_for_update().filter(procedure=procedure, id=goal_id).first()
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise GoalClosed
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    vault.facts.put(procedure.lock, "goal", row.id, vault.facts.get("goal", row.id) | {"met": met})
    record(actor, "assistance.goal_closed", row.id, now, procedure=procedure.id)


@needs("cases.read")
@transaction.atomic
def open_goal(actor: Actor, procedure: Procedure, goal_id: UUID, now: datetime) -> str:
    """Returns the words of a goal, and records the opening. Raises NotFound, CannotOpen."""
    decision = require(actor, "cases.read", procedure)
    row = Goal.objects.filter(procedure=procedure, id=goal_id).first()
    if row is None or row.sealed is None or "account" not in decision.sections:
        raise NotFound
    text: str = vault.texts.open_text(actor, row.sealed)["text"]
    record(actor, "assistance.goal_opened", row.id, now, procedure=procedure.id, **decision.ids)
    return text
