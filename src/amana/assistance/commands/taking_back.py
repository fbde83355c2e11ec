"""Help that ends otherwise: cancelled, ended with its case, or given by mistake and taken back."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.assistance import queries
from amana.assistance.commands.deliveries import lock_delivery
from amana.assistance.commands.store import move
from amana.assistance.commands.words import add_reason, keep_words
from amana.assistance.errors import MoreThanWasGiven, NotFromHere, ReasonMissing, ReversedAlready
from amana.assistance.models import Batch, Delivery
from amana.assistance.rules import OPEN
from amana.assistance.states import DeliveryState
from amana.cases.models import Procedure
from amana.countrypacks.dates import month_of
from amana.trust.actor import Actor
from amana.trust.authorise import decides, part_of_a_command, require
from amana.trust.trail import record


@transaction.atomic
@decides("cash.ask", "help.deliver", on_record=True)
def cancel(actor: Actor, delivery: Delivery, *, reason: str, now: datetime) -> None:
    """Cancels a request; the reason is sealed with her account. Raises NotFromHere, ReasonMissing.

    Users who may give help may cancel it, and users who may ask for money may cancel that.
    """
    cash = queries.load_help(delivery).is_cash
    require(actor, "cash.ask" if cash else "help.deliver", delivery)
    if not reason.strip():
        raise ReasonMissing
    row = lock_delivery(delivery, "cancelled")
    row.state, row.cancelled_at = DeliveryState.CANCELLED, now
    row.save(update_fields=["state", "cancelled_at"])
    add_reason(actor, row, reason, now)
    record(actor, "assistance.cancelled", row.id, now, procedure=row.procedure_id)


@part_of_a_command
@transaction.atomic
def end_with_case(actor: Actor, procedure: Procedure, now: datetime) -> int:
    """Cancels what was requested and not given. Returns the number. Only the closing of a case calls this."""
    rows = list(Delivery.objects.select_for_update().filter(procedure=procedure, state__in=OPEN))
    for row in rows:
        row.state, row.cancelled_at = DeliveryState.CANCELLED, now
        row.save(update_fields=["state", "cancelled_at"])
        record(actor, "assistance.cancelled", row.id, now, procedure=procedure.id)
    return len(rows)


@transaction.atomic
@decides("cash.ask", "help.deliver", on_record=True)
def take_back(
    actor: Actor,
    delivery: Delivery,
    *,
    mistake: bool,
    reason: str,
    quantity: int = 0,
    amount: Decimal | None = None,
    to_batch: UUID | None = None,
    now: datetime,
) -> UUID:
    """Adds a reversal to the entry: it was a mistake as a whole, or something came back (quantity or money).

    A mistake counts in the month of the entry, a return in its own. Things go back into the batch they came from,
    or into `to_batch`. Raises ReversedAlready, MoreThanWasGiven, ReasonMissing.
    """
    require(actor, "cash.ask" if queries.load_help(delivery).is_cash else "help.deliver", delivery)
    row = Delivery.objects.select_for_update().get(id=delivery.id)
    row.procedure = delivery.procedure
    if row.state != DeliveryState.DELIVERED or row.reverses_id is not None:
        raise NotFromHere
    facts = vault.facts.get("delivery", row.id)
    if facts.get("reversed"):
        raise ReversedAlready
    if not reason.strip():
        raise ReasonMissing
    left_quantity, left_money = queries.not_back_yet(row)
    back_quantity = left_quantity if mistake else quantity
    back_money = left_money if mistake else amount or Decimal(0)
    if not mistake:
        if quantity < 0 or quantity > left_quantity:
            raise MoreThanWasGiven(left=left_quantity)
        if back_money < 0 or back_money > left_money:
            raise MoreThanWasGiven(left=left_money)
        if not quantity and not back_money:
            raise MoreThanWasGiven(left=left_quantity or left_money)
    reversal = Delivery(
        id=uuid4(),
        procedure=row.procedure,
        provider_organisation=row.provider_organisation,
        provider_unit=row.provider_unit,
        state=DeliveryState.DELIVERED,
        asked_by=actor.user_id,
        requested_at=now,
        delivered_by=actor.user_id,
        delivered_at=row.delivered_at if mistake else now,
        consent=row.consent,
        referral=row.referral,
        reverses=row,
    )
    told: dict[str, Any] = {
        "service": facts.get("service"),
        "category": facts.get("category"),
        "currency": facts.get("currency"),
        "month": facts.get("month") if mistake else month_of(now),
        "texts": keep_words(actor, row.procedure, {"account": {"reason": reason}}, {}, referral=row.referral, now=now),
        "fields": {},
    }
    if back_quantity:
        told["quantity"] = -back_quantity
    if back_money:
        told["value"] = str(-back_money)
    if mistake:
        told["reversed"] = True
        row.followed_up_at = row.followed_up_at or now
        row.save(update_fields=["followed_up_at"])
        vault.facts.put(row.procedure.lock, "delivery", row.id, facts | {"reversed": True})
    reversal.save(force_insert=True)
    batch_id = to_batch or facts.get("batch")
    if batch_id and back_quantity:
        told["movement"] = str(_return_to_batch(actor, UUID(str(batch_id)), back_quantity, now))
    vault.facts.put(row.procedure.lock, "delivery", reversal.id, told)
    record(actor, "assistance.taken_back", reversal.id, now, procedure=row.procedure_id, delivery=row.id)
    return reversal.id


def _return_to_batch(actor: Actor, batch_id: UUID, quantity: int, now: datetime) -> UUID:
    store = Batch.objects.select_for_update().select_related("item").get(id=batch_id)
    return move(actor, store, "back", quantity, now, {}).id
