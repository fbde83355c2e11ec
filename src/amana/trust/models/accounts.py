"""Organisations, their units, and the people who sign in."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.dispatch import Signal

from amana.process_state import filled_at_start

# Sent with `ids` of accounts and the `fields` (None: all), before and after many of their rows are changed at once.
accounts_change = filled_at_start(Signal())
accounts_changed = filled_at_start(Signal())


class Organisation(models.Model):
    """A police force, court, NGO, shelter or agency that takes part; its name is public."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    name_ckb = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    pack = models.CharField(max_length=60)
    made_up = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"organisation {self.id}"


class Unit(models.Model):
    """A part of an organisation that shares a key: an intake desk, a protection team, a ward."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    name_ckb = models.CharField(max_length=200)
    supervised_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supervises")
    takes_signs = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"unit {self.id}"


class Kept[Row: models.Model](models.QuerySet[Row]):
    """Rows of accounts: also a change of many at once is checked before and kept after, as one by one."""

    of = "user_id"

    def update(self, **values: Any) -> int:
        """Changes the rows. Raises AccountChanged where one of their accounts is not as Amana wrote it."""
        ids = set(self.values_list(self.of, flat=True))
        accounts_change.send(sender=self.model, ids=ids, fields=values.keys())
        changed = super().update(**values)
        accounts_changed.send(sender=self.model, ids=ids, fields=values.keys())
        return changed

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """Creates the rows. Raises AccountChanged where one of their accounts is not as Amana wrote it."""
        rows = list(objs)
        ids = {getattr(row, self.of) for row in rows}
        accounts_change.send(sender=self.model, ids=ids, fields=None)
        made = super().bulk_create(rows, *args, **kwargs)
        accounts_changed.send(sender=self.model, ids=ids, fields=None)
        return made


class KeptUsers(Kept["User"]):
    """Accounts themselves."""

    of = "id"


class Users(BaseUserManager["User"]):
    """Finds users by the name they sign in with."""

    def get_queryset(self) -> KeptUsers:
        """Returns the users, whose changes are checked and kept."""
        return KeptUsers(self.model, using=self._db)


class User(AbstractBaseUser):
    """Somebody who signs in. `name` is a worker's name, never a survivor's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="users")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="home_of")
    is_active = models.BooleanField(default=True)
    made_up = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    phone_at_work = models.CharField(max_length=40, blank=True)
    written_names = models.JSONField(default=dict)  # name and office under letters, by language

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = Users()

    def __str__(self) -> str:
        return f"user {self.id}"


class RoleGrant(models.Model):
    """A role that a user holds; several are possible."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)

    objects = Kept.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role")]


class Membership(models.Model):
    """A user in a unit. `admitted_at` is empty until a member has wrapped the unit's key for the newcomer."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    admitted_at = models.DateTimeField(null=True)

    objects = Kept.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit"], name="once_in_a_unit")]
