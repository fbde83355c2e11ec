"""How far a rotation of keys is, and who holds the parts of the recovery key."""

from uuid import uuid4

from django.db import models

from amana.vault.models.sealed import Key


class KeyRotation(models.Model):
    """One rotation of one kind of key: when it began, how far it is. `place` is the last row that was done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "trust"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(ended_at=None), name="one_rotation_of_a_kind_at_a_time"
            )
        ]


class RecoveryOfficer(models.Model):
    """One of five who hold the recovery key together: the age recipient of an identity that never left their machine."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="officers")
    place = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=80)

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["key", "place"], name="one_officer_in_a_place")]


class RecoveryAsked(models.Model):
    """What the recovery officers were asked for: for which key, by which request. Their answer has to fit it.

    `nonce` is sealed by the key store; the officers learn it by opening the recovery key, and show by it that they did.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder_kind = models.CharField(max_length=10)
    holder = models.UUIDField()
    holder_version = models.PositiveIntegerField()
    request = models.CharField(max_length=64)
    nonce = models.TextField()
    asked_at = models.DateTimeField(db_index=True)
    admitted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"

    def __str__(self) -> str:
        return f"request to the recovery officers {self.id}"
