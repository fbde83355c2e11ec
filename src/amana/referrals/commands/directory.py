"""Maintaining the directory: adding, changing and checking an entry, and reporting free places."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana.countrypacks.dates import day_of
from amana.errors import Conflict, NotFound
from amana.referrals.errors import AgesTurned, EntryExpired, NotAnUnitOfTheirs
from amana.referrals.models import Provider
from amana.referrals.queries.directory import may_say_places
from amana.referrals.rules import MORE_PLACES
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record

FIELDS = (
    "name_en", "name_ar", "name_ckb", "kind", "unit", "services", "governorates", "accepts_sex", "accepts_age_min",
    "accepts_age_max", "accepts_nationalities", "accepts_disability", "accepts_children_with_parent", "languages",
    "hours", "phone_public", "phone_focal_point", "capacity", "isp_signed", "accessibility", "cost", "valid_until",
)  # fmt: skip


def _write(actor: Actor, row: Provider, values: Mapping[str, Any], now: datetime) -> None:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields of an entry: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value)
    lowest, highest = row.accepts_age_min, row.accepts_age_max
    if lowest is not None and highest is not None and highest < lowest:
        raise AgesTurned
    if "unit" in values:
        row.organisation = _organisation_of(row.unit)
    row.changed_at, row.changed_by = now, actor.user_id


def _organisation_of(unit_id: UUID | None) -> UUID | None:
    if unit_id is None:
        return None
    try:
        return trust.unit(unit_id).organisation_id
    except NotFound as error:
        raise NotAnUnitOfTheirs from error


@needs("directory.keep")
@transaction.atomic
def add_provider(actor: Actor, *, values: Mapping[str, Any], now: datetime) -> Provider:
    """Adds an entry to the directory, checked now by its author. Raises AgesTurned, NotAnUnitOfTheirs."""
    row = Provider(verified_at=now, verified_by=actor.user_id)
    _write(actor, row, values, now)
    row.save(force_insert=True)
    record(actor, "directory.added", row.id, now)
    return row


def _lock_provider(provider_id: UUID) -> Provider:
    row = Provider.objects.select_for_update().filter(id=provider_id).first()
    if row is None:
        raise NotFound
    return row


@needs("directory.keep")
@transaction.atomic
def change_provider(
    actor: Actor, provider_id: UUID, *, values: Mapping[str, Any], revision: int, now: datetime
) -> Provider:
    """Changes an entry. Raises Conflict when somebody saved after `revision`; their version stays."""
    row = _lock_provider(provider_id)
    if row.revision != revision:
        theirs = {name: _as_text(getattr(row, name)) for name in values}
        mine = {name: _as_text(value) for name, value in values.items()}
        raise Conflict(theirs=theirs, mine=mine, revision=row.revision)
    _write(actor, row, values, now)
    row.revision += 1
    row.save()
    record(actor, "directory.changed", row.id, now, revision=row.revision)
    return row


def _as_text(value: object) -> str:
    """Returns a value of an entry as text, for comparing two versions."""
    return ", ".join(str(each) for each in value) if isinstance(value, list) else "" if value is None else str(value)


@needs("directory.keep")
@transaction.atomic
def check_provider(actor: Actor, provider_id: UUID, *, now: datetime) -> Provider:
    """Records that somebody has checked today that the entry is correct. Raises EntryExpired where it has ended."""
    row = _lock_provider(provider_id)
    if row.valid_until is not None and row.valid_until < day_of(now):
        raise EntryExpired
    row.verified_at, row.verified_by = now, actor.user_id
    row.save(update_fields=["verified_at", "verified_by"])
    record(actor, "directory.checked", row.id, now)
    return row


@needs("directory.read")
@transaction.atomic
def say_free_places(actor: Actor, provider_id: UUID, *, places: int, now: datetime) -> Provider:
    """Records the number of free places; more than three are recorded as four. Raises NotFound for all but its own people."""
    row = _lock_provider(provider_id)
    if not may_say_places(actor, row):
        raise NotFound
    row.free_places, row.capacity_updated_at = max(0, min(places, MORE_PLACES)), now
    row.save(update_fields=["free_places", "capacity_updated_at"])
    record(actor, "directory.places_said", row.id, now, places=row.free_places)
    return row
