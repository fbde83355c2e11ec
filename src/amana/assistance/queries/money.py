"""The cash book."""

from decimal import Decimal
from uuid import UUID

from amana.assistance.models import Delivery, MoneyIn
from amana.assistance.queries.help import helps_from, plain
from amana.assistance.rules import MonthOfMoney, Moved, cash_book
from amana.assistance.states import DeliveryState
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs


@needs("cash.approve")
def money_by_month(actor: Actor) -> list[MonthOfMoney]:
    """What came in, was paid out and came back in the actor's organisation, by currency and month."""
    assert actor.organisation_id is not None  # somebody who approves cash works for an organisation
    return _book(actor.organisation_id)


def balance_of_money(organisation_id: UUID, currency: str) -> Decimal:
    """Returns the balance of the organisation's cash book in a currency. For commands of this room."""
    with rows.acting_as(
        rows.SYSTEM
    ):  # the book counts the money of every case, also of those closed to the user who pays
        left = [row.left for row in _book(organisation_id) if row.currency == currency]
    return left[-1] if left else Decimal(0)


def _book(organisation_id: UUID) -> list[MonthOfMoney]:
    moved = [
        Moved(row.day.strftime("%Y-%m"), row.currency, "in", plain(row.amount))
        for row in MoneyIn.objects.filter(organisation=organisation_id)
    ]
    given = Delivery.objects.filter(provider_organisation=organisation_id, state=DeliveryState.DELIVERED)
    for each in helps_from(given.iterator(2000)):
        if each.is_cash and each.amount is not None and each.facts.get("month"):
            way = "back" if each.reverses else "out"
            moved.append(Moved(str(each.facts["month"]), each.currency, way, abs(each.amount)))
    return cash_book(moved)


@needs("cash.approve")
def money_received(actor: Actor, limit: int = 24) -> list[MoneyIn]:
    """Money that the actor's organisation received, newest first."""
    received = list(MoneyIn.objects.filter(organisation=actor.organisation_id).order_by("-day", "-recorded_at")[:limit])
    for row in received:
        row.amount = plain(row.amount)
    return received
