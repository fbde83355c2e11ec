"""Stock by batch: received, given out, counted, returned. A balance never falls below zero, even under concurrency."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.assistance import pack as helps
from amana.assistance import queries
from amana.assistance.commands.checks import WithoutAsking, allow, check_allowance, check_complete, check_not_later
from amana.assistance.commands.deliveries import new_delivery
from amana.assistance.commands.store import move
from amana.assistance.errors import (
    BatchExpired,
    CountedMeanwhile,
    DifferenceUnexplained,
    InTheFuture,
    NoSuchService,
    QuantityMissing,
)
from amana.assistance.models import Batch, Item
from amana.assistance.states import DeliveryState
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.errors import NotFound
from amana.steps.commands import Told
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record


@needs("stock.keep")
@transaction.atomic
def receive(
    actor: Actor,
    *,
    service_code: str,
    variant: str = "",
    number: str,
    counted_in: str,
    quantity: int,
    expires_on: date | None = None,
    on: date,
    now: datetime,
) -> UUID:
    """Receives things: a new batch in the store of the actor's unit, or more of an existing one. Returns the batch's id.

    Raises QuantityMissing, NoSuchService for what is no item, InTheFuture.
    """
    if quantity < 1:
        raise QuantityMissing
    if not helps.is_item(helps.service(service_code)):
        raise NoSuchService
    if on > day_of(now):
        raise InTheFuture
    key = {"organisation": actor.organisation_id, "service": service_code, "variant": variant.strip()}
    item = Item.objects.select_for_update().filter(**key).first()
    if item is None:
        item = Item.objects.create(id=uuid4(), lock=vault.keystore.new_lock(), counted_in=counted_in, **key)
    row, _ = Batch.objects.select_for_update().get_or_create(
        item=item, unit=actor.unit_id, number=number.strip(), defaults={"id": uuid4(), "expires_on": expires_on}
    )
    move(actor, row, "in", quantity, now, {}, day=on)
    record(actor, "assistance.stock_received", row.id, now, quantity=quantity)
    return row.id


@needs("help.deliver")
@transaction.atomic
def give_item(
    actor: Actor,
    procedure: Procedure,
    service_code: str,
    *,
    quantity: int,
    batch_id: UUID | None,
    told: Told,
    on: datetime,
    without_asking: WithoutAsking | None = None,
    now: datetime,
) -> UUID:
    """Gives things out of the stock (or bought for her, without a batch). All or nothing.

    Two people who take the last one at once: one of them gets NotEnough, and nothing of that delivery is stored. Raises
    also BatchExpired, QuantityMissing, MoreThanTheLimit, NotFound for a batch of another organisation, and what
    `record_service` raises.
    """
    require(actor, "help.deliver", procedure)
    service = helps.service(service_code)
    if not helps.is_item(service):
        raise NoSuchService
    if quantity < 1:
        raise QuantityMissing
    check_not_later(on, now)
    allowed = allow(procedure, service, now, without_asking)
    check_complete(service, told)
    check_allowance(procedure, service, quantity=quantity, money=Decimal(0), currency=pack().currency, at=on, told=told)
    store = _batch_to_take_from(actor, batch_id, service_code, on) if batch_id else None
    more: dict[str, Any] = {"quantity": quantity, "unit": store.item.counted_in if store is not None else "piece"}
    if store is not None:
        taken = move(actor, store, "out", -quantity, now, {}, day=day_of(on))
        more |= {
            "batch": str(store.id),
            "batch_no": store.number,
            "variant": store.item.variant,
            "movement": str(taken.id),
        }
    row = new_delivery(
        actor, procedure, service, told, allowed, state=DeliveryState.DELIVERED, at=on, now=now, more=more
    )
    record(actor, "assistance.recorded", row.id, now, procedure=procedure.id, state=DeliveryState.DELIVERED)
    return row.id


def _batch_to_take_from(actor: Actor, batch_id: UUID, service_code: str, on: datetime) -> Batch:
    """Returns the batch, locked. Raises NotFound, BatchExpired."""
    rows = Batch.objects.select_for_update().select_related("item")
    store = rows.filter(id=batch_id, item__organisation=actor.organisation_id, item__service=service_code).first()
    if store is None:
        raise NotFound
    if store.expires_on is not None and store.expires_on < day_of(on):
        raise BatchExpired
    return store


@needs("stock.keep")
@transaction.atomic
def count(
    actor: Actor, batch: Batch, *, counted: int, seen: int, reason: str = "", words: str = "", now: datetime
) -> int:
    """Sets the balance to what was counted; the difference, with its reason, is a line of its own. Returns the difference.

    `seen` is the balance the page showed. Raises CountedMeanwhile when it has moved, DifferenceUnexplained,
    QuantityMissing.
    """
    if counted < 0:
        raise QuantityMissing
    row = Batch.objects.select_for_update().select_related("item").get(id=queries.batch(actor, batch.id).id)
    if row.balance != seen:
        raise CountedMeanwhile(now=row.balance, theirs={}, mine={})
    difference = counted - row.balance
    if difference and not reason:
        raise DifferenceUnexplained(difference=difference)
    move(actor, row, "count", difference, now, {"reason": reason} if difference else {}, words)
    record(actor, "assistance.stock_counted", row.id, now, difference=difference)
    return difference
