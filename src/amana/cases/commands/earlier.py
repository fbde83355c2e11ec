"""An ordinary change of a section keeps what it said, for the team of the case and its supervisors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.models import Correction, Procedure
from amana.cases.queries.earlier import KIND
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command, require
from amana.trust.trail import record


@dataclass(frozen=True)
class EarlierValues:
    """What a change replaced: each changed field with the value before it, by whom and when.

    `corrected` names the fields whose value the person had corrected: it is left out here, and shown with the correction.
    """

    at: datetime
    by: UUID | None
    fields: Mapping[str, Any]
    corrected: frozenset[str]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """[before, after] of each field that differs, by name. What is empty, missing or not ticked is the same.

    >>> changes_between({"a": "x", "b": "", "c": 0}, {"a": "y", "c": None})
    {'a': ['x', 'y'], 'c': [0, None]}
    """
    names = sorted({*before, *after})
    pairs = {name: [before.get(name), after.get(name)] for name in names}
    return {name: pair for name, pair in pairs.items() if _or_none(pair[0]) != _or_none(pair[1])}


def _or_none(value: Any) -> Any:
    return None if value is False or value in (None, "", []) else value


@part_of_a_command
def keep_earlier(
    actor: Actor, procedure: Procedure, code: str, *, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    """What the changed fields said, sealed to the team and its supervisors; nothing where nothing differs.

    The text belongs to no section: a consent to the section, earlier or later, gives no key to it.
    """
    changes = changes_between(before, after)
    if changes:
        vault.texts.seal(
            lock=procedure.lock,
            kind=KIND + code,
            content={"fields": {name: pair[0] for name, pair in changes.items()}},
            holders=queries.holders_of_file(procedure),
            by=actor,
            at=now,
        )


@needs("cases.read")
@transaction.atomic
def open_earlier(actor: Actor, procedure: Procedure, code: str, now: datetime) -> tuple[list[EarlierValues], int]:
    """(earlier values of a section, newest first; how many more the actor's keys do not open). The opening is in the trail.

    Raises NotFound for whom the section is not open, or open by a consent alone.
    """
    decision = require(actor, "cases.read", procedure)
    queries.require_own(actor, "cases.read", procedure)
    section = queries.sealed_sections(procedure).get(code)
    if code not in decision.sections or section is None or not vault.texts.can_open(actor, section):
        raise NotFound
    kept = queries.earlier_texts(procedure, code)
    keys = vault.texts.openable(actor, kept)
    corrected = _corrected_values(actor, procedure, code) if keys else []
    found = []
    for row in kept:
        if row.id in keys:
            told = vault.texts.open_text(actor, row)["fields"]
            wrong = frozenset(name for name, value in told.items() if (name, value) in corrected)
            shown = {name: value for name, value in told.items() if name not in wrong}
            found.append(EarlierValues(row.changed_at, row.changed_by, shown, wrong))
    if found:
        record(actor, "cases.earlier_opened", procedure.id, now, section=section.id, count=len(found), **decision.ids)
    return found, len(kept) - len(found)


def _corrected_values(actor: Actor, procedure: Procedure, code: str) -> list[tuple[str, Any]]:
    """(field, wrong value) of everything that the person had corrected in a section."""
    rows = Correction.objects.filter(procedure=procedure, section=code, refused=False).values_list("sealed", flat=True)
    texts = [vault.texts.open_text(actor, sealed) for sealed in rows]
    return [(name, pair[0]) for text in texts for name, pair in text["changes"].items()]
