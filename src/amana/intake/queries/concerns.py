"""Concerns about places and patterns: those to look at, and those that somebody raised."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.errors import NotFound
from amana.intake.models import Concern
from amana.my_day import WorkItem, group_of
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise

_AT_ONCE = 60


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """The desk that looks at the concern, or the unit that supervises it."""
    assert isinstance(record, Concern)
    if verb != "signs.triage":
        return None
    if record.unit in actor.unit_ids:
        return Decision(True, "intake")
    return Decision(True, "supervision") if record.supervised_by in actor.unit_ids else None


def concerns_for(actor: Actor) -> QuerySet[Concern]:
    """Concerns that the actor's desk looks at, newest first; every list of concerns starts from here."""
    if not actor.can("signs.triage"):
        return Concern.objects.none()
    mine = Q(unit__in=actor.unit_ids) | Q(supervised_by__in=actor.unit_ids)
    return Concern.objects.filter(mine).select_related("sign").order_by("-came_at", "-number")


def my_concerns(actor: Actor) -> QuerySet[Concern]:
    """Concerns that the actor raised, newest first: references and states, not what was written."""
    if not actor.can("concerns.record"):
        return Concern.objects.none()
    return Concern.objects.filter(raised_by=actor.account).order_by("-came_at", "-number")


def concern(actor: Actor, concern_id: UUID) -> Concern:
    """A concern that the actor may open. Raises NotFound, also for a user who only raised it."""
    row = Concern.objects.select_related("sign").filter(id=concern_id).first()
    if row is None or not authorise(actor, "signs.triage", row).allow:
        raise NotFound
    return row


def facts_of_concerns(rows: Iterable[Concern]) -> dict[UUID, dict[str, Any]]:
    """Coded facts by concern."""
    return vault.facts.by_owner("concern", [row.id for row in rows])


def outcome_of(record: Concern) -> str:
    """What came of it: `watched`, `nothing`, `sign`; empty while nobody has looked."""
    return str(vault.facts.get("concern", record.id).get("outcome", "")) if record.looked_at is not None else ""


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Concerns at which nobody has looked yet."""
    for row in concerns_for(actor).filter(looked_at=None, unit__in=actor.unit_ids).order_by("look_by")[:_AT_ONCE]:
        group = group_of(row.look_by, now)
        yield WorkItem(
            group if group != "soon" else "new",
            row.look_by,
            gettext("Look at a concern about a place"),
            gettext("It came from the neighbourhood. It is about no person, and it may be the first anybody says."),
            row.number,
            reverse("intake:concern", args=[row.id]),
        )
