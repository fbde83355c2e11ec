"""The model of saved views."""

from uuid import uuid4

from django.db import models


class SavedView(models.Model):
    """What one account asks of one list: an address of declared codes and days. Its name is not stored."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.UUIDField(db_index=True)
    list = models.CharField(max_length=30)
    address = models.CharField(max_length=400)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "list", "address"], name="one_view_once")]

    def __str__(self) -> str:
        return f"saved view {self.id}"
