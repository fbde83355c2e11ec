"""The models of reporting: programmes with their caps, spending on releases, and the releases. Nothing about a person.

A grant, a charge and a settlement are only ever added.
"""

from uuid import uuid4

from django.db import models


class ClosedPeriod(models.Model):
    """Months that were reported: their tables stay as they were, even when records are corrected or forgotten later."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first_month", "last_month"], name="closed_once")]

    def __str__(self) -> str:
        return f"{self.first_month} to {self.last_month}"


class FrozenTable(models.Model):
    """One table of a closed period as it was shown then: small numbers hidden, and no person in it.

    `figures` holds the table and, by dimension, its margins; `by` names the dimensions, divided by a comma.
    """

    period = models.ForeignKey(ClosedPeriod, on_delete=models.CASCADE, related_name="tables")
    indicator = models.CharField(max_length=20)
    by = models.CharField(max_length=100, blank=True)
    figures = models.JSONField()
    overlapping = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "indicator", "by"], name="one_frozen_table_each")]
