"""How long something is kept, what must not go yet, what was forgotten, and which copies of everything are left."""

from uuid import uuid4

from django.db import models


class LegalHold(models.Model):
    """A case that must not be forgotten yet. Why is a locked fact of the case (kind `hold`)."""

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
    """A case is to be forgotten, or was. `state` is asked, refused or done.

    Until it is done, the reason is a locked fact of the case (kind `erasure`). Afterwards `case` is empty, and nothing
    here leads to anybody: a number, a moment, the house whose case it was, a reason without a person, and how much was
    destroyed of each kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.UUIDField(null=True, unique=True)
    organisation = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    number = models.CharField(max_length=20, null=True, unique=True)
    reason = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="en")
    done_at = models.DateTimeField(null=True, db_index=True)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erasure {self.number or self.id}"


class Cleared(models.Model):
    """What a rule of retention took away by itself on one night: how many rows of which class."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField()


class Backup(models.Model):
    """A copy of everything (`all`) or of the key store alone (`keys`) that was made, and when it was gone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10)
    place = models.CharField(max_length=400)
    made_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"backup {self.id}"
