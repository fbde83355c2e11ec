"""Signs, triage cards, screenings, and what is noted beside them."""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Sign(models.Model):
    """Somebody saw or heard something. `taken_by` is empty for a sign that came through the public page.

    `lookup` and `mailbox` belong to the code of that reporter; answers are wrapped to the mailbox.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="sign")
    unit = models.UUIDField(db_index=True)
    supervised_by = models.UUIDField(null=True, db_index=True)
    taken_by = models.UUIDField(null=True, db_index=True)
    came_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)
    sealed = models.UUIDField(unique=True)
    lookup = models.BinaryField(max_length=32, null=True, unique=True)
    mailbox = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.number


class Reply(models.Model):
    """An answer to a reporter, or a word the reporter added by code; sealed for the unit and for the code."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="replies")
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()


class TriageCard(models.Model):
    """Is she safe, ill, a child, able to talk: one card for a procedure, written again when things change."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="triage_card")
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()


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
        indexes = [models.Index(fields=["procedure", "began_at"])]

    def __str__(self) -> str:
        return self.number


class RuleSetText(models.Model):
    """The rules and weights of screening as they once were, so that a screening can be worked out again for ever.

    Nothing of a person is in it. `digest` is the one of the rule set; a screening's facts name it.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    pack = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    text = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return self.version


class ContactCards(models.Model):
    """How many contact cards a unit offered in a month (YYYY-MM). Nothing of those to whom they were offered."""

    unit = models.UUIDField()
    month = models.CharField(max_length=7)
    offered = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="contact_cards_once_a_month")]


class TypedSheet(models.Model):
    """A sheet of paper that was typed into a screening; what stood on it, where and by whom it was asked is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="sheets")
    sealed = models.UUIDField(unique=True)
    typed_by = models.UUIDField()
    typed_at = models.DateTimeField()


class Assessment(models.Model):
    """Something noted about a person beside a screening: what it is about and what was found is sealed and locked.

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
        indexes = [models.Index(fields=["procedure", "written_at"])]


class Task(models.Model):
    """Something to do for a person before or beside a plan; what it is, and its clocks, are locked facts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="tasks")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_index=True)
    done_by = models.UUIDField(null=True)
