"""The cash book."""

from amana.assistance.models import Delivery, MoneyIn
from amana.assistance.queries.help import helps_from, plain
from amana.assistance.rules import MonthOfMoney, Moved, cash_book
from amana.trust.actor import Actor
from amana.trust.authorise import needs


@needs("cash.approve")
def money_by_month(actor: Actor) -> list[MonthOfMoney]:
    """What came in, was paid out and came back in the actor's organisation, by currency and month."""
    moved = [
        Moved(row.day.strftime("%Y-%m"), row.currency, "in", plain(row.amount))
        for row in MoneyIn.objects.filter(organisation=actor.organisation_id)
    ]
    rows = Delivery.objects.filter(provider_organisation=actor.organisation_id, state="delivered")
    for each in helps_from(rows.iterator(2000)):
        if each.is_cash and each.amount is not None and each.facts.get("month"):
            way = "back" if each.reverses else "out"
            moved.append(Moved(str(each.facts["month"]), each.currency, way, abs(each.amount)))
    return cash_book(moved)


@needs("cash.approve")
def money_received(actor: Actor, limit: int = 24) -> list[MoneyIn]:
    """Money that the actor's organisation received, newest first."""
    rows = list(MoneyIn.objects.filter(organisation=actor.organisation_id).order_by("-day", "-recorded_at")[:limit])
    for row in rows:
        row.amount = plain(row.amount)
    return rows
