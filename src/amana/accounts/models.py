"""Powerful roles that somebody asked to give."""

from uuid import uuid4

from django.db import models


class RoleRequest(models.Model):
    """A powerful role for an account: asked for by one person, agreed to by another, given by the worker after its rest.

    `user` is the account that is to have the role. `state` is asked, agreed, given or stopped. `due_at` is the earliest moment
    at which an agreed one is given. Who asked or agreed is empty where an operator did so on the machine; `ended_by` is empty
    where the worker ended it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.UUIDField(db_index=True)
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="asked", db_index=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(state__in=("asked", "agreed")),
                name="one_open_request_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} request of a role, {self.id}"
