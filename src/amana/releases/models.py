"""The models of programmes, their privacy budgets and their releases."""

from typing import Any, NoReturn
from uuid import uuid4

from django.db import models


class OnlyAdded(Exception):
    """An attempt to change or delete a line of the ledger."""


class _AppendOnly(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **_values: Any) -> NoReturn:
        """Refused."""
        raise OnlyAdded

    def delete(self) -> NoReturn:
        """Refused."""
        raise OnlyAdded


class _LedgerLine(models.Model):
    """A row that is added once."""

    objects = _AppendOnly.as_manager()

    class Meta:
        app_label = "reporting"
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row. Raises OnlyAdded when it exists already."""
        if not self._state.adding:
            raise OnlyAdded
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise OnlyAdded


class Programme(models.Model):
    """People who share one privacy budget; `key` is its short name on the command line."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    organisation = models.UUIDField()
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        app_label = "reporting"

    def __str__(self) -> str:
        return f"programme {self.key}"


class Cap(models.Model):
    """The most that all releases of a programme may cost together; valid from the moment a second person approved."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="caps")
    epsilon = models.FloatField()
    delta = models.FloatField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "reporting"
        indexes = [models.Index(fields=["programme", "agreed_at"])]


class Grant(_LedgerLine):
    """The amount of rho reserved for one release, before anything was measured."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=20)
    purpose = models.CharField(max_length=200)
    epsilon = models.FloatField()
    delta = models.FloatField()
    rho = models.FloatField()
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"grant {self.id}"


class Charge(_LedgerLine):
    """What one measurement or choice cost; stored before its noise was drawn."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="charges")
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=400)
    rho = models.FloatField()
    at = models.DateTimeField()


class Settlement(_LedgerLine):
    """The end of a release: the sum of its charges is spent, and the rest may be granted again."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="settlement")
    rho = models.FloatField()
    at = models.DateTimeField()


class Release(models.Model):
    """One set of data for the public, from the first question to its withdrawal.

    `tables` holds lists of one or two column names; `columns` the families of columns of records; `schema` what was
    declared when it was submitted, as plain data; `preview` the result of a run on generated data; `result` what is
    published besides the files. `run` is the seed of what comes after the noise, `attempt` counts the times a worker
    started or continued.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, null=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="releases")
    state = models.CharField(max_length=10, default="draft", db_index=True)
    kind = models.CharField(max_length=10, blank=True)
    indicator = models.CharField(max_length=20)
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    tables = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    layouts = models.JSONField(default=list)
    epsilon = models.FloatField(null=True)
    schema = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    prepared_by = models.UUIDField()
    prepared_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    run = models.BigIntegerField(null=True)
    grant = models.UUIDField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)
    progress = models.FloatField(default=0.0)
    why = models.CharField(max_length=40, blank=True)
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "reporting"

    def __str__(self) -> str:
        return f"release {self.id}"


class Approval(models.Model):
    """One person's answer to a release in its state then: yes, or no with a reason."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="approvals")
    by = models.UUIDField()
    at = models.DateTimeField()
    agrees = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        app_label = "reporting"


class Answer(models.Model):
    """The result of one measurement or choice, with noise: an interrupted run reads it instead of measuring again."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=400)
    numbers = models.BinaryField()

    class Meta:
        app_label = "reporting"
        constraints = [models.UniqueConstraint(fields=["release", "number"], name="answered_once")]


class ReleaseFile(models.Model):
    """A file of a release, as it is downloaded."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "reporting"
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="one_file_of_a_name")]
