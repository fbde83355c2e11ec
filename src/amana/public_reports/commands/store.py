"""The rows of the letter box as the public face reaches them: inserts, and what one code finds.

On PostgreSQL the public face's role may read no table. It asks functions that answer for a look-up value alone
(`rows/public.py` says who may call them); SQLite has no roles, and there the same is asked by the ORM.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from amana.public_reports.models import Card, Letter, PublicReport


@dataclass(frozen=True)
class Found:
    """What stands of the report that belongs to a look-up value."""

    id: UUID
    once: bytes
    way: str
    lookup: bytes
    private: bytes
    state: str


@dataclass(frozen=True)
class Waiting:
    """A letter of that report."""

    part: str
    text: UUID
    envelope: bytes
    wraps: list[dict[str, Any]]
    came_at: datetime


def find(lookups: Sequence[bytes]) -> Found | None:
    """The report of one of these look-up values."""
    if connection.vendor == "postgresql":
        found = ask("SELECT id, once, way, lookup, box_private, state FROM amana_report(%s)", [list(lookups)])
    else:
        rows = PublicReport.objects.filter(lookup__in=list(lookups))
        found = list(rows.values_list("id", "once", "way", "lookup", "box_private", "state"))
    for id, once, way, lookup, private, state in found:
        return Found(id, bytes(once), way, bytes(lookup), bytes(private or b""), state)
    return None


def letters(lookup: bytes) -> list[Waiting]:
    """Answers and later words of the report of this look-up value, oldest first."""
    if connection.vendor == "postgresql":
        found = ask("SELECT part, text, envelope, wraps, came_at FROM amana_letters(%s)", [lookup])
    else:
        rows = Letter.objects.filter(report__lookup=lookup, part__in=("words", "answer")).order_by("came_at", "id")
        found = list(rows.values_list("part", "text", "envelope", "wraps", "came_at"))
    return [
        Waiting(part, text, bytes(envelope), json.loads(wraps) if isinstance(wraps, str) else wraps, at)
        for part, text, envelope, wraps, at in found
    ]


def card() -> tuple[str, bytes] | None:
    """The card and its signature."""
    if connection.vendor == "postgresql":
        found = ask("SELECT text, signature FROM amana_letter_box_card()", [])
    else:
        found = list(Card.objects.filter(id=1).values_list("text", "signature"))
    return (found[0][0], bytes(found[0][1])) if found else None


def ask(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a function of the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
