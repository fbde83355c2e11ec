"""What happens to keys: how far a rotation is, who forgot a password, and who holds the parts of the recovery key."""

from uuid import uuid4

from django.db import models

from amana.trust.models.accounts import User
from amana.trust.models.sealed import Key


class KeyRotation(models.Model):
    """One rotation of one kind of key: when it began, how far it is. `place` is the last row that was done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(ended_at=None), name="one_rotation_of_a_kind_at_a_time"
            )
        ]


class ForgottenPassword(models.Model):
    """Somebody asked for a new password; a colleague answers in person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="forgotten")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(answered_at=None), name="one_open_request_for_a_password"
            )
        ]


class RecoveryOfficer(models.Model):
    """One of five who hold the recovery key together: the age recipient of an identity that never left their machine."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="officers")
    place = models.PositiveSmallIntegerField()
    recipient = models.CharField(max_length=80)

    class Meta:
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

    def __str__(self) -> str:
        return f"request to the recovery officers {self.id}"
