"""Models for rows deleted by a rule of retention, and for the backups that are left."""

from uuid import uuid4

from django.db import models


class Cleared(models.Model):
    """What a rule of retention deleted in one night: how many rows of which class."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        app_label = "trust"


class Backup(models.Model):
    """A copy of everything (`all`) or of the key store alone (`keys`) that was made, and when it was gone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10)
    place = models.CharField(max_length=400)
    made_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"

    def __str__(self) -> str:
        return f"backup {self.id}"
