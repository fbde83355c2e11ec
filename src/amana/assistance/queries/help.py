"""Deliveries: who may see them, what a page shows of one, and what is counted. Every query starts from `visible_to`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana import vault
from amana.assistance import pack as helps
from amana.assistance.models import Delivery, Goal
from amana.assistance.rules import OPEN
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.values import Service
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise, register_ground
from amana.trust.capabilities import CapabilityId
from amana.vault.models import Sealed


@dataclass(frozen=True)
class Help:
    """One delivery as a page shows it: its state and its facts."""

    id: UUID
    procedure_id: UUID
    state: str
    code: str
    service: Service | None
    facts: dict[str, Any]
    requested_at: datetime
    approved_at: datetime | None
    started_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    next_followup_at: datetime | None
    followed_up_at: datetime | None
    asked_by: UUID | None
    approved_by: UUID | None
    delivered_by: UUID | None
    provider_unit: UUID | None
    reverses: UUID | None
    referral: UUID | None

    @property
    def name(self) -> str:
        """The service in the language of the page."""
        return str(self.service.name) if self.service else self.code

    @property
    def category(self) -> str:
        """The category of the service."""
        return str(self.facts.get("category", ""))

    @property
    def is_cash(self) -> bool:
        """Whether it is money."""
        return self.category == helps.CASH

    @property
    def is_item(self) -> bool:
        """Whether it is a thing."""
        return self.category == helps.ITEMS

    @property
    def quantity(self) -> int | None:
        """How many; negative for what came back."""
        return _number(self.facts.get("quantity"))

    @property
    def amount(self) -> Decimal | None:
        """How much money, or what the help was worth; negative for what came back."""
        value = self.facts.get("value")
        return plain(Decimal(str(value))) if value not in (None, "") else None

    @property
    def currency(self) -> str:
        """The currency of the amount."""
        return str(self.facts.get("currency") or pack().currency)

    @property
    def is_reversed(self) -> bool:
        """Whether it was taken back as entered by mistake."""
        return bool(self.facts.get("reversed"))

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


def plain(amount: Decimal) -> Decimal:
    """Returns the amount without a fraction that is zero.

    >>> plain(Decimal("1000.00")), plain(Decimal("2.50"))
    (Decimal('1000'), Decimal('2.50'))
    """
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount


def _number(value: object) -> int | None:
    return int(str(value)) if value not in (None, "") else None


def helps_from(rows: Iterable[Delivery]) -> list[Help]:
    """Returns deliveries with their facts, in the order given; one whose lock is destroyed has none."""
    rows = list(rows)
    facts, services = vault.facts.by_owner("delivery", [row.id for row in rows]), pack().services
    found = []
    for row in rows:
        told = facts.get(row.id, {})
        code = str(told.get("service", ""))
        found.append(
            Help(
                id=row.id,
                procedure_id=row.procedure_id,
                state=row.state,
                code=code,
                service=services.get(code),
                facts=told,
                requested_at=row.requested_at,
                approved_at=row.approved_at,
                started_at=row.started_at,
                delivered_at=row.delivered_at,
                cancelled_at=row.cancelled_at,
                next_followup_at=row.next_followup_at,
                followed_up_at=row.followed_up_at,
                asked_by=row.asked_by,
                approved_by=row.approved_by,
                delivered_by=row.delivered_by,
                provider_unit=row.provider_unit,
                reverses=row.reverses_id,
                referral=row.referral,
            )
        )
    return found


def visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Help in cases that the actor may see, and what the actor's units gave for a referral."""
    reach = Q(cases.within(cases.reachable_by(actor)))
    if actor.can("help.deliver"):
        reach |= Q(provider_unit__in=actor.unit_ids, referral__isnull=False)
    return Delivery.objects.filter(reach).select_related("procedure")


def one(actor: Actor, delivery_id: UUID) -> Delivery:
    """Returns one delivery. Raises NotFound, also where its kind of help belongs to a section that is closed to the actor."""
    found = visible_to(actor).filter(id=delivery_id).first()
    if found is None or not (_is_own(actor, found) or _may_see(actor, found.procedure, helps_from([found])[0])):
        raise NotFound
    return found


def load_help(delivery: Delivery) -> Help:
    """Returns the delivery with its facts. It came out of a scoped query."""
    return helps_from([delivery])[0]


