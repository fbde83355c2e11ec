"""What the intake desk keeps beside signs: which reports are one, calls of the hotline, concerns of a neighbourhood.

As elsewhere in the working drawer: references, moments and ids. Words are sealed, codes are locked, each under a lock of
its own until something becomes a sign.
"""

from uuid import uuid4

from django.db import models

from amana.intake.models.signs import Sign


class Joined(models.Model):
    """A report about what another sign is about: it goes on as that one. The row goes when they are parted."""

    sign = models.OneToOneField(Sign, on_delete=models.CASCADE, primary_key=True, related_name="joined")
    into = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="reports")
    joined_by = models.UUIDField()
    joined_at = models.DateTimeField()


class Call(models.Model):
    """A call of the hotline: when it began and ended, and until when somebody calls back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    unit = models.UUIDField(db_index=True)
    supervised_by = models.UUIDField(null=True, db_index=True)
    taken_by = models.UUIDField(db_index=True)
    began_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    back_by = models.DateTimeField(null=True, db_index=True)
    back_done_at = models.DateTimeField(null=True)
    back_done_by = models.UUIDField(null=True)
    lock = models.UUIDField(unique=True)
    sealed = models.UUIDField(unique=True)
    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, null=True, related_name="calls")

    def __str__(self) -> str:
        return self.number


class Concern(models.Model):
    """A concern about a place or a pattern. `meeting` is the meeting at which it was raised; `look_by` its clock."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    unit = models.UUIDField(db_index=True)
    supervised_by = models.UUIDField(null=True, db_index=True)
    raised_by = models.UUIDField(db_index=True)
    meeting = models.UUIDField(null=True)
    came_at = models.DateTimeField(db_index=True)
    look_by = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.UUIDField(null=True)
    lock = models.UUIDField(unique=True)
    sealed = models.UUIDField(unique=True)
    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, null=True, related_name="concerns")

    def __str__(self) -> str:
        return self.number
