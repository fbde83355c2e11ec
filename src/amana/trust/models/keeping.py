"""Models for what must not be erased yet, and for what was erased."""

from uuid import uuid4

from django.db import models


class LegalHold(models.Model):
    """A case that must not be erased yet. The reason is a locked fact of the case (kind `hold`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.UUIDField(db_index=True)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    until = models.DateField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"legal hold {self.id}"


class Erasure(models.Model):
    """An erasure of a case. `state` is asked, refused, agreed (it waits, until `due_at` at the earliest), stopped or done.

    Until it is done, the reasons for it and for stopping it are locked facts of the case (kind `erasure`). Afterwards
    `case` is empty, and nothing here leads to anybody: a number, moments, the organisation whose case it was, a reason
    without a person, and how much was destroyed of each kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.UUIDField(null=True, unique=True)
    organisation = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=20, null=True, unique=True)
    reason = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="en")
    done_at = models.DateTimeField(null=True, db_index=True)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erasure {self.number or self.id}"
