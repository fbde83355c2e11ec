"""What is kept of files that may be one person's: pairs with what was decided about them, and files to be compared.

The tables keep the app label of the room that this one was once a part of.
"""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Link(models.Model):
    """Two files of one organisation that may be one person's: linked by a named person, never merged.

    `state` is proposed (by likeness), chosen (by the worker who asked her), later, same or different; `different` stays, so
    that nobody is asked again. `one` is the earlier file. Words that somebody added are sealed for the supervisors.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField()
    one = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="links_to_later")
    other = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="links_to_earlier")
    state = models.CharField(max_length=10)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    sealed = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "cases"
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_link_per_pair")]
        indexes = [models.Index(fields=["organisation", "state", "proposed_at"])]


class ToCompare(models.Model):
    """A file whose person was indexed again; the worker looks for others like it, and takes the row away."""

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "cases"
