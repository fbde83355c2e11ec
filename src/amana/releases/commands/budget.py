"""The privacy budget of a programme: a cap that two people set, and grants within it.

A grant is stored before anything is measured, each charge before its noise is drawn. A release that is interrupted has
spent its whole grant.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from amana.errors import NotFound
from amana.releases.errors import CapNotSound, CapSpent, KeyTaken, NotAKey, TitleMissing
from amana.releases.models import Cap, Charge, Grant, Programme, Settlement
from amana.releases.queries.budget import budget_of, caps_that_wait
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import needs, part_of_a_command
from amana.trust.errors import NeedsSecondPerson
from amana.trust.trail import record
from amana.vault.clock import now as clock
from amana_methods.disclosure import records, spending

_TOLERANCE = 1e-9


@needs("releases.prepare")
@transaction.atomic
def open_programme(actor: Actor, key: str, title: str, *, now: datetime) -> UUID:
    """Creates a programme, which can then have a cap. Raises NotAKey, KeyTaken, TitleMissing."""
    if not key or not key.isascii() or key != key.lower() or not key.replace("-", "").isalnum() or len(key) > 40:
        raise NotAKey
    if not title.strip():
        raise TitleMissing
    try:
        with transaction.atomic():
            row = Programme.objects.create(
                key=key,
                title=title.strip()[:120],
                organisation=actor.organisation_id,
                opened_by=actor.user_id,
                opened_at=now,
            )
    except IntegrityError as fault:
        raise KeyTaken from fault
    record(actor, "reporting.programme_opened", row.id, now)
    return row.id


@needs("releases.prepare")
@transaction.atomic
def propose_cap(actor: Actor, programme: Programme, *, epsilon: float, delta: float, now: datetime) -> UUID:
    """Proposes a cap for a second person's approval; until then the earlier one is valid. Raises CapNotSound."""
    try:
        spending.Cap(epsilon, delta)
    except ValueError as fault:
        raise CapNotSound(most=f"{spending.MOST_EPSILON:g}", delta=f"{spending.MOST_DELTA:g}") from fault
    row = Cap.objects.create(
        programme=programme, epsilon=epsilon, delta=delta, proposed_by=actor.account, proposed_at=now
    )
    record(
        actor, "reporting.cap_proposed", row.id, now, programme=programme.id, epsilon=f"{epsilon:g}", delta=f"{delta:g}"
    )
    return row.id


@needs("releases.approve")
@transaction.atomic
def agree_to_cap(actor: Actor, cap: Cap, *, now: datetime) -> None:
    """Approves the cap, which is valid from now on.

    Raises NeedsSecondPerson for the proposer, NotFound when it no longer waits.
    """
    row = Cap.objects.select_for_update().filter(id=cap.id).first()
    if row is None or not caps_that_wait(row.programme).filter(id=row.id).exists():
        raise NotFound
    if row.proposed_by == actor.account:
        raise NeedsSecondPerson
    row.agreed_by, row.agreed_at = actor.user_id, now
    row.save(update_fields=["agreed_by", "agreed_at"])
    record(actor, "reporting.cap_agreed", row.id, now, programme=row.programme_id)


@dataclass
class ProgrammeGrant:
    """The grant of one release; it serves the release as its ledger."""

    id: UUID
    rho: float
    spent: float = 0.0

    def spend(self, charge: records.Charge) -> None:
        """Stores the charge, or raises BudgetSpent. Never inside another transaction, which could undo it."""
        if self.spent + charge.rho > self.rho * (1 + _TOLERANCE):
            raise records.BudgetSpent(f"{charge.purpose} {charge.subject}: {charge.rho:.6g} of rho was not granted")
        with transaction.atomic(durable=True):
            Charge.objects.create(
                grant_id=self.id, purpose=charge.purpose, subject=charge.subject[:400], rho=charge.rho, at=clock()
            )
        self.spent += charge.rho

    def finish(self) -> None:
        """Ends the release: the sum of its charges is spent, the rest may be granted again."""
        with transaction.atomic(durable=True):
            told = Charge.objects.filter(grant=self.id).aggregate(rho=Sum("rho"))["rho"] or 0.0
            at = clock()
            Settlement.objects.create(grant_id=self.id, rho=told, at=at)
            record(SYSTEM, "reporting.privacy_spent", self.id, at, rho=f"{told:.6g}")


@needs("releases.prepare")
def grant(
    actor: Actor, programme: Programme, *, epsilon: float, delta: float, kind: str, purpose: str, now: datetime
) -> ProgrammeGrant:
    """Calls `set_apart` for users who may publish."""
    return set_apart(actor, programme, epsilon=epsilon, delta=delta, kind=kind, purpose=purpose, now=now)


@part_of_a_command
def set_apart(
    actor: Actor, programme: Programme, *, epsilon: float, delta: float, kind: str, purpose: str, now: datetime
) -> ProgrammeGrant:
    """Reserves privacy for one release, also under concurrent requests. For `grant` and for operators (SYSTEM).

    Raises NoCap, CapNotSound, CapSpent with what is left; then nothing is stored. Not inside another transaction.
    """
    with transaction.atomic(durable=True):
        row = stored_grant(actor, programme, epsilon=epsilon, delta=delta, kind=kind, purpose=purpose, now=now)
    return ProgrammeGrant(row.id, row.rho)


@part_of_a_command
def stored_grant(
    actor: Actor, programme: Programme, *, epsilon: float, delta: float, kind: str, purpose: str, now: datetime
) -> Grant:
    """Does the same as `set_apart`, inside the transaction of the caller that stores the grant's id."""
    try:
        rho = spending.Cap(epsilon, delta).rho
    except ValueError as fault:
        raise CapNotSound(most=f"{spending.MOST_EPSILON:g}", delta=f"{spending.MOST_DELTA:g}") from fault
    locked = Programme.objects.select_for_update().get(id=programme.id)
    budget = budget_of(locked)
    if not budget.covers(rho):
        raise CapSpent(asked=f"{epsilon:g}", left=f"{budget.epsilon_left:.3g}", cap=f"{budget.cap.epsilon:g}")
    row = Grant.objects.create(
        programme=locked,
        kind=kind,
        purpose=purpose[:200],
        epsilon=epsilon,
        delta=delta,
        rho=rho,
        granted_by=actor.user_id,
        granted_at=now,
    )
    record(
        actor, "reporting.privacy_granted", row.id, now, programme=locked.id, epsilon=f"{epsilon:g}", rho=f"{rho:.6g}"
    )
    return row
