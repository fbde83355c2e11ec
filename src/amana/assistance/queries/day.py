"""Open tasks in help and money, for my day and for the unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amana.assistance.models import Delivery
from amana.assistance.queries.help import Help, helps_from
from amana.assistance.rules import IN_SERVICE
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.countrypacks import pack
from amana.referrals import queries as referrals
from amana.referrals.queries import Referral
from amana.trust.actor import Actor

AGREE_WITHIN = timedelta(hours=24)  # how soon a second person should review money
AT_ONCE = 40  # rows of one kind in a day; nobody does more before the page is loaded again
type Pair = tuple[Delivery, Help]


def waiting_for(actor: Actor) -> list[Pair]:
    """Money that somebody else requested and the actor may approve, the oldest first."""
    if not actor.can("cash.approve"):
        return []
    rows = (
        Delivery.objects.filter(state=DeliveryState.WAITS, procedure__supervisors_unit__in=actor.unit_ids)
        .exclude(asked_by=actor.user_id)
        .select_related("procedure")
        .order_by("requested_at")
    )
    return _pair_with_facts(rows[:AT_ONCE])


def asked_by(actor: Actor) -> list[Pair]:
    """Money that the actor requested and that waits or is to be paid out, the oldest first."""
    rows = Delivery.objects.filter(
        state__in=[DeliveryState.WAITS, DeliveryState.AGREED], asked_by=actor.user_id
    ).select_related("procedure")
    return _pair_with_facts(rows.filter(cases.within(cases.visible_to(actor))).order_by("requested_at")[:AT_ONCE])


def begun_by(actor: Actor) -> list[Pair]:
    """Help requested or started in the actor's own cases and not given yet."""
    rows = Delivery.objects.filter(
        state__in=[DeliveryState.REQUESTED, DeliveryState.RUNNING], procedure__manager=actor.user_id
    )
    return _pair_with_facts(rows.select_related("procedure").order_by("requested_at")[:AT_ONCE])


def follow_ups_of(actor: Actor, until: datetime) -> list[Pair]:
    """Help in the actor's own cases that is due for follow-up before `until`, soonest first."""
    ended = pack().machine("procedure").tracks["help"].terminal
    rows = Delivery.objects.filter(
        procedure__manager=actor.user_id,
        next_followup_at__lte=until,
        followed_up_at=None,
        state=DeliveryState.DELIVERED,
    ).exclude(procedure__help__in=ended)
    return _pair_with_facts(rows.select_related("procedure").order_by("next_followup_at")[:AT_ONCE])


def _pair_with_facts(rows: Iterable[Delivery]) -> list[Pair]:
    rows = list(rows)
    return list(zip(rows, helps_from(rows), strict=True))


def service_of(referral: Referral) -> str:
    """Returns the service that a referral asks for, by its code."""
    return str(referrals.facts_of(referral).get("service", ""))


def reference_for(actor: Actor, delivery: Delivery) -> str:
    """Returns the reference under which a provider knows what it gave: that of its referral, never the case number."""
    found = referrals.received_by(actor).filter(id=delivery.referral).first() if delivery.referral else None
    return found.reference if found else ""


@dataclass(frozen=True)
class Served:
    """A referral that a unit of the actor serves: its reference, and what was asked for."""

    id: UUID
    reference: str
    service: str


def served_now(actor: Actor) -> list[Served]:
    """Returns the referrals that the actor's units serve now, for which help can be recorded."""
    if not actor.can("help.deliver"):
        return []
    rows = list(referrals.received_by(actor).filter(state=IN_SERVICE).order_by("state_since")[:AT_ONCE])
    facts, services = referrals.facts_of_many(rows), pack().services
    found = []
    for row in rows:
        code = str(facts.get(row.id, {}).get("service", ""))
        found.append(Served(row.id, row.reference, str(services[code].name) if code in services else code))
    return found


def recorded_for_referrals(actor: Actor, limit: int = 100) -> list[Help]:
    """What the actor's units gave for referrals, newest first."""
    if not actor.can("help.deliver"):
        return []
    rows = Delivery.objects.filter(provider_unit__in=actor.unit_ids, referral__isnull=False)
    return helps_from(rows.order_by("-requested_at")[:limit])


def lately_given(actor: Actor, limit: int = 50) -> list[Pair]:
    """Money and items of the actor's visible cases, newest first."""
    rows = Delivery.objects.filter(cases.within(cases.visible_to(actor))).select_related("procedure")
    pairs = _pair_with_facts(rows.order_by("-requested_at")[: limit * 4])
    return [pair for pair in pairs if pair[1].is_cash or pair[1].is_item][:limit]
