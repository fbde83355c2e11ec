"""The model of emergency openings."""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class GlassGrant(models.Model):
    """A grant to open sections of a case in an emergency, without the person's agreement, until a moment.

    Which sections, of which kind the danger was and what the review found are locked facts; the words of both are
    sealed for those who review. It opens nothing by itself: the key store keeps a list of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="glass_grants")
    user = models.UUIDField(db_index=True)
    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.UUIDField(unique=True)
    review_due = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review = models.UUIDField(null=True)

    class Meta:
        app_label = "cases"
        indexes = [models.Index(fields=["reviewed_at", "review_due"])]
