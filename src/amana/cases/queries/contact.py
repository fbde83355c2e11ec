"""Attempts to reach a person, and searches for a child: what counts before contact is lost."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from amana import vault
from amana.cases.models import Milestone, Procedure, Step
from amana.cases.pack_sections import LOST_CONTACT
from amana.cases.rules import Attempt
from amana.cases.states import StepState
from amana.countrypacks import pack

ATTEMPT, SEARCH = "contact_attempt", "child_search"


@dataclass(frozen=True)
class ContactLine:
    """An attempt or a search as a page shows it; `facts` are the coded answers."""

    kind: str
    on: date
    by: UUID | None
    recorded_at: datetime
    facts: dict[str, Any]


def lines_of(procedure: Procedure) -> list[ContactLine]:
    """Attempts and searches of this file, newest day first."""
    rows = list(Milestone.objects.filter(procedure=procedure))
    facts = vault.facts.by_owner("milestone", [row.id for row in rows])
    found = [
        ContactLine(
            told["kind"],
            date.fromisoformat(str(told["on"])),
            UUID(str(told["by"])) if told.get("by") else None,
            row.at,
            told,
        )
        for row in rows
        if (told := facts.get(row.id, {})).get("kind") in (ATTEMPT, SEARCH)
    ]
    return sorted(found, key=lambda line: (line.on, line.recorded_at), reverse=True)


def attempts_of(procedure: Procedure) -> list[Attempt]:
    """The attempts since the case was last opened again."""
    country = LOST_CONTACT.of(pack())
    return [
        Attempt(
            line.on,
            line.facts.get("attempt_safe") == "yes",
            line.facts.get("attempt_result") not in country.not_reached,
        )
        for line in _since_reopened(procedure)
        if line.kind == ATTEMPT
    ]


def searched_in_vain(procedure: Procedure) -> bool:
    """Whether child protection looked for the child after the last contact, and did not find the child."""
    lines = _since_reopened(procedure)
    country = LOST_CONTACT.of(pack())
    reached = max(
        (
            line.on
            for line in lines
            if line.kind == ATTEMPT and line.facts.get("attempt_result") not in country.not_reached
        ),
        default=date.min,
    )
    searches = [line for line in lines if line.kind == SEARCH and line.on > reached]
    return bool(searches) and searches[0].facts.get("search_result") in country.not_found


def _since_reopened(procedure: Procedure) -> list[ContactLine]:
    ended = pack().machine("procedure").tracks["help"].terminal
    steps = Step.objects.filter(subject=procedure.id, track="help", from_state__in=ended, state=StepState.DONE)
    opened_again = steps.aggregate(last=Max("recorded_at"))["last"]
    return [line for line in lines_of(procedure) if opened_again is None or line.recorded_at > opened_again]
