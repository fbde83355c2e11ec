"""The trail: lines that only grow, and the checkpoints others can hold us to."""

from django.db import models


class Line(models.Model):
    """One act. Inserted without a number in the act's own transaction; the sequencer numbers and hashes it."""

    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    object = models.UUIDField(null=True)
    ids = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(null=True, unique=True)
    leaf = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [models.Index(fields=["object", "id"]), models.Index(fields=["actor", "id"])]


class Checkpoint(models.Model):
    """The root over the first `size` lines, at a moment; `frontier` lets the sequencer go on from here."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    at = models.DateTimeField()
