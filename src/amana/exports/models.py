"""The ledger of exports: every file with people's records that left, to whom, relying on which consents.

Its subject and its reason are locked facts under the lock of its own row; here are ids, moments and hashes.
"""

from uuid import uuid4

from django.db import models


class Export(models.Model):
    """One file that leaves the organisation. The row is written before the file can be fetched.

    `number` is on every page of the file; `mark` is the id hidden in it, which nobody can guess. `state` is waiting
    (for a second person), ready, refused, recalled (the consent it relied on was withdrawn) or over (its link ran out).
    `sealed` is the stored file, gone when the link runs out. `sha256` is that of the file as it is handed over.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    mark = models.BinaryField(max_length=8, unique=True)
    kind = models.CharField(max_length=30)
    lock = models.UUIDField(unique=True)
    maker = models.UUIDField(db_index=True)
    organisation = models.UUIDField(db_index=True)
    recipient = models.UUIDField(null=True, db_index=True)
    recipient_unit = models.UUIDField(null=True, db_index=True)
    persons = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.UUIDField(null=True)
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField(db_index=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    destroyed_by = models.UUIDField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"

    def __str__(self) -> str:
        return f"export {self.number}"


class ExportPerson(models.Model):
    """A person whose records are in an export, and the consent it relied on for them, where it relied on one."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="people")
    procedure = models.UUIDField(db_index=True)
    consent = models.UUIDField(null=True, db_index=True)

    class Meta:
        app_label = "trust"


class ExportFetch(models.Model):
    """A download of the file: who and when."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="fetches")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        app_label = "trust"


class AgeKey(models.Model):
    """A public key to which files for an organisation or a person are sealed, after its fingerprint was heard."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.UUIDField(db_index=True)
    label = models.CharField(max_length=120)
    public = models.CharField(max_length=120)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"
