"""The book of a batch: every movement is a line, and the balance follows it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from amana.assistance.errors import NotEnough
from amana.assistance.models import Batch, Movement
from amana.assistance.rules import left_after
from amana.trust import vault
from amana.trust.actor import Actor


def move(
    actor: Actor,
    batch: Batch,
    kind: str,
    quantity: int,
    now: datetime,
    facts: Mapping[str, Any],
    words: str = "",
    day: date | None = None,
) -> Movement:
    """The book of a locked batch has one more line, and its balance follows. Raises NotEnough.

    `facts` (for which case, why) are locked by the item's lock; `words` are sealed for the unit of the store.
    """
    if quantity < 0:
        try:
            balance = left_after(batch.balance, -quantity)
        except ValueError as error:
            raise NotEnough(left=batch.balance) from error
    else:
        balance = batch.balance + quantity
    last = batch.movements.order_by("-order").values_list("order", flat=True).first() or 0
    sealed = None
    if words.strip():
        sealed = vault.seal(
            lock=batch.item.lock,
            kind="movement",
            content={"text": words},
            holders=[vault.Holder("unit", batch.unit)],
            by=actor,
            at=now,
        ).id
    row = Movement.objects.create(
        id=uuid4(),
        batch=batch,
        kind=kind,
        quantity=quantity,
        balance=balance,
        day=day or timezone.localtime(now).date(),
        order=last + 1,
        by=actor.user_id,
        sealed=sealed,
    )
    batch.balance = balance
    batch.save(update_fields=["balance"])
    if facts:
        vault.put_facts(batch.item.lock, "movement", row.id, facts)
    return row
