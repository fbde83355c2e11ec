"""The rows of own pages as the public face reaches them: one page by its look-up value, and inserts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from amana.own_page.models import OwnPage, OwnWord
from amana.public_reports.commands.store import ask


@dataclass(frozen=True)
class FoundPage:
    """What stands of the page that belongs to a look-up value."""

    id: UUID
    lookup: bytes
    private: bytes
    unit: UUID
    text: UUID
    envelope: bytes
    wraps: list[dict[str, Any]]


@dataclass(frozen=True)
class FoundWord:
    """Something on that page: hers, or an answer."""

    ours: bool
    text: UUID
    envelope: bytes
    wraps: list[dict[str, Any]]
    came_at: datetime
    taken: bool


def find(lookups: Sequence[bytes]) -> FoundPage | None:
    """The page of one of these look-up values."""
    if connection.vendor == "postgresql":
        found = ask(
            "SELECT id, lookup, box_private, unit, text, envelope, wraps FROM amana_own_page(%s)", [list(lookups)]
        )
    else:
        rows = OwnPage.objects.filter(lookup__in=list(lookups))
        found = list(rows.values_list("id", "lookup", "box_private", "unit", "text", "envelope", "wraps"))
    for id, lookup, private, unit, text, envelope, wraps in found:
        return FoundPage(id, bytes(lookup), bytes(private), unit, text, bytes(envelope), _wraps(wraps))
    return None


def words_of(lookup: bytes) -> list[FoundWord]:
    """What was said on the page of this look-up value, oldest first."""
    if connection.vendor == "postgresql":
        found = ask("SELECT ours, text, envelope, wraps, came_at, taken FROM amana_own_words(%s)", [lookup])
    else:
        rows = OwnWord.objects.filter(page__lookup=lookup, faulty=False).order_by("came_at", "id")
        found = [(row.ours, row.text, row.envelope, row.wraps, row.came_at, row.taken_at is not None) for row in rows]
    return [
        FoundWord(ours, text, bytes(envelope), _wraps(wraps), at, taken)
        for ours, text, envelope, wraps, at, taken in found
    ]


def keep(row: Model) -> bool:
    """The row is stored; False when the same form brought it before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _wraps(told: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(told) if isinstance(told, str) else told
    return found
