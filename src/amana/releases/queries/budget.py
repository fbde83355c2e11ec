"""The remaining budget of a programme, and what it was spent on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from amana.errors import NotAllowed
from amana.releases.errors import NoCap, NoSuchProgramme
from amana.releases.models import Cap, Grant, Programme
from amana.trust.actor import Actor
from amana_methods.disclosure import spending
from amana_methods.disclosure.records import Charge
from amana_methods.disclosure.spending import Budget


def sees_releases(actor: Actor) -> None:
    """Raises NotAllowed unless the actor may prepare or approve releases."""
    if not (actor.can("releases.prepare") or actor.can("releases.approve")):
        raise NotAllowed


def programmes(actor: Actor) -> QuerySet[Programme]:
    """The programmes of the actor's organisation, by title."""
    sees_releases(actor)
    return Programme.objects.filter(organisation=actor.organisation_id).order_by("title")


def programme_named(key: str) -> Programme:
    """Returns the programme of that key, for operators. Raises NoSuchProgramme with the existing keys."""
    row = Programme.objects.filter(key=key).first()
    if row is None:
        known = ", ".join(Programme.objects.order_by("key").values_list("key", flat=True))
        raise NoSuchProgramme(given=key, known=known or "–")
    return row


def cap_that_holds(programme: Programme) -> Cap | None:
    """Returns the cap that two people approved last."""
    return programme.caps.filter(agreed_at__isnull=False).order_by("-agreed_at").first()


def caps_that_wait(programme: Programme) -> QuerySet[Cap]:
    """Proposals newer than the valid cap, the newest first."""
    holds = cap_that_holds(programme)
    waiting = programme.caps.filter(agreed_at=None)
    if holds is not None:
        waiting = waiting.filter(proposed_at__gt=holds.proposed_at)
    return waiting.order_by("-proposed_at")


def spent_by(grant: Grant) -> float:
    """Returns what a release cost, in rho: its charges once it has ended, until then everything reserved."""
    return grant.settlement.rho if hasattr(grant, "settlement") else grant.rho


def budget_of(programme: Programme) -> Budget:
    """Returns the valid cap, and what of it is spent or reserved. Raises NoCap."""
    cap = cap_that_holds(programme)
    if cap is None:
        raise NoCap(programme=programme.key)
    spent = sum(spent_by(grant) for grant in programme.grants.select_related("settlement"))
    return Budget(spending.Cap(cap.epsilon, cap.delta), spent)


@dataclass(frozen=True)
class Spent:
    """One release in the ledger. `rho` is its cost; `ended` is None while it runs, or when it was interrupted."""

    id: UUID
    kind: str
    purpose: str
    epsilon: float
    delta: float
    rho: float
    granted_by: UUID | None
    granted_at: datetime
    ended: datetime | None


def ledger(actor: Actor, programme: Programme) -> Sequence[Spent]:
    """Returns every release of the programme, the newest first."""
    sees_releases(actor)
    return [
        Spent(
            each.id,
            each.kind,
            each.purpose,
            each.epsilon,
            each.delta,
            spent_by(each),
            each.granted_by,
            each.granted_at,
            each.settlement.at if hasattr(each, "settlement") else None,
        )
        for each in programme.grants.select_related("settlement").order_by("-granted_at")
    ]


def charges(grant_id: UUID) -> list[Charge]:
    """Returns what one release measured and chose, in order."""
    rows = Grant.objects.get(id=grant_id).charges.order_by("id")
    return [Charge(each.purpose, each.subject, each.rho) for each in rows]
