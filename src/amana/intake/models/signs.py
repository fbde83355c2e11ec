"""Signs, their replies and files, triage cards, and how many contact cards were offered."""

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


class SignFile(models.Model):
    """A photo or voice note that came with a sign, or later by its code: sealed for the unit, and as it came."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="files")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, related_name="files")
    sealed = models.UUIDField(unique=True)
    came_at = models.DateTimeField()


class TriageCard(models.Model):
    """Is she safe, ill, a child, able to talk: one card for a procedure, written again when things change."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="triage_card")
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()


class ContactCards(models.Model):
    """How many contact cards a unit offered in a month (YYYY-MM). Nothing of those to whom they were offered."""

    unit = models.UUIDField()
    month = models.CharField(max_length=7)
    offered = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="contact_cards_once_a_month")]
