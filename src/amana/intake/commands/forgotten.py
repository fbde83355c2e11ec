"""A record of the desk that stands under a key of its own is forgotten: text, facts, row, and then the key."""

from datetime import datetime

from django.db import transaction

from amana.intake.models import Call, Concern
from amana.trust import vault


def forget_record(kind: str, row: Call | Concern, at: datetime) -> None:
    """Nothing of it is left; its key is destroyed once that is committed. `kind` is that of its facts."""
    vault.forget_facts(kind, row.id)
    vault.destroy(row.sealed)
    lock = row.lock
    row.delete()
    transaction.on_commit(lambda: vault.destroy_lock(lock, at.isoformat()))
