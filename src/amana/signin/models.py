"""Models for sessions, and for what happened to users' second factors."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from amana.trust.models.accounts import User


class Session(AbstractBaseSession):
    """A session under a hash of its id, with sealed contents. No address is stored, and of the browser two words."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=40, blank=True)

    class Meta(AbstractBaseSession.Meta):
        app_label = "trust"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Returns the store that reads and writes these rows, as the settings name it."""
        return import_module(settings.SESSION_ENGINE).SessionStore

    def is_over(self, at: datetime) -> bool:
        """Returns whether it was idle for too long, or has reached the maximum age of a session."""
        idle: timedelta = settings.AMANA_IDLE
        return at >= self.expire_date or at >= self.seen_at + idle


class FactorChange(models.Model):
    """A change of a user's second factors, until they have read it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_changes")
    what = models.CharField(max_length=30)
    by = models.UUIDField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"

    def __str__(self) -> str:
        return f"change of a second factor {self.id}"


class ForgottenPassword(models.Model):
    """A user's request for a new password; a colleague answers in person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="forgotten")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        app_label = "trust"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(answered_at=None), name="one_open_request_for_a_password"
            )
        ]
