"""Screenings: who may open them, and their coded result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana.cases import queries as cases
from amana.cases.models import Procedure, Step
from amana.errors import NotFound
from amana.intake.models import Screening
from amana.intake.pack import BEGIN_SCREENING, DECISIONS, place_after
from amana.trust import vault
from amana.trust.actor import Actor
from amana.trust.authorise import authorise
from amana.trust.models import Sealed

_READ = ("screening.run", "presumption.decide", "decisions.countersign")


def screenings_for(actor: Actor) -> QuerySet[Screening]:
    """Screenings of the actor's units, newest first."""
    if not any(actor.can(verb) for verb in _READ):
        return Screening.objects.none()
    mine = Q(unit__in=actor.unit_ids) | Q(supervised_by__in=actor.unit_ids)
    return Screening.objects.filter(mine).select_related("procedure").order_by("-began_at", "-number")


def may_read(actor: Actor, record: Screening) -> bool:
    """Whether the actor may open the screening: by intake, by supervision, or in the team of the case."""
    return any(authorise(actor, verb, record).allow for verb in (*_READ, "cases.read"))


def screening(actor: Actor, screening_id: UUID) -> Screening:
    """A screening that the actor may open. Raises NotFound."""
    row = Screening.objects.select_related("procedure").filter(id=screening_id).first()
    if row is None or not may_read(actor, row):
        raise NotFound
    return row


def screenings_of(procedure: Procedure) -> list[Screening]:
    """All screenings of a procedure that came from a scoped query, newest first."""
    return list(Screening.objects.filter(procedure=procedure).order_by("-began_at", "-number"))


def latest_screening(procedure: Procedure) -> Screening | None:
    """The newest screening of a procedure."""
    return Screening.objects.filter(procedure=procedure).order_by("-began_at", "-number").first()


def result_of(record: Screening) -> dict[str, Any]:
    """The coded result so far: result, strength, rule, version, profile, positive dimensions, completeness, month."""
    return vault.get_facts("screening", record.id)


def results_of(records: list[Screening]) -> dict[UUID, dict[str, Any]]:
    """Coded results by screening."""
    return vault.facts_by_owner("screening", [record.id for record in records])


def decisions_open(record: Screening) -> bool:
    """Whether somebody still has to decide on this screening: its procedure stands there and nobody did."""
    return record.decided_at is None and record.procedure.identification == place_after(BEGIN_SCREENING)


def kept_at(record: Screening) -> datetime:
    """When the last answer was kept."""
    return Sealed.objects.get(id=record.sealed).changed_at


def waiting_decisions(procedure: Procedure) -> list[Step]:
    """Decisions on a screening that wait for a second person."""
    return [step for step in cases.steps_of(procedure) if step.state == "waits" and step.transition in DECISIONS]
