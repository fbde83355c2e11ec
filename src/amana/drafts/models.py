"""What was typed and not sent yet, and which forms were sent."""

from uuid import uuid4

from django.db import models


class Draft(models.Model):
    """What one user typed into one form, sealed to that user alone.

    `place` is a keyed hash of the form's address, and `about` those of the records that the address names, as hexadecimal
    text: the table does not say on whose page somebody was typing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.UUIDField()
    place = models.CharField(max_length=64)
    about = models.JSONField(default=list)
    key_version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "drafts"
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return f"draft of {self.saved_at:%Y-%m-%d %H:%M}"


class SentForm(models.Model):
    """A form that one user sent: it does its thing once.

    `mark` is a keyed hash of the user and of the token that the page carried. `answer` is sealed under a secret of the
    server's processes: where the first answer led to, and a keyed hash of what was sent. Empty while the first is in work.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    user = models.UUIDField()
    answer = models.TextField(default="")
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "drafts"

    def __str__(self) -> str:
        return f"form, until {self.ends_at:%Y-%m-%d %H:%M}"
