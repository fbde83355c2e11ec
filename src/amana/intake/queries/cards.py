"""How many contact cards were offered; of whom to, nothing is known."""

from datetime import datetime

from amana.countrypacks.dates import month_of
from amana.intake.models import ContactCards
from amana.trust.actor import Actor


def contact_cards_offered(actor: Actor, now: datetime) -> int:
    """How many contact cards the actor's units offered in this month."""
    month = month_of(now)
    rows = ContactCards.objects.filter(unit__in=actor.unit_ids, month=month).values_list("offered", flat=True)
    return sum(rows)
