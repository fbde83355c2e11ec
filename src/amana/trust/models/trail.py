"""The audit log: lines that are only added, the checkpoints that hold us to them, and the witnesses who keep those."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn
from uuid import uuid4

from django.db import models


class OnlyGrows(TypeError):
    """Code tried to change or remove a row that is written once. A bug of ours; nobody sees it as a page."""


class WrittenOnce[Row: models.Model](models.QuerySet[Row]):
    """Rows that are only added and read; this manager cannot change or remove one."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raises OnlyGrows."""
        raise OnlyGrows(self.model.__name__)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises OnlyGrows."""
        raise OnlyGrows(self.model.__name__)

    def delete(self) -> NoReturn:
        """Raises OnlyGrows."""
        raise OnlyGrows(self.model.__name__)

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise OnlyGrows(self.model.__name__)


class Lines(WrittenOnce["Line"]):
    """The lines, with the one change that a line allows: the sequencer numbers it."""

    def place(self, lines: Iterable["Line"]) -> None:
        """Saves the number and leaf hash, as the objects hold them, of lines that had none."""
        rows: models.QuerySet[Line] = models.QuerySet(self.model, using=self.db)
        rows.filter(number=None).bulk_update(lines, ["number", "leaf"], batch_size=500)


class WriteOnce(models.Model):
    """A row that is written once."""

    objects: ClassVar[Any] = WrittenOnce.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts the new row. Raises OnlyGrows for an existing one."""
        if not self._state.adding:
            raise OnlyGrows(type(self).__name__)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises OnlyGrows."""
        raise OnlyGrows(type(self).__name__)


class Line(WriteOnce):
    """One action. Inserted without a number in the action's own transaction; the sequencer numbers and hashes it."""

    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    object = models.UUIDField(null=True)
    ids = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(null=True, unique=True)
    leaf = models.BinaryField(max_length=32, null=True)

    objects: ClassVar[Any] = Lines.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object", "id"]), models.Index(fields=["actor", "id"])]


class Head(models.Model):
    """Where the sequencer continues: how many lines have a number, and the peaks of their tree. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)


class Checkpoint(WriteOnce):
    """The root over the first `size` lines, at a moment, as a signed note; `frontier` holds the peaks of its tree.

    `note` is empty for the unsigned ones of an older release.
    """

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField(default="")


class Witness(models.Model):
    """Somebody outside who keeps our checkpoints: a mailbox, or an instance that signs what it saw.

    `size` is that of the last one they have. After a failure `failures` grows and `tried_at` is its moment; a success
    resets them to 0 and None.
    """

    KINDS = [("mail", "mail"), ("instance", "instance")]

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=KINDS)
    address = models.CharField(max_length=300)
    key = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)


class HandOver(WriteOnce):
    """A checkpoint was handed out, or could not be: to a witness, or on paper to `by`. `signed` is their cosignature."""

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, null=True, related_name="hand_overs")
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20)
    signed = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["witness", "id"])]


class WatchedLog(models.Model):
    """The audit log of another instance for which this one is a witness: its key, and the last checkpoint we saw."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=120)
    origin = models.CharField(max_length=200, unique=True)
    key = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(max_length=32, default=bytes)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class KeptCheckpoint(WriteOnce):
    """A checkpoint of another instance, as it was received, with our own signature under it.

    One that does not extend the last is kept as well, unsigned by us: `fits` is False, which shows that the log was
    forked.
    """

    log = models.ForeignKey(WatchedLog, on_delete=models.PROTECT, related_name="kept")
    size = models.PositiveBigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()
    fits = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["log", "id"])]
