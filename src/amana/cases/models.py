"""What is kept of a case in the working drawer: states by id, moments, ids. Everything else is sealed or locked."""

from uuid import uuid4

from django.db import models


class Procedure(models.Model):
    """The two places of one person, from the first sign on. It becomes a case when help begins: then it has a number."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lock = models.UUIDField(unique=True)
    number = models.CharField(max_length=20, null=True, unique=True)
    organisation = models.UUIDField()
    intake_unit = models.UUIDField(db_index=True)
    supervisors_unit = models.UUIDField(null=True, db_index=True)
    manager = models.UUIDField(null=True, db_index=True)
    identification = models.CharField(max_length=20)
    identification_since = models.DateTimeField()
    help = models.CharField(max_length=20)
    help_since = models.DateTimeField()
    begun_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_index=True)
    revision = models.PositiveIntegerField(default=1)
    linked_to = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"procedure {self.id}"


class Counter(models.Model):
    """The last number given out in a series of a year; read and raised in the transaction that uses it."""

    series = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_counter_per_year")]


class Section(models.Model):
    """One of the five sealed sections of a case."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=10)
    sealed = models.UUIDField(unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "code"], name="one_section_each")]


class Assignment(models.Model):
    """Somebody works in the file: from when, until when, in which role of the team."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="assignments")
    user = models.UUIDField(db_index=True)
    role = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    cover_for = models.UUIDField(null=True)


class Step(models.Model):
    """One transition: which, of what, from where to where, who decided and who recorded, and whether it is confirmed.

    `state` is done, waits (for a second person) or rejected.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="steps")
    subject = models.UUIDField(db_index=True)
    machine = models.CharField(max_length=20)
    track = models.CharField(max_length=20)
    transition = models.CharField(max_length=10)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    state = models.CharField(max_length=10)
    way = models.CharField(max_length=10)
    decided_by = models.CharField(max_length=40)
    recorded_by = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    confirm_due = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    sealed = models.UUIDField(null=True)
    scan = models.UUIDField(null=True)
    consent = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["procedure", "recorded_at"]), models.Index(fields=["state", "confirm_due"])]


class Deadline(models.Model):
    """A clock that runs: until when something should have moved, and whose it is."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="deadlines")
    subject = models.UUIDField(db_index=True)
    transition = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    user = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "done_at", "due_at"]),
            models.Index(fields=["unit", "done_at", "due_at"]),
        ]


class Attachment(models.Model):
    """A scan or file, cleaned; name, type and bytes are sealed in the section it belongs to.

    Evidence keeps its `original` beside the cleaned copy, sealed as it came, and a chain of custody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="attachments")
    section = models.CharField(max_length=10)
    sealed = models.UUIDField(unique=True)
    original = models.UUIDField(null=True, unique=True)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()


class Custody(models.Model):
    """One link of the chain of custody of a piece of evidence: received, opened or handed over; the words are sealed."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="chain")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    deed = models.CharField(max_length=12)
    sealed = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["attachment", "at"])]


class Correction(models.Model):
    """She asked that a section be corrected: what it said before and after, or her objection beside it, sealed with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="corrections")
    section = models.CharField(max_length=10)
    sealed = models.UUIDField(unique=True)
    refused = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)


class CorrectionNotice(models.Model):
    """A user or unit that may open the section is told once that it was corrected."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="notices")
    holder = models.UUIDField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["holder", "read_at"])]


class Note(models.Model):
    """A note of the team, sealed with her account."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="notes")
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()


class Milestone(models.Model):
    """A fact that two rooms need: that it happened and when; what it was is locked."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="milestones")
    at = models.DateTimeField()


class Cover(models.Model):
    """Somebody stands in for a colleague until a moment; the wraps end with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.UUIDField(db_index=True)
    stand_in = models.UUIDField(db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField()


class ShiftNote(models.Model):
    """What the next shift of a unit should know; sealed to the unit."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.UUIDField(db_index=True)
    sealed = models.UUIDField(unique=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
