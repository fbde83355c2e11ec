"""Models of oversight: how much somebody tried in an hour, findings, incidents and who was notified."""

from uuid import uuid4

from django.db import models


class Tally(models.Model):
    """How often a worker did one kind of thing within an hour of the clock. Stored, so that processes count as one."""

    user = models.UUIDField()
    kind = models.CharField(max_length=10)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["user", "kind", "hour"], name="one_tally_an_hour")]


class Allowance(models.Model):
    """A request to continue, or a permission: until a moment, given by a data-protection officer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.UUIDField(db_index=True)
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.UUIDField(null=True)

    class Meta:
        app_label = "trust"


class Finding(models.Model):
    """A finding on a line of the audit log, and the data-protection officer's answer; the words are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    line = models.PositiveBigIntegerField()
    noted_by = models.UUIDField()
    noted_at = models.DateTimeField()
    words = models.UUIDField(unique=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.UUIDField(null=True)

    class Meta:
        app_label = "trust"


class Incident(models.Model):
    """An incident, certain or suspected, with people's data. What, which data and how many people are locked facts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lock = models.UUIDField(unique=True)
    number = models.PositiveIntegerField(unique=True)
    discovered_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    words = models.UUIDField(unique=True)
    close_asked_by = models.UUIDField(null=True)
    close_asked_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"


class IncidentTold(models.Model):
    """Somebody who has to be notified of an incident: by when, and when they were."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="told")
    who = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.UUIDField(null=True)

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["incident", "who"], name="told_once")]


class IncidentNote(models.Model):
    """A measure or another word on an incident; sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    words = models.UUIDField(unique=True)

    class Meta:
        app_label = "trust"
