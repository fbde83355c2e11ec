"""The models of messages: one that waits, was sent or needs a human, by id. Whom, what and why are sealed or locked."""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Outgoing(models.Model):
    """One message to the person of a case.

    `state` is waits, sending (it may have left), sent, human (somebody has to do it), done (somebody did) or cancelled. Number,
    hours, code word and text are `sealed` to the messenger's key while it waits, and gone afterwards. Which text, by which
    channel, and why a human has to do it are locked facts of the case (kind `message`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="messages")
    state = models.CharField(max_length=10)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    contact_revision = models.PositiveIntegerField()
    sealed = models.BinaryField(null=True)
    key_version = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "send_after"]), models.Index(fields=["procedure", "made_at"])]

    def __str__(self) -> str:
        return f"message {self.id}"


class Notice(models.Model):
    """A pending notice to a desk that something is new, with the next mail of the day or, where danger is reported, at once."""

    unit = models.UUIDField(primary_key=True)
    since = models.DateTimeField()
    danger = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"notice for {self.unit}"