def confirmable_state(delivery: Delivery) -> dict[str, Any]:
    """Returns what a second person confirms when money is requested: when any of it changes, it has to be read again."""
    facts = vault.facts.get("delivery", delivery.id)
    texts = [UUID(each) for ids in facts.get("texts", {}).values() for each in ids]
    revisions = Sealed.objects.filter(id__in=texts).order_by("id").values_list("id", "revision")
    return {
        "asked_by": delivery.asked_by,
        "asked_at": delivery.requested_at.astimezone(UTC).isoformat(),
        "facts": facts,
        "texts": [[str(id), revision] for id, revision in revisions],
    }


def help_with(delivery_id: UUID, facts: dict[str, Any]) -> Help:
    """Returns a delivery with these facts in place of the stored ones: how it read before it was changed."""
    row = helps_from(Delivery.objects.filter(id=delivery_id))[0]
    code = str(facts.get("service", ""))
    return replace(row, facts=facts, code=code, service=pack().services.get(code))


def is_closed_to(actor: Actor, delivery: Delivery, at: datetime) -> bool:
    """Whether the actor's unit gave this help for a referral to which the person agrees no more; its words are closed to it."""
    if not _is_own(actor, delivery) or cases.reachable_by(actor).filter(id=delivery.procedure_id).exists():
        return False
    assert delivery.referral is not None and delivery.provider_unit is not None
    return consent.has_ended(delivery.procedure_id, delivery.referral, delivery.provider_unit, at)


def _is_own(actor: Actor, delivery: Delivery) -> bool:
    return delivery.referral is not None and delivery.provider_unit in actor.unit_ids


def _may_see(actor: Actor, procedure: Procedure, each: Help) -> bool:
    """Whether the actor may see this help: a sealed kind (health, legal, contact) needs access to that section."""
    section = each.service.section if each.service else None
    return section is None or procedure.number is None or section in cases.sections_open_to(actor, procedure)


def of_case(actor: Actor, procedure: Procedure) -> list[Help]:
    """Returns help for one person, newest first, as far as the actor may see it. The case came from a scoped query."""
    rows = helps_from(Delivery.objects.filter(procedure=procedure).order_by("-requested_at", "-id"))
    if not rows:
        return []
    open_now = cases.sections_open_to(actor, procedure)
    return [
        each
        for each in rows
        if procedure.number is None
        or each.service is None
        or each.service.section is None
        or each.service.section in open_now
    ]


def grounds(actor: Actor, verb: CapabilityId, record: object) -> Decision | None:
    """Returns the ground of the case, or that the actor's unit gave this help for a referral.

    A user who sees the case by a consent changes only what their own unit gave, and requests and approves no money.
    """
    assert isinstance(record, Delivery)
    if verb == "help.deliver" and _is_own(actor, record):
        return Decision(True, "referral")
    decision = authorise(actor, verb, record.procedure)
    if decision.ground == "consent" and verb != "cases.read":
        given_here = verb == "help.deliver" and record.provider_unit in actor.unit_ids
        return decision if given_here else None
    return decision


def register_grounds() -> None:
    """Registers the grounds of a case or referral as those by which its deliveries are opened."""
    register_ground(Delivery, "case", grounds)


def all_given() -> Iterator[tuple[UUID, datetime, dict[str, Any]]]:
    """(procedure, moment of delivery, facts) of everything that was given, for counting in memory.

    Reversals are rows with negative quantity and value; what was entered by mistake carries `reversed`, and so does
    its reversal. `month` in the facts is "2026-03".
    """
    at: dict[UUID, tuple[UUID, datetime]] = {
        row: (procedure, moment)
        for row, procedure, moment in Delivery.objects.filter(state=DeliveryState.DELIVERED).values_list(
            "id", "procedure", "delivered_at"
        )
        if moment is not None
    }
    for owner, facts in vault.facts.all_of_kind("delivery"):
        if owner in at:
            yield *at[owner], facts


def all_goals() -> Iterator[tuple[UUID, datetime | None, dict[str, Any]]]:
    """(procedure, moment it was closed, facts) of every plan goal; `met` in the facts is true, false or absent."""
    rows = {row: (procedure, at) for row, procedure, at in Goal.objects.values_list("id", "procedure", "closed_at")}
    for owner, facts in vault.facts.all_of_kind("goal"):
        if owner in rows:
            yield *rows[owner], facts
