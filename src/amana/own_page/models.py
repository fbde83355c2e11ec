"""A page of her own for a person with a case: what she may read with a code and a PIN, and what she says there.

The process of the public face finds one page by its look-up value and adds words to it; it changes no row. What a word is
(an order, a complaint) is sealed to the key store until the worker has taken it.

The tables keep the app label of the room that this one was once a part of.
"""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class OwnPage(models.Model):
    """The page of one person. `text`, `envelope` and `wraps` are the copy that her code and PIN open, and nobody else.

    `unit` is the unit that reads her complaints: the one that supervises her case, never the team itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="own_page")
    unit = models.UUIDField(db_index=True)
    lookup = models.BinaryField(max_length=32, unique=True)
    way = models.CharField(max_length=12)
    box_public = models.BinaryField()
    box_private = models.BinaryField()
    text = models.UUIDField()
    envelope = models.BinaryField()
    wraps = models.JSONField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    copied_at = models.DateTimeField()

    class Meta:
        app_label = "intake"

    def __str__(self) -> str:
        return f"own page {self.id}"


class OwnWord(models.Model):
    """Something she said on her page, or (`ours`) an answer to her. Its envelope is wrapped to her own key.

    `sealed` is the same text for the desk, once the worker has taken it; `for_team` says that the team of the case hears of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    page = models.ForeignKey(OwnPage, on_delete=models.CASCADE, related_name="words")
    once = models.BinaryField(max_length=32, null=True, unique=True)
    unit = models.UUIDField(db_index=True)
    ours = models.BooleanField(default=False)
    facts = models.BinaryField(null=True)
    text = models.UUIDField()
    envelope = models.BinaryField()
    wraps = models.JSONField()
    came_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, db_index=True)
    faulty = models.BooleanField(default=False)
    sealed = models.UUIDField(null=True)
    for_team = models.BooleanField(default=False)
    seen_by = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["page", "came_at"])]

    def __str__(self) -> str:
        return f"own word {self.id}"


class Feedback(models.Model):
    """What somebody thought of the help: for the unit that supervises, with nothing that leads to a case or to a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    once = models.BinaryField(max_length=32, null=True, unique=True)
    unit = models.UUIDField(db_index=True)
    month = models.CharField(max_length=7)
    text = models.UUIDField()
    envelope = models.BinaryField()
    wraps = models.JSONField()
    lock = models.UUIDField(null=True)
    sealed = models.UUIDField(null=True)

    class Meta:
        app_label = "intake"

    def __str__(self) -> str:
        return f"feedback {self.id}"
