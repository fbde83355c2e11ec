"""The models of letters, proceedings, requests and notes in the working data; all words are sealed."""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Letter(models.Model):
    """A letter that asks for fines to be waived: its place, who worked on it, where its text is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="letters")
    state = models.CharField(max_length=20)
    state_since = models.DateTimeField()
    number = models.CharField(max_length=24, null=True, unique=True)
    language = models.CharField(max_length=3)
    text = models.UUIDField(unique=True)
    hands = models.JSONField(default=list)
    drafted_by = models.UUIDField(null=True, db_index=True)
    drafted_at = models.DateTimeField()
    office = models.UUIDField()
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_page = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    consent = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "state_since"])]

    def __str__(self) -> str:
        return f"letter {self.number or self.id}"


class Proceeding(models.Model):
    """One proceeding alongside the help; what was decided in it is locked or sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="proceedings")
    state = models.CharField(max_length=20)
    state_since = models.DateTimeField()
    begun_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    next_hearing = models.DateTimeField(null=True, db_index=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"proceeding {self.id}"


class JudgeRequest(models.Model):
    """A request to a court for a formal decision; the package holds what she agreed the judge may see.

    `state` is open, decided or withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="judge_requests")
    unit = models.UUIDField(db_index=True)
    package = models.UUIDField(unique=True)
    consent = models.UUIDField(db_index=True)
    state = models.CharField(max_length=10, default="open")
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"request {self.id}"


class ProfessionalNote(models.Model):
    """A note of a lawyer, a counsellor or the justice police, sealed to the unit that wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="professional_notes")
    unit = models.UUIDField(db_index=True)
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"professional note {self.id}"
