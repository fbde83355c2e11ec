"""The models of the exchange: who answers whom, keyed values, and that a question was asked. Never a name."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Answering(models.Model):
    """`holder` answers questions of `asker` from a day on; `unit` and `phone` are the desk that the asker is referred to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder = models.UUIDField()
    asker = models.UUIDField()
    unit = models.UUIDField()
    phone = models.CharField(max_length=40, blank=True)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "asker"], condition=Q(closed_at=None), name="one_answering_each_way"
            )
        ]

    def __str__(self) -> str:
        return f"answering {self.id}"


class Findable(models.Model):
    """Her agreement that desks which ask with her consent may learn that this organisation knows her."""

    procedure = models.UUIDField(primary_key=True)
    lock = models.UUIDField()
    organisation = models.UUIDField(db_index=True)
    consent = models.UUIDField(unique=True)
    expires_at = models.DateTimeField(null=True)


class Enrolled(models.Model):
    """Records that this version of a person's basis was keyed for one answering and year; `version` is that of our half."""

    answering = models.ForeignKey(Answering, on_delete=models.CASCADE, related_name="enrolled")
    owner = models.UUIDField(db_index=True)
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answering", "owner", "year"], name="enrolled_once_a_year")]


class Known(models.Model):
    """One keyed value of one person, for one answering, year and version of our half."""

    answering = models.ForeignKey(Answering, on_delete=models.CASCADE, related_name="known")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    value = models.BinaryField(max_length=16)
    owner = models.UUIDField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["answering", "year", "value"])]


class Question(models.Model):
    """A question asked with her consent. The answer is a locked fact of her procedure."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField()
    asked_by = models.UUIDField(null=True)
    procedure = models.UUIDField(db_index=True)
    consent = models.UUIDField()
    asked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"question {self.id}"


class Asked(models.Model):
    """One organisation that received a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="asked")
    answering = models.ForeignKey(Answering, on_delete=models.PROTECT, related_name="questions")
    holder = models.UUIDField(db_index=True)
