"""The models of activities: facts about events in plain columns. No column contains a name; those of a register are sealed."""

from uuid import uuid4

from django.db import models


class Campaign(models.Model):
    """Activities that belong together, such as a roadshow: from when to when, and to which governorates."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField(db_index=True)
    title = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()
    targets = models.JSONField(default=list)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"campaign {self.id}"


class Activity(models.Model):
    """One event: planned, held or cancelled.

    `participants` holds rows of sex, age group and number; `population` and `knowledge` are keyed by code, the latter
    with how many were asked and how many knew; `materials` holds rows of material, language and number; `details` and
    `found` hold what the pack asks for in addition.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField(db_index=True)
    unit = models.UUIDField()
    lock = models.UUIDField(null=True)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="activities")
    type = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(null=True)
    governorate = models.CharField(max_length=20)
    district = models.CharField(max_length=20, blank=True)
    place_kind = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    audiences = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    people = models.PositiveIntegerField(null=True)
    participants = models.JSONField(default=list)
    population = models.JSONField(default=dict)
    disability = models.PositiveIntegerField(null=True)
    knowledge = models.JSONField(default=dict)
    materials = models.JSONField(default=list)
    found = models.JSONField(default=dict)
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField()
    counted_by = models.UUIDField(null=True)
    counted_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    why_cancelled = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "starts_at"])]

    def __str__(self) -> str:
        return f"activity {self.id}"


class Trainee(models.Model):
    """A line of a training's register. `person` is the same for a person who comes again; sex and institution are locked facts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="trainees")
    person = models.UUIDField(db_index=True)
    sealed = models.UUIDField(unique=True)
    finished = models.BooleanField(default=True)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"trainee {self.id}"


class PairedTest(models.Model):
    """The tests before and after a training of one trainee, under a code that the trainee chose."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="tests")
    code = models.CharField(max_length=20)
    sex = models.CharField(max_length=30, blank=True)
    pre = models.PositiveSmallIntegerField()
    post = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "code"], name="one_pair_of_tests_per_code")]

    def __str__(self) -> str:
        return f"tests {self.id}"
