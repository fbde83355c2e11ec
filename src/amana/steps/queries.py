"""Which steps wait for a second person, and what that person answers for."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana import vault
from amana.cases.models import Step
from amana.cases.queries import before_help_for, own_of, reachable_by, within
from amana.cases.rules import may_record
from amana.cases.states import StepState
from amana.countrypacks import pack
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.models import Membership
from amana.vault.models import Sealed


def steps_to_confirm(actor: Actor) -> QuerySet[Step]:
    """Steps that wait for a second person, for who stands near: the team, supervisors, intake, colleagues of the recorder."""
    if not actor.can("decisions.confirm") and not actor.can("decisions.countersign"):
        return Step.objects.none()
    colleagues = Membership.objects.filter(unit__in=actor.unit_ids).values("user")
    near = within(own_of(actor)) | within(before_help_for(actor)) | Q(recorded_by__in=colleagues)
    return (
        Step.objects.filter(within(reachable_by(actor)), near, confirm_due__isnull=False, confirmed_by=None)
        .exclude(state=StepState.REJECTED)
        .exclude(recorded_by=actor.user_id)
        .select_related("procedure")
        .order_by("confirm_due")
    )


def may_answer(actor: Actor, step: Step) -> bool:
    """Whether the actor's roles may confirm this step: some need the countersignature of one role."""
    countersigns = pack().machine(step.machine).transition(step.transition).countersigns
    return may_record(frozenset(countersigns), actor.roles) if countersigns else True


def readable_steps(actor: Actor, steps: Iterable[Step]) -> list[Step]:
    """Those of these steps whose words a key of the actor opens: nobody confirms what they cannot read."""
    steps = list(steps)
    keys = vault.texts.openable(
        actor, list(Sealed.objects.filter(id__in=[each.sealed for each in steps if each.sealed]))
    )
    return [each for each in steps if each.sealed is None or each.sealed in keys]


def confirmable_state(step: Step) -> dict[str, Any]:
    """What a second person answers for: when any of it changes, the step has to be read again."""
    sealed = Sealed.objects.filter(id__in=[step.sealed] if step.sealed else [])
    revision = sealed.values_list("revision", flat=True).first()
    return {
        "subject": step.subject,
        "transition": step.transition,
        "from": step.from_state,
        "to": step.to_state,
        "way": step.way,
        "decided_by": step.decided_by,
        "recorded_by": step.recorded_by,
        "happened_at": step.happened_at.astimezone(UTC).isoformat(),
        "words": [step.sealed, revision],
        "scan": step.scan,
        "facts": vault.facts.get("step", step.id),
    }


def has_opened(actor: Actor, procedure_id: UUID, attachment_id: UUID) -> bool:
    """Whether the actor has opened this file of the case, by the trail."""
    lines = trust.openings_of([procedure_id]).filter(actor=actor.user_id, verb="cases.attachment_opened")
    return lines.filter(ids__attachment=str(attachment_id)).exists()
