"""The goals of a plan."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana import vault
from amana.assistance.models import Goal
from amana.cases.models import Procedure
from amana.countrypacks import pack


@dataclass(frozen=True)
class PlanGoal:
    """A goal with its facts; `met` is None as long as nobody has said."""

    id: UUID
    category: str
    name: str
    met: bool | None
    set_at: datetime
    closed_at: datetime | None
    sealed: UUID | None


def goals_of(procedure: Procedure) -> list[PlanGoal]:
    """The goals of a plan, in the order in which they were set. The case came from a scoped query."""
    rows = list(Goal.objects.filter(procedure=procedure).order_by("set_at", "id"))
    facts, categories = vault.facts.by_owner("goal", [row.id for row in rows]), pack().categories
    found = []
    for row in rows:
        told = facts.get(row.id, {})
        category = str(told.get("category", ""))
        name = str(categories[category].name) if category in categories else category
        found.append(PlanGoal(row.id, category, name, told.get("met"), row.set_at, row.closed_at, row.sealed))
    return found
