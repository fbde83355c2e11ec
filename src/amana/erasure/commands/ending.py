"""The end of an erasure that was agreed and is not done: by somebody who stops it, or by what the worker finds."""

from datetime import datetime

from amana import vault
from amana.cases.models import Procedure
from amana.trust import forgetting
from amana.trust.actor import Actor
from amana.trust.models import Erasure
from amana.trust.trail import record


def end_waiting(row: Erasure, procedure: Procedure, *, by: Actor, reason: str, now: datetime) -> None:
    """Writes that an agreed erasure is stopped, and why. What was counted of its wait is gone."""
    vault.waits.end(row.id)
    row.state, row.stopped_by, row.stopped_at, row.due_at = "stopped", by.user_id, now, None
    row.save()
    vault.facts.put(procedure.lock, forgetting.ERASURE, row.id, {"reason": reason_of(row), "stopped": reason})
    record(by, "cases.forgetting_stopped", procedure.id, now, erasure=row.id)


def reason_of(row: Erasure) -> str:
    """Returns the code of why an erasure was asked for, from its locked facts."""
    return str(vault.facts.get(forgetting.ERASURE, row.id)["reason"])
