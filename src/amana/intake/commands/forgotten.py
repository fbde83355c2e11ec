"""A record of the desk that stands under a key of its own is forgotten: text, facts, row, and then the key."""

from datetime import datetime

from django.db import transaction

from amana import vault
from amana.countrypacks.dates import month_of
from amana.intake.models import Call, Concern, Feedback


def forget_record(kind: str, row: Call | Concern | Feedback, at: datetime) -> None:
    """Nothing of it is left; its key is destroyed once that is committed. `kind` is that of its facts."""
    vault.forget_facts(kind, row.id)
    lock = row.lock
    assert row.sealed is not None and lock is not None  # it was taken
    vault.destroy(row.sealed)
    row.delete()
    transaction.on_commit(lambda: vault.destroy_lock(lock, at.isoformat()))


def clear_feedback(before: datetime) -> int:
    """What people thought of the help in months that ended before this moment is gone, with its keys; how many there were."""
    found = list(Feedback.objects.filter(month__lt=month_of(before)).exclude(lock=None))
    for row in found:
        forget_record("feedback", row, before)
    return len(found)
