"""Models of screenings and their notes: references, moments, ids; answers and findings are sealed.

The tables keep the app label of the room that this one was once a part of.
"""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Screening(models.Model):
    """One interview with the pack's questions. `again_at` is the day on which she should be screened again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="screenings")
    unit = models.UUIDField(db_index=True)
    supervised_by = models.UUIDField(null=True, db_index=True)
    screener = models.UUIDField(null=True, db_index=True)
    began_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    sealed = models.UUIDField(unique=True)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["procedure", "began_at"])]

    def __str__(self) -> str:
        return self.number


class RuleSetText(models.Model):
    """The rules and weights of screening as they once were, so that a result can always be calculated again.

    Nothing of a person is in it. `digest` is the one of the rule set; a screening's facts name it.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    pack = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    text = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return self.version


class TypedSheet(models.Model):
    """A sheet of paper that was typed into a screening; its content, its place and who asked are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="sheets")
    sealed = models.UUIDField(unique=True)
    typed_by = models.UUIDField()
    typed_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
