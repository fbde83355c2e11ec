"""Sessions whose id stands in the database as a hash only: a copy of the database signs nobody in."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone


def kept_as(session_key: str) -> str:
    """What the database knows of a session's id: 160 bits of its SHA-256, which fit the column."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """As Django's in the database; the id itself lies in the cookie and nowhere else."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no id, where it is unknown or over."""
        row = self.model.objects.filter(
            session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether this id is taken."""
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to be saved."""
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """The session is gone: the one named, or this one."""
        known = session_key or self.session_key
        if known is not None:
            super().delete(kept_as(known))
