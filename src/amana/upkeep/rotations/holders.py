"""Keys whose texts only their holders can open: a rotation is started here, and done by them as they open things."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.trust import account_states
from amana.trust.actor import SYSTEM
from amana.trust.models import Membership, User
from amana.trust.trail import record
from amana.upkeep.rotations.kinds import Count, Kind, Progress
from amana.vault import renewal
from amana.vault.models import Key, KeyRotation, Sealed, Wrap


def rotations_of(kind: str) -> int:
    """Returns the number of the present key, where each rotation gives every holder or text another one."""
    return 1 + KeyRotation.objects.filter(kind=kind).count()


# Units ------------------------------------------------------------------------------------------------------


def _renew_units(run: KeyRotation, at: datetime, progress: Progress) -> None:
    """Gives every unit with a key a new one, for its present members."""
    units = list(_units_after(run.place))
    for left, unit in zip(range(len(units) - 1, -1, -1), units, strict=True):
        members = Membership.objects.filter(unit=unit, admitted_at__isnull=False, user__is_active=True)
        with transaction.atomic():
            found = list(members.order_by("user").values_list("user", flat=True))
            changed = account_states.find_changed(found)
            found = [user for user in found if user not in changed]
            if found:  # a key that nobody holds would open nothing
                version = vault.keyring.renew_unit_key(unit, found, at)
                record(SYSTEM, "trust.unit_key_renewed", unit, at, version=version)
            stand_at(run, unit)
        progress(run.done, left)


def _units_after(place: str) -> Iterator[UUID]:
    units = set(Key.objects.filter(holder_kind="unit").values_list("holder", flat=True))
    return (unit for unit in sorted(units) if unit.hex > place)


def stand_at(run: KeyRotation, place: UUID) -> None:
    """Records how far the run is."""
    run.place, run.done = place.hex, run.done + 1
    run.save(update_fields=["place", "done"])


# Users ------------------------------------------------------------------------------------------------------


def _ask_users(run: KeyRotation, at: datetime, progress: Progress) -> None:
    """Makes everybody choose a new password at their next sign-in, which gives them a new key."""
    User.objects.filter(id__in=_earlier_users(run.begun_at)).update(must_change_password=True)


def _earlier_users(begun_at: datetime) -> list[UUID]:
    newer = set(Key.objects.filter(holder_kind="user", made_at__gte=begun_at).values_list("holder", flat=True))
    return [id for id in User.objects.filter(is_active=True).values_list("id", flat=True) if id not in newer]


def _count_users() -> Count:
    run = KeyRotation.objects.filter(kind="user", ended_at=None).first()
    active = User.objects.filter(is_active=True).count()
    old = len(_earlier_users(run.begun_at)) if run is not None else 0
    return old, active - old


# Texts ------------------------------------------------------------------------------------------------------


def _mark_texts(run: KeyRotation, at: datetime, progress: Progress) -> None:
    """Marks every text to get a new key when it is next opened; nothing is written under the present ones."""
    Sealed.objects.filter(to_be_rotated=False).update(to_be_rotated=True)


def _count_texts() -> Count:
    marked = Sealed.objects.filter(to_be_rotated=True).count()
    return marked, Sealed.objects.count() - marked


def _count_recovery() -> Count:
    """Texts without a wrap to the present officers, and those with one."""
    newest = _recovery_version()
    if not newest:
        return Sealed.objects.count(), 0
    new = Wrap.objects.filter(holder_kind="recovery", holder_version=newest).count()
    return Sealed.objects.count() - new, new


def _recovery_version() -> int:
    newest = Key.objects.filter(holder_kind="recovery").order_by("-version").first()
    return newest.version if newest is not None else 0


UNIT = Kind(
    "unit", lambda: renewal.count_wraps("unit"), lambda: rotations_of("unit"), go_on=_renew_units, ends_at_once=True
)
USER = Kind("user", _count_users, lambda: rotations_of("user"), go_on=_ask_users)
SECTION = Kind("section", _count_texts, lambda: rotations_of("section"), go_on=_mark_texts, ends_at_once=True)
RECOVERY = Kind("recovery", _count_recovery, _recovery_version)
