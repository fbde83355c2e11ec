"""Money: requested by one person, approved by another, paid out against a receipt."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.assistance import pack as helps
from amana.assistance import queries
from amana.assistance.commands.checks import allow, check_allowance, check_complete, check_not_later
from amana.assistance.commands.deliveries import lock_delivery, new_delivery
from amana.assistance.commands.words import add_reason, open_words
from amana.assistance.errors import (
    AmountMissing,
    InTheFuture,
    NeedsSecondPerson,
    NoPhotoAsReceipt,
    NoSuchService,
    NotEnoughMoney,
    OwnRequest,
    ReasonMissing,
    ReceiptMissing,
    RiskNotChecked,
)
from amana.assistance.models import Delivery, MoneyIn
from amana.assistance.rules import is_second_person
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of, month_of
from amana.errors import NotFound
from amana.steps.commands import Told
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.second_person import check_proof, issue_proof
from amana.trust.trail import record

_RECEIPTS = frozenset({"signature", "witness"})


@needs("cash.ask")
@transaction.atomic
def ask_for_cash(
    actor: Actor,
    procedure: Procedure,
    service_code: str,
    *,
    amount: Decimal,
    currency: str,
    risk_checked: bool,
    told: Told,
    now: datetime,
) -> UUID:
    """Requests money, which waits for another person. Amount, currency and purpose are locked facts.

    Raises AmountMissing, RiskNotChecked, HelpNotOpen, ConsentMissing, NeedsMissing, MoreThanTheLimit, NoLimitInThisCurrency,
    NoSuchService for what is no money.
    """
    cases.require_own(actor, "cash.ask", procedure)
    service = helps.service(service_code)
    if not helps.is_cash(service):
        raise NoSuchService
    if amount <= 0:
        raise AmountMissing
    if not risk_checked:
        raise RiskNotChecked
    allowed = allow(procedure, service, now, None)
    check_complete(service, told)
    check_allowance(procedure, service, quantity=1, money=amount, currency=currency, at=now, told=told)
    row = new_delivery(
        actor, procedure, service, told, allowed, state=DeliveryState.WAITS, at=now, now=now,
        more={"value": str(amount), "currency": currency, "risk_checked": True},
    )  # fmt: skip
    record(actor, "assistance.asked", row.id, now, procedure=procedure.id)
    return row.id


@needs("cash.approve")
@transaction.atomic
def look_at_cash(actor: Actor, delivery: Delivery, *, now: datetime) -> tuple[dict[str, Any], str]:
    """Returns (facts and words of a request for money, the proof that they are on the actor's page), and records the opening.

    Raises NotFound, CannotOpen.
    """
    state = queries.confirmable_state(delivery)
    details = {**state, "words": open_words(actor, delivery, now)}
    return details, issue_proof(actor, delivery.id, state, details)


@needs("cash.approve")
@transaction.atomic
def agree_to_cash(actor: Actor, delivery: Delivery, *, shown: str, now: datetime) -> None:
    """Approves the request as a second person, so that it can be paid out. `shown` is the proof from `look_at_cash`.

    Raises OwnRequest for the one who asked, NotFromHere, DetailsNotShown, DetailsChanged.
    """
    _require_second_person(actor, delivery)
    row = lock_delivery(delivery, "agreed")
    check_proof(actor, row.id, queries.confirmable_state(row), shown)
    row.state, row.approved_by, row.approved_at = DeliveryState.AGREED, actor.user_id, now
    row.save(update_fields=["state", "approved_by", "approved_at"])
    record(actor, "assistance.agreed", row.id, now, procedure=row.procedure_id)


@needs("cash.approve")
@transaction.atomic
def refuse_cash(actor: Actor, delivery: Delivery, *, reason: str, now: datetime) -> None:
    """Refuses the request as a second person, with the reason sealed. Raises OwnRequest, ReasonMissing, NotFromHere."""
    _require_second_person(actor, delivery)
    if not reason.strip():
        raise ReasonMissing
    row = lock_delivery(delivery, "refused")
    row.state, row.approved_by, row.approved_at, row.cancelled_at = DeliveryState.REFUSED, actor.user_id, now, now
    row.save(update_fields=["state", "approved_by", "approved_at", "cancelled_at"])
    add_reason(actor, row, reason, now)
    record(actor, "assistance.refused", row.id, now, procedure=row.procedure_id)


def _require_second_person(actor: Actor, delivery: Delivery) -> None:
    if require(actor, "cash.approve", delivery).ground == "consent":
        raise NotFound
    if not is_second_person(delivery.asked_by, actor.user_id):
        raise OwnRequest


@needs("cash.ask")
@transaction.atomic
def pay_out(actor: Actor, delivery: Delivery, *, receipt: str, witness: str = "", on: datetime, now: datetime) -> None:
    """Records the payment; she signed, or a witness was present (named under seal).

    Raises NeedsSecondPerson as long as nobody agreed, NoPhotoAsReceipt, ReceiptMissing, ConsentMissing, InTheFuture,
    NotEnoughMoney where the cash book would fall below zero, NotFromHere.
    """
    require(actor, "cash.ask", delivery)
    if delivery.state == DeliveryState.WAITS:
        raise NeedsSecondPerson
    check_receipt(receipt, witness)
    check_not_later(on, now)
    row = lock_delivery(delivery, "delivered")
    facts = vault.facts.get("delivery", row.id)
    service = helps.service(str(facts.get("service", "")))
    allow(row.procedure, service, now, None)
    _check_book(row, facts)
    if row.approved_at is not None and on < row.approved_at:
        on = row.approved_at
    row.state, row.delivered_at, row.delivered_by = DeliveryState.DELIVERED, on, actor.user_id
    row.next_followup_at = queries.follow_up_after(row.procedure, service, on)
    row.save()
    facts |= {"receipt": receipt, "month": month_of(on)}
    facts.setdefault("fields", {})["second_approval"] = True
    vault.facts.put(row.procedure.lock, "delivery", row.id, facts)
    if witness.strip():
        add_reason(actor, row, witness, now, name="witness")
    record(actor, "assistance.delivered", row.id, now, procedure=row.procedure_id)


def _check_book(row: Delivery, facts: Mapping[str, Any]) -> None:
    """Checks that the organisation's cash book holds enough in this currency, also under concurrent payments."""
    currency = str(facts.get("currency") or pack().currency)
    book = MoneyIn.objects.select_for_update().filter(organisation=row.provider_organisation, currency=currency)
    list(book.values_list("id", flat=True))  # two concurrent payments wait for each other
    left = queries.balance_of_money(row.provider_organisation, currency)
    if queries.amount_said(facts) > left:
        raise NotEnoughMoney(left=left, currency=currency)


def check_receipt(receipt: str, witness: str) -> None:
    """Checks that she signed, or a named witness was present; refuses a photo."""
    if receipt.startswith("photo"):
        raise NoPhotoAsReceipt
    if receipt not in _RECEIPTS:
        raise ReceiptMissing
    if receipt == "witness" and not witness.strip():
        raise ReceiptMissing


@needs("cash.approve")
@transaction.atomic
def record_money_in(
    actor: Actor, *, amount: Decimal, currency: str, day: date, budget_line: str, now: datetime
) -> UUID:
    """Adds money received for helping people to the organisation's book. Raises AmountMissing, InTheFuture."""
    if amount <= 0:
        raise AmountMissing
    if day > day_of(now):
        raise InTheFuture
    row = MoneyIn.objects.create(
        id=uuid4(),
        organisation=actor.organisation_id,
        day=day,
        amount=amount,
        currency=currency,
        budget_line=budget_line,
        recorded_by=actor.user_id,
        recorded_at=now,
    )
    record(actor, "assistance.money_in", row.id, now)
    return row.id
