"""The letter box: what somebody outside wrote, before it is a sign, and what waits for them to read.

The process of the public face inserts rows here and reads those of one code; it does nothing else in the database. No
column says what happened: texts are sealed to the units that read them, coded facts to the key store.

The tables keep the app label of the room that this one was once a part of.
"""

from uuid import uuid4

from django.db import models

from amana.intake.models import Sign


class PublicReport(models.Model):
    """One report as it lies in the letter box, and afterwards what a code finds.

    `once` is a hash of the form or message it came by, so that a repetition is not a second report. `way` says how the code
    was stretched to `lookup`; `code` holds the code itself, sealed to the key store, where it could not be stretched yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    once = models.BinaryField(max_length=32, unique=True)
    came_at = models.DateTimeField(db_index=True)
    unit = models.UUIDField(db_index=True)
    supervised_by = models.UUIDField(null=True)
    facts = models.BinaryField(null=True)
    lookup = models.BinaryField(max_length=32, null=True, unique=True)
    way = models.CharField(max_length=12, blank=True)
    code = models.BinaryField(null=True)
    box_public = models.BinaryField(null=True)
    box_private = models.BinaryField(null=True)
    state = models.CharField(max_length=12, default="received")
    quarantined = models.BooleanField(default=False)
    faulty = models.BooleanField(default=False)
    aside_by = models.UUIDField(null=True)
    aside_why = models.BinaryField(null=True)
    emptied_at = models.DateTimeField(null=True, db_index=True)
    sign = models.OneToOneField(Sign, on_delete=models.CASCADE, null=True, related_name="report")

    class Meta:
        app_label = "intake"

    def __str__(self) -> str:
        return str(self.id)


class Letter(models.Model):
    """One sealed text or file of a report: to the desk (`part` report, words, file) or back (`part` answer).

    `text` is the id that the sealed text has or will have; `wraps` is its key for each reader, not locked yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(PublicReport, on_delete=models.CASCADE, related_name="letters")
    once = models.BinaryField(max_length=32, null=True, unique=True)
    part = models.CharField(max_length=8)
    text = models.UUIDField()
    envelope = models.BinaryField()
    wraps = models.JSONField()
    facts = models.BinaryField(null=True)
    came_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["report", "came_at"])]


class Card(models.Model):
    """To whom the public face seals: public keys and the ways of codes, signed by the key store. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    text = models.TextField()
    signature = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
