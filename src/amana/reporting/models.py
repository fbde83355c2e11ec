"""What this room keeps: programmes with their caps, and what was spent on releases. Nothing about a person.

A grant, a charge and a settlement are only ever added.
"""

from typing import Any, NoReturn
from uuid import uuid4

from django.db import models


class OnlyAdded(Exception):
    """A line of the ledger is never changed or removed."""


class _Added(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **_values: Any) -> NoReturn:
        """Refused."""
        raise OnlyAdded

    def delete(self) -> NoReturn:
        """Refused."""
        raise OnlyAdded


class _Line(models.Model):
    """A row that is added once."""

    objects = _Added.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The row is added. Raises OnlyAdded when it is there already."""
        if not self._state.adding:
            raise OnlyAdded
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise OnlyAdded


class Programme(models.Model):
    """People whose privacy is spent from one budget; `key` is its short name on the command line."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    organisation = models.UUIDField()
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"programme {self.key}"


class Cap(models.Model):
    """The most that all releases of a programme may cost together; it holds from the moment a second person agreed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="caps")
    epsilon = models.FloatField()
    delta = models.FloatField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "agreed_at"])]


class Grant(_Line):
    """So much rho was set apart for one release, before anything was measured."""

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


class Charge(_Line):
    """What one measurement or choice cost; stored before its noise was drawn."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="charges")
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=400)
    rho = models.FloatField()
    at = models.DateTimeField()


class Settlement(_Line):
    """A release ended: what its charges add up to is spent, and the rest may be granted again."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="settlement")
    rho = models.FloatField()
    at = models.DateTimeField()
