"""Everything that is encrypted, and the keys by which it opens."""

import secrets
from uuid import uuid4

from django.db import models


def _by_chance() -> int:
    return secrets.randbits(63)


class Key(models.Model):
    """A key pair of a user, a unit or the recovery officers.

    `private` is sealed under a password for a user, holds the ten files of the officers for recovery, and is empty else.

    `proof` is a keyed hash by the key store: a public key that somebody put into the database is not wrapped to.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder_kind = models.CharField(max_length=10)
    holder = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    suite = models.PositiveSmallIntegerField()
    public = models.BinaryField()
    private = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    proof = models.BinaryField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["holder_kind", "holder", "version"], name="one_key_per_version")]


class UnitShare(models.Model):
    """A unit's private key, wrapped to one of its members."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="shares")
    user = models.UUIDField()
    user_version = models.PositiveIntegerField(default=1)
    blob = models.BinaryField()

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["key", "user"], name="one_share_per_member")]


class Sealed(models.Model):
    """A sealed text: JSON or bytes in one envelope under a key of its own.

    `lock` names the lock key in the key store; `section` is the section of the case that the text belongs to, or
    empty. `kind` names its table and column, and enters the associated data.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lock = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=30)
    section = models.CharField(max_length=10, blank=True)
    envelope = models.BinaryField()
    key_version = models.PositiveIntegerField(default=1)
    to_be_rotated = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    class Meta:
        app_label = "trust"
        indexes = [models.Index(fields=["lock", "section"])]


class Wrap(models.Model):
    """The key of a sealed text, wrapped to one holder and locked by the lock key."""

    sealed = models.ForeignKey(Sealed, on_delete=models.CASCADE, related_name="wraps")
    holder_kind = models.CharField(max_length=10)
    holder = models.UUIDField()
    holder_version = models.PositiveIntegerField()
    lock_version = models.PositiveIntegerField()
    key_version = models.PositiveIntegerField()
    blob = models.BinaryField()
    consent = models.UUIDField(null=True, db_index=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "trust"
        constraints = [
            models.UniqueConstraint(fields=["sealed", "holder_kind", "holder", "consent"], name="one_wrap_per_ground")
        ]
        indexes = [models.Index(fields=["holder_kind", "holder"])]


class Facts(models.Model):
    """Coded facts about one thing, locked by the lock key: a copy of the database shows nothing."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lock = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=30)
    owner = models.UUIDField()
    envelope = models.BinaryField()
    lock_version = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["kind", "owner"], name="one_facts_row_each")]


class LookupToken(models.Model):
    """An entry of the look-up index: a keyed hash, and whose it is, veiled so that two entries of one person share nothing."""

    # By chance, so that no order tells which entries were made together.
    id = models.BigIntegerField(primary_key=True, default=_by_chance, editable=False)
    token = models.BinaryField(max_length=8)
    owner = models.BinaryField(max_length=16)

    class Meta:
        app_label = "trust"
        constraints = [models.UniqueConstraint(fields=["token", "owner"], name="one_entry_each")]


class IndexToken(models.Model):
    """A keyed hash of the index before `LookupToken`; each owner's rows go when that owner is indexed again."""

    organisation = models.UUIDField()
    field = models.CharField(max_length=12)
    token = models.BinaryField(max_length=16)
    owner = models.UUIDField(db_index=True)

    class Meta:
        app_label = "trust"
        indexes = [models.Index(fields=["organisation", "field", "token"])]
