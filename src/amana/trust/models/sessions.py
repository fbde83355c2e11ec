"""Who is signed in where, and what happened to somebody's second factors."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from amana.trust.models.accounts import User

if TYPE_CHECKING:
    from amana.trust.session_store import SessionStore


class Session(AbstractBaseSession):
    """A session under a hash of its id, with sealed contents. No address is kept, and of the browser two words only."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=40, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """The store that reads and writes these rows."""
        from amana.trust.session_store import SessionStore

        return SessionStore

    def is_over(self, at: datetime) -> bool:
        """Whether it sat idle for too long, or is as old as any session may be."""
        idle: timedelta = settings.AMANA_IDLE
        return at >= self.expire_date or at >= self.seen_at + idle


class FactorChange(models.Model):
    """What happened to somebody's second factors, until they have read it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_changes")
    what = models.CharField(max_length=30)
    by = models.UUIDField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"change of a second factor {self.id}"
