"""What this instance adds to its pack: confirmations of unconfirmed values."""

from typing import ClassVar

from django.db import models


class Confirmation(models.Model):
    """A user's confirmation of exactly one value that they looked up: a changed pack needs a new one."""

    pack = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    value_digest = models.CharField(max_length=64)
    confirmed_by = models.UUIDField()
    reason = models.CharField(max_length=300)
    made_up = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["pack", "path"], name="confirmation_path")]

    def __str__(self) -> str:
        return f"confirmation {self.pack}:{self.path}"
