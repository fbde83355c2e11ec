"""Corrections that somebody was told of and has not looked at yet."""

from django.db.models import Q, QuerySet

from amana.cases.models import CorrectionNotice
from amana.cases.queries.files import visible_to, within
from amana.trust.actor import Actor


def corrections_to_read(actor: Actor) -> QuerySet[CorrectionNotice]:
    """Notices to the actor or the actor's units about files that are still open to them, the oldest first."""
    mine = Q(holder=actor.account) | Q(holder__in=actor.unit_ids)
    rows = CorrectionNotice.objects.filter(mine, read_at=None).select_related("correction__procedure")
    return rows.filter(within(visible_to(actor), "correction__procedure")).order_by("correction__at")
