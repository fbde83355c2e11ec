"""The book of a batch: every movement is a line, and the balance follows it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from amana import vault
from amana.assistance.errors import NotEnough
from amana.assistance.models import Batch, Delivery, Movement
from amana.assistance.rules import left_after
from amana.cases.models import Procedure
from amana.countrypacks.dates import day_of
from amana.trust.actor import Actor
from amana.trust.authorise import part_of_a_command


@part_of_a_command
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
    """Adds a line to the book of a locked batch, and updates its balance. Raises NotEnough.

    `facts` (why) are locked by the item's lock; `words` are sealed for the unit of the store.
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
        sealed = vault.texts.seal(
            lock=batch.item.lock,
            kind="movement",
            content={"text": words},
            holders=[vault.texts.Holder("unit", batch.unit)],
            by=actor,
            at=now,
        ).id
    row = Movement.objects.create(
        id=uuid4(),
        batch=batch,
        kind=kind,
        quantity=quantity,
        balance=balance,
        day=day or day_of(now),
        order=last + 1,
        by=actor.user_id,
        sealed=sealed,
    )
    batch.balance = balance
    batch.save(update_fields=["balance"])
    if facts:
        vault.facts.put(batch.item.lock, "movement", row.id, facts)
    return row


def on_case_forgotten(case_id: UUID, **_sent: object) -> None:
    """Removes the case from lines of an earlier release, which name the case they were for; the balances stay correct."""
    procedure = Procedure.objects.get(id=case_id)
    reference = procedure.number or ""
    lines = Movement.objects.filter(batch__item__organisation__in=_who_gave(case_id), kind__in=("out", "back"))
    told = vault.facts.by_owner("movement", lines.values_list("id", flat=True))
    naming = [id for id, facts in told.items() if reference and facts.get("case") == reference]
    for line in Movement.objects.filter(id__in=naming).select_related("batch__item"):
        facts = {name: value for name, value in told[line.id].items() if name != "case"}
        vault.facts.put(line.batch.item.lock, "movement", line.id, facts)


def _who_gave(case_id: UUID) -> set[UUID]:
    return set(Delivery.objects.filter(procedure=case_id).values_list("provider_organisation", flat=True))
