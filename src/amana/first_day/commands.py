"""The one thing that is written here: that the first day has ended."""

from datetime import datetime

from django.db import transaction

from amana.first_day.items import registered_items
from amana.trust.actor import SYSTEM
from amana.trust.trail import record
from amana.vault.models import Instance


@transaction.atomic
def end_first_day(now: datetime) -> bool:
    """The worker's duty: stores that everything needed is there, once. Returns whether it was stored now.

    It stays ended when something is missing again later: a newcomer who waits is no first day.
    """
    open_still = Instance.objects.filter(demo=False, first_day_ended_at=None)
    if not open_still.exists():
        return False
    if not all(item.count(now).is_done for item in registered_items() if item.needed):
        return False
    if not open_still.update(first_day_ended_at=now):
        return False
    record(SYSTEM, "first_day.ended", None, now)
    return True
