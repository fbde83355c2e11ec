"""The models of providers and referrals: facts about organisations in plain columns, of people only ids and moments."""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Provider(models.Model):
    """An organisation that helps, as the directory lists it. It has no address: where a shelter is, is never listed.

    `unit` is where its referrals arrive when it takes part in this instance. Lists hold codes of the pack; an empty
    list of those it accepts means everybody. `phone_focal_point` is for those who refer, not for everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField(null=True)
    unit = models.UUIDField(null=True, db_index=True)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    name_ckb = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    services = models.JSONField(default=list)
    governorates = models.JSONField(default=list)
    accepts_sex = models.JSONField(default=list)
    accepts_age_min = models.PositiveSmallIntegerField(null=True)
    accepts_age_max = models.PositiveSmallIntegerField(null=True)
    accepts_nationalities = models.JSONField(default=list)
    accepts_disability = models.BooleanField(default=True)
    accepts_children_with_parent = models.BooleanField(default=True)
    languages = models.JSONField(default=list)
    hours = models.CharField(max_length=200, blank=True)
    phone_public = models.CharField(max_length=40, blank=True)
    phone_focal_point = models.CharField(max_length=40, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True)
    free_places = models.PositiveSmallIntegerField(null=True)
    capacity_updated_at = models.DateTimeField(null=True)
    isp_signed = models.BooleanField(default=False)
    accessibility = models.JSONField(default=list)
    cost = models.CharField(max_length=20, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    valid_until = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"provider {self.id}"


class Referral(models.Model):
    """One request to one provider for one service. What was asked, and how urgently, is a locked fact."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="referrals")
    provider = models.ForeignKey(Provider, null=True, on_delete=models.PROTECT, related_name="referrals")
    unit = models.UUIDField(null=True)
    state = models.CharField(max_length=30)
    state_since = models.DateTimeField()
    drafted_by = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    acknowledge_due = models.DateTimeField(null=True)
    answer_due = models.DateTimeField(null=True)
    expires_due = models.DateTimeField(null=True, db_index=True)
    acknowledge_escalated_at = models.DateTimeField(null=True)
    answer_escalated_at = models.DateTimeField(null=True)
    agreed_for = models.DateTimeField(null=True)
    package = models.UUIDField(null=True)
    consent = models.UUIDField(null=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="followers")
    left_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["procedure", "state"]),
            models.Index(fields=["state", "sent_at"]),
        ]

    def __str__(self) -> str:
        return self.reference


class Message(models.Model):
    """Words that one side said to the other with a step: a question, an answer, a contact person. Sealed for both."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    step = models.UUIDField(unique=True)
    transition = models.CharField(max_length=10)
    sealed = models.UUIDField(unique=True)
    said_by = models.UUIDField(null=True)
    said_at = models.DateTimeField()
