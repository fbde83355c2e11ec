"""How many contact cards were offered; of whom to, nothing is known."""

from datetime import datetime

from django.utils import timezone

from amana.intake.models import ContactCards
from amana.trust.actor import Actor


def contact_cards_offered(actor: Actor, now: datetime) -> int:
    """How many contact cards the actor's units offered in this month."""
    month = timezone.localtime(now).strftime("%Y-%m")
    rows = ContactCards.objects.filter(unit__in=actor.unit_ids, month=month).values_list("offered", flat=True)
    return sum(rows)
