"""The models of consent: ids and moments here, purpose and scope as locked facts, words sealed."""

from uuid import uuid4

from django.db import models


class Consent(models.Model):
    """One answer of a person, yes or no, about one recipient unit (or about nobody's, for a step of the work)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.UUIDField(db_index=True)
    lock = models.UUIDField()
    unit = models.UUIDField(null=True)
    referral = models.UUIDField(null=True, db_index=True)
    refused = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    recorded_by = models.UUIDField(null=True)
    confirm_due = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    words = models.UUIDField(null=True)  # the sealed text with her limits and the witness's name, where there are any
    closed_at = models.DateTimeField(null=True)  # when access was revoked, after its end

    class Meta:
        indexes = [
            models.Index(fields=["unit", "procedure"]),
            models.Index(fields=["expires_at"], condition=models.Q(closed_at=None), name="consents_to_close"),
        ]

    def __str__(self) -> str:
        return f"consent {self.id}"


class ClosedDoor(models.Model):
    """A unit lost access to something of a file: it is asked to destroy its copies, and confirms that it has."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="closed_door")
    unit = models.UUIDField()
    closed_at = models.DateTimeField()
    openings = models.PositiveIntegerField()
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "destroyed_at"])]

    def __str__(self) -> str:
        return f"closed door {self.id}"
