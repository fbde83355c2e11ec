"""Models of what is noted besides a screening: references, moments, ids; findings are sealed and locked.

The tables keep the app label of the room that this one was once a part of.
"""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Assessment(models.Model):
    """A note about a person besides a screening: its subject and its findings are sealed and locked.

    `unit` is empty where the team of a case wrote it; then the intake has no key to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="assessments")
    unit = models.UUIDField(null=True, db_index=True)
    supervised_by = models.UUIDField(null=True, db_index=True)
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["procedure", "written_at"])]


class Task(models.Model):
    """Something to do for a person before or in addition to a plan; its subject and its clocks are locked facts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="tasks")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_index=True)
    done_by = models.UUIDField(null=True)

    class Meta:
        app_label = "intake"
