"""Screenings: who may open them, and their coded result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Procedure, Step
from amana.cases.states import StepState
from amana.errors import NotFound
from amana.intake.models import Sign
from amana.intake.pack import BEGIN_SCREENING, place_after
from amana.intake.queries.signs import ground_of
from amana.screening.models import RuleSetText, Screening, TypedSheet
from amana.screening.pack import DECISIONS
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise
from amana.trust.capabilities import CapabilityId
from amana.vault.models import Sealed

_READ: tuple[CapabilityId, ...] = ("screening.run", "presumption.decide", "decisions.countersign")


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """Returns the grounds: the unit that took the sign in, the unit that supervises it, or the team of the case."""
    assert isinstance(record, Screening)
    return ground_of(actor, verb, unit=record.unit, supervised_by=record.supervised_by, procedure=record.procedure)


def screenings_for(actor: Actor) -> QuerySet[Screening]:
    """Screenings of the actor's units, newest first."""
    if not any(actor.can(verb) for verb in _READ):
        return Screening.objects.none()
    mine = Q(unit__in=actor.unit_ids) | Q(supervised_by__in=actor.unit_ids)
    return Screening.objects.filter(mine).select_related("procedure").order_by("-began_at", "-number")


def may_read(actor: Actor, record: Screening) -> bool:
    """Whether the actor may open the screening: by intake, by supervision, or in the team of the case."""
    return any(authorise(actor, verb, record).allow for verb in (*_READ, "cases.read"))


def can_open(actor: Actor, record: Screening) -> bool:
    """Whether the actor can open the page of the screening: they may read it and hold a key to its text."""
    return may_read(actor, record) and vault.texts.can_open(actor, record.sealed)


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
    return vault.facts.get("screening", record.id)


def results_of(records: list[Screening]) -> dict[UUID, dict[str, Any]]:
    """Coded results by screening."""
    return vault.facts.by_owner("screening", [record.id for record in records])


def decisions_open(record: Screening) -> bool:
    """Whether this screening still has to be decided: its procedure is at that step and nobody decided."""
    return record.decided_at is None and record.procedure.identification == place_after(BEGIN_SCREENING)


def may_go_on(record: Screening) -> bool:
    """Whether more may be asked: nobody has decided, and no decision waits for a second person."""
    return decisions_open(record) and not waiting_decisions(record.procedure)


def decision_on(record: Screening) -> Step | None:
    """The decision that was taken on this screening; None while nobody has decided."""
    if record.decided_at is None:
        return None
    steps = [
        step
        for step in cases.steps_of(record.procedure)
        if step.transition in DECISIONS and step.state == StepState.DONE
    ]
    return next((step for step in steps if record.decided_at in (step.recorded_at, step.confirmed_at)), None)


def rule_sets() -> list[RuleSetText]:
    """Every version of the rules with which a screening here was calculated, newest first."""
    return list(RuleSetText.objects.all())


def seen_before(record: Screening) -> tuple[Sign, tuple[str, ...]] | None:
    """The sign of this person and what was seen without asking anybody; None where there is none."""
    sign = Sign.objects.filter(procedure=record.procedure_id).first()
    seen = tuple(vault.facts.get("sign", sign.id).get("observations", ())) if sign is not None else ()
    return (sign, seen) if sign is not None and seen else None


def kept_at(record: Screening) -> datetime:
    """When the last answer was kept."""
    return Sealed.objects.get(id=record.sealed).changed_at


def waiting_decisions(procedure: Procedure) -> list[Step]:
    """Decisions on a screening that wait for a second person."""
    return [
        step for step in cases.steps_of(procedure) if step.state == StepState.WAITS and step.transition in DECISIONS
    ]


def texts_of(procedure: Procedure) -> list[UUID]:
    """The sealed texts of a person's screenings and of the sheets typed into them."""
    return [
        *Screening.objects.filter(procedure=procedure).values_list("sealed", flat=True),
        *TypedSheet.objects.filter(screening__procedure=procedure).values_list("sealed", flat=True),
    ]
