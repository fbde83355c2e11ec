"""The models of help: who, when and in which state. What was given is locked; what was said about it is sealed."""

from uuid import uuid4

from django.db import models

from amana.cases.models import Procedure


class Delivery(models.Model):
    """One help for one person, from the request to the delivery. A reversal is a row of its own that points back.

    States: requested, waits (for a second person), agreed, running, delivered, cancelled, refused. Its service is in
    its locked facts, kind "delivery".
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="deliveries")
    provider_organisation = models.UUIDField(db_index=True)
    provider_unit = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=12)
    asked_by = models.UUIDField(null=True)
    requested_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    delivered_by = models.UUIDField(null=True)
    delivered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    next_followup_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    consent = models.UUIDField(null=True)
    referral = models.UUIDField(null=True, db_index=True)
    reverses = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="reversals")

    class Meta:
        indexes = [
            models.Index(fields=["procedure", "state"]),
            models.Index(fields=["state", "requested_at"]),
            models.Index(fields=["next_followup_at"]),
        ]

    def __str__(self) -> str:
        return f"delivery {self.id}"


class Goal(models.Model):
    """A goal of a person's plan. Its category and whether it was met are locked facts; its words are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="goals")
    sealed = models.UUIDField(null=True)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"goal {self.id}"


class Item(models.Model):
    """A kind of thing that an organisation keeps: the service it serves, and which one exactly (winter set, size M)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lock = models.UUIDField(unique=True)
    organisation = models.UUIDField(db_index=True)
    service = models.CharField(max_length=20)
    variant = models.CharField(max_length=60, blank=True, default="")
    counted_in = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "service", "variant"], name="one_item_of_each_kind")
        ]

    def __str__(self) -> str:
        return f"item {self.id}"


class Batch(models.Model):
    """Things of one kind that came together, in the store of one unit. The balance never falls below zero."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="batches")
    unit = models.UUIDField()
    number = models.CharField(max_length=40)
    expires_on = models.DateField(null=True)
    balance = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit", "number"], name="one_batch_of_each_number"),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="no_batch_below_zero"),
        ]

    def __str__(self) -> str:
        return f"batch {self.id}"


class Movement(models.Model):
    """Things came into a batch, left it, came back, or a count differed.

    It stores a day and not a moment: compared with the moments of deliveries a moment would reveal whose help it was.
    For whom and why are in facts, locked by the item's own lock.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10)
    quantity = models.IntegerField()
    balance = models.PositiveIntegerField()
    day = models.DateField()
    order = models.PositiveIntegerField()
    by = models.UUIDField(null=True)
    sealed = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "order"], name="movements_in_order")]

    def __str__(self) -> str:
        return f"movement {self.id}"


class MoneyIn(models.Model):
    """Money that an organisation received for helping people; nothing here is about a person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField(db_index=True)
    day = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    budget_line = models.CharField(max_length=40, blank=True, default="")
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"money in {self.id}"
