"""A record of the desk that stands under a key of its own is forgotten: text, facts, row, and then the key."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from amana import vault
from amana.countrypacks.dates import month_of
from amana.intake.models import Feedback


def forget_record(kind: str, row: Model, *, sealed: UUID, lock: UUID, at: datetime) -> None:
    """Nothing of it is left; its key is destroyed once that is committed. `kind` is that of its facts."""
    vault.forget_facts(kind, row.pk)
    vault.destroy(sealed)
    row.delete()
    transaction.on_commit(lambda: vault.destroy_lock(lock, at.isoformat()))


def clear_feedback(before: datetime) -> int:
    """What people thought of the help in months that ended before this moment is gone, with its keys; how many there were."""
    found = list(Feedback.objects.filter(month__lt=month_of(before)).exclude(lock=None))
    for row in found:
        assert row.sealed is not None and row.lock is not None  # it was taken
        forget_record("feedback", row, sealed=row.sealed, lock=row.lock, at=before)
    return len(found)
