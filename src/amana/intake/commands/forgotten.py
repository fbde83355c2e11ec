"""A record of the desk that stands under a key of its own is forgotten: text, facts, row, and then the key."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from amana import vault


def forget_record(kind: str, row: Model, *, sealed: UUID, lock: UUID, at: datetime) -> None:
    """Nothing of it is left; its key is destroyed once that is committed. `kind` is that of its facts."""
    vault.facts.forget(kind, row.pk)
    vault.texts.destroy(sealed)
    row.delete()
    transaction.on_commit(lambda: vault.keystore.destroy_lock(lock, at.isoformat()))
