"""Keeping what was typed, giving it back, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model

from amana import vault
from amana.drafts.models import Draft
from amana.drafts.places import LASTS, FormPlace, hash_of_record
from amana.errors import CannotOpen
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in

_KIND = "drafts_draft"
type Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as its writer sees it: (name, value) of each field, when it was kept, until when."""

    fields: Fields
    saved_at: datetime
    ends_at: datetime
    revision: int


class KeptElsewhere(Exception):
    """Another window of the same user was quicker: `kept` is what it keeps. No refusal: the page shows both."""

    def __init__(self, kept: Kept) -> None:
        super().__init__("kept elsewhere")
        self.kept = kept


@anybody_signed_in("a draft is the writer's own, and opens for nobody else")
@transaction.atomic
def keep(actor: Actor, place: FormPlace, *, fields: Fields, revision: int, now: datetime) -> Kept:
    """Keeps what was typed in place of what was kept at `revision` (0: nothing yet).

    Raises KeptElsewhere with the other text where another window of the same user was quicker.
    """
    mine = Draft.objects.filter(user=actor.account, place=place.hash)
    mine.filter(ends_at__lte=now).delete()
    row = mine.select_for_update().first()
    if row is None:
        first = Draft(user=actor.account, place=place.hash, about=place.about)
        _fill(first, fields, now)
        if _is_first(first):
            return Kept(fields, first.saved_at, first.ends_at, first.revision)
        row = mine.select_for_update().get()
    if row.revision != revision:
        theirs = _open(actor, row)
        if theirs is not None and [*theirs.fields] != [*fields]:
            raise KeptElsewhere(theirs)
    row.revision += 1
    _fill(row, fields, now)
    row.save()
    return Kept(fields, row.saved_at, row.ends_at, row.revision)


def _fill(row: Draft, fields: Fields, now: datetime) -> None:
    """Seals what was typed for the row, whose id and user the seal names."""
    row.key_version, row.sealed = vault.own_texts.seal_for_oneself(row.user, _KIND, row.id, {"fields": [*fields]})
    row.saved_at, row.ends_at = now, now + LASTS


def _is_first(row: Draft) -> bool:
    """Whether the row was put there. False where another window's came in between; on PostgreSQL its end is waited for."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


@anybody_signed_in("a draft is the writer's own, and opens for nobody else")
def open_draft(actor: Actor, place: FormPlace, *, now: datetime) -> Kept | None:
    """Returns what this user typed into the form and did not send; None where there is nothing that opens."""
    row = _row(actor, place, now)
    return _open(actor, row) if row is not None else None


def is_kept(user: UUID, place: FormPlace, now: datetime) -> bool:
    """Whether this user typed into the form and did not send it. Opens nothing."""
    return Draft.objects.filter(user=user, place=place.hash, ends_at__gt=now).exists()


@anybody_signed_in("a draft is the writer's own")
def discard(actor: Actor, place: FormPlace) -> None:
    """Deletes what this user typed into the form: it was sent or thrown away."""
    Draft.objects.filter(user=actor.account, place=place.hash).delete()


def expire(now: datetime) -> int:
    """Deletes drafts whose day is over. Returns their number."""
    return Draft.objects.filter(ends_at__lte=now).delete()[0]


def on_case_forgotten(sender: type[Model], case_id: UUID, **_sent: object) -> None:
    """Deletes every draft that anybody typed on a page of the case or of a record that hangs on it."""
    gone = {hash_of_record(record) for record in _records_of(sender, case_id)}
    ended = [row.id for row in Draft.objects.only("about") if gone.intersection(row.about)]
    Draft.objects.filter(id__in=ended).delete()


def _records_of(sender: type[Model], case_id: UUID) -> set[UUID]:
    """Returns the ids of the case and of everything that hangs on it by foreign keys, at any depth."""
    seen: dict[type[Model], set[Any]] = {sender: {case_id}}
    ahead: list[tuple[type[Model], set[Any]]] = [(sender, {case_id})]
    while ahead:
        model, ids = ahead.pop()
        for relation in model._meta.related_objects:
            if relation.many_to_many:
                continue
            child = relation.related_model
            known = seen.setdefault(child, set())
            rows = child._base_manager.filter(**{f"{relation.field.name}__in": ids}).values_list("pk", flat=True)
            fresh = {*rows} - known
            if fresh:
                known |= fresh
                ahead.append((child, fresh))
    return {id for ids in seen.values() for id in ids if isinstance(id, UUID)}


def _row(actor: Actor, place: FormPlace, now: datetime) -> Draft | None:
    return Draft.objects.filter(user=actor.account, place=place.hash, ends_at__gt=now).first()


def _open(actor: Actor, row: Draft) -> Kept | None:
    try:
        content = vault.own_texts.open_for_oneself(actor, _KIND, row.id, row.key_version, bytes(row.sealed))
    except vault.Broken:
        raise
    except CannotOpen:
        return None  # the writer's key pair was renewed meanwhile
    fields = [(str(name), str(value)) for name, value in content["fields"]]
    return Kept(fields, row.saved_at, row.ends_at, row.revision)
