"""Whether help may be given now, under which consent, and when the follow-up is due."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from amana import vault
from amana.assistance import pack as helps
from amana.assistance.errors import CaseIsClosed, ConsentMissing, HelpNotOpen
from amana.assistance.models import Delivery
from amana.assistance.queries.help import helps_from
from amana.assistance.rules import OPEN, help_is_open, next_follow_up
from amana.assistance.states import DeliveryState
from amana.cases.conditions import HelpGiven
from amana.cases.models import Procedure
from amana.consent import queries as consents
from amana.consent.rules import Term, is_live
from amana.countrypacks import pack
from amana.countrypacks.values import Service


def help_open(procedure: Procedure) -> bool:
    """Whether the places of the procedure allow help."""
    track = pack().machine("procedure").tracks["help"]
    return help_is_open(
        procedure.identification,
        procedure.help,
        opens_from=helps.help_opens_from(),
        initial=track.initial,
        ended=frozenset(track.terminal),
    )


def is_closed(procedure: Procedure) -> bool:
    """Whether the case has ended."""
    return procedure.help in pack().machine("procedure").tracks["help"].terminal


def consent_to_help(procedure: Procedure, at: datetime) -> UUID | None:
    """Returns the valid consent by which the person agreed to be helped, or None."""
    for each in consents.agreements_of(procedure.id):
        term = Term(each.given_at, each.expires_at, each.withdrawn_at)
        if each.facts.get("type") == "assistance" and not each.refused and is_live(term, at):
            return each.id
    return None


def consent_of_referral(procedure_id: UUID, referral_id: UUID, at: datetime) -> UUID | None:
    """Returns the valid consent under which this referral was sent, or None."""
    for each in consents.agreements_of(procedure_id):
        term = Term(each.given_at, each.expires_at, each.withdrawn_at)
        if each.referral_id == referral_id and not each.refused and is_live(term, at):
            return each.id
    return None


def why_not(
    procedure: Procedure, service: Service, at: datetime, referral: UUID | None = None
) -> type[CaseIsClosed | HelpNotOpen | ConsentMissing] | None:
    """Returns the refusal of this service to this person now, or None. Urgent help never waits for a place."""
    if is_closed(procedure):
        return CaseIsClosed
    if not helps.is_urgent(service) and not help_open(procedure):
        return HelpNotOpen
    return ConsentMissing if consent_for(procedure, at, referral) is None else None


def consent_for(procedure: Procedure, at: datetime, referral: UUID | None = None) -> UUID | None:
    """Returns the valid consent under which help may be given, by the team or for a referral."""
    agreed = consent_to_help(procedure, at)
    return agreed if agreed or referral is None else consent_of_referral(procedure.id, referral, at)


def delivered_before(procedure: Procedure, code: str) -> int:
    """Counts how often this service was given to the person already; what was taken back does not count."""
    rows = Delivery.objects.filter(procedure=procedure, state=DeliveryState.DELIVERED, reverses=None)
    facts = vault.facts.by_owner("delivery", rows.values_list("id", flat=True))
    return sum(told.get("service") == code and not told.get("reversed") for told in facts.values())


def help_given(procedure: Procedure) -> HelpGiven:
    """Returns the services that the person was given, without what was taken back, and those requested or started."""
    rows = Delivery.objects.filter(procedure=procedure, reverses=None, state__in=(*OPEN, DeliveryState.DELIVERED))
    known = helps_from(rows)
    return HelpGiven(
        given=frozenset(each.code for each in known if each.state == DeliveryState.DELIVERED and not each.is_reversed),
        still_open=frozenset(each.code for each in known if each.state in OPEN),
    )


def had_within(
    procedure: Procedure, code: str, at: datetime, days: int, currency: str, but: UUID | None = None
) -> tuple[int, Decimal]:
    """Returns (quantity, money in this currency) of a service in the `days` before and after `at`: given, approved or
    requested.

    What came back, was refused, cancelled or entered by mistake does not count; `but` leaves one entry out.
    """
    span = timedelta(days=days)
    found = Delivery.objects.filter(procedure=procedure, state__in=(*OPEN, DeliveryState.DELIVERED), reverses=None)
    rows = [row for row in found if row.id != but]
    quantity, money = 0, Decimal(0)
    for row, each in zip(rows, helps_from(rows), strict=True):
        moment = each.delivered_at or each.requested_at
        if each.code != code or each.is_reversed or not at - span < moment < at + span:
            continue
        if each.state == DeliveryState.DELIVERED:
            left_quantity, left_money = not_back_yet(row)
        else:
            left_quantity, left_money = each.quantity or 0, each.amount or Decimal(0)
        quantity += left_quantity
        money += (left_money or amount_said(each.facts)) if each.currency == currency else Decimal(0)
    return quantity, money


def amount_said(facts: Mapping[str, Any]) -> Decimal:
    """Returns the money in the facts of a delivery: its value, or the amount that its service asks for."""
    said = facts.get("value") or facts.get("fields", {}).get("amount")
    return Decimal(str(said)) if said not in (None, "") else Decimal(0)


def follow_up_after(procedure: Procedure, service: Service, at: datetime) -> datetime | None:
    """Returns when the follow-up is due after this service was given at `at`, or None."""
    done = delivered_before(procedure, service.code) if service.schedule_days else 0
    return next_follow_up(at, followup_days=service.followup_days, schedule_days=service.schedule_days, done=done)


def not_back_yet(delivery: Delivery) -> tuple[int, Decimal]:
    """Returns (quantity, money) that was given and has not come back."""
    rows = [delivery, *delivery.reversals.all()]
    quantity, money = 0, Decimal(0)
    for each in helps_from(rows):
        quantity += each.quantity or 0
        money += each.amount or Decimal(0)
    return quantity, money
