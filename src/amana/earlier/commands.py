"""Keeps what the changed fields said before, and opens it for those whom the caller let in."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from amana import vault
from amana.trust.actor import Actor
from amana.trust.authorise import part_of_a_command
from amana.vault.models import Sealed


@dataclass(frozen=True)
class EarlierValues:
    """What a change replaced: each changed field with the value before it, by whom and when.

    `corrected` names the fields whose value the person had corrected: it is left out here, and shown with the correction.
    """

    at: datetime
    by: UUID | None
    fields: Mapping[str, Any]
    corrected: frozenset[str] = frozenset()
    also: Mapping[str, Any] = field(default_factory=dict)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """[before, after] of each field that differs, by name. What is empty, missing or not ticked is the same.

    >>> changes_between({"a": "x", "b": "", "c": 0}, {"a": "y", "c": None})
    {'a': ['x', 'y'], 'c': [0, None]}
    """
    names = sorted({*before, *after})
    pairs = {name: [before.get(name), after.get(name)] for name in names}
    return {name: pair for name, pair in pairs.items() if _or_none(pair[0]) != _or_none(pair[1])}


def _or_none(value: Any) -> Any:
    return None if value is False or value in (None, "", [], {}) else value


@part_of_a_command
def keep_earlier(
    actor: Actor,
    lock: UUID,
    kind: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    holders: Iterable[vault.texts.Holder],
    now: datetime,
    also: Mapping[str, Any] | None = None,
) -> UUID | None:
    """The sealed text of what the changed fields said; None where nothing differs.

    `also` is kept with a change and makes none, as the wording in which answers were given. The text belongs to no
    section: a consent to a section, earlier or later, gives no key to it.
    """
    changes = changes_between(before, after)
    if not changes:
        return None
    content = {"fields": {name: pair[0] for name, pair in changes.items()}, "also": dict(also or {})}
    return vault.texts.seal(lock=lock, kind=kind, content=content, holders=holders, by=actor, at=now).id


@part_of_a_command
def open_values(
    actor: Actor, texts: Sequence[Sealed], *, corrected: Container[tuple[str, Any]] = ()
) -> list[EarlierValues]:
    """What the actor's keys open of these texts, in their order; leaves no line: that is the caller's act.

    `corrected` holds (field, wrong value) of everything that the person had corrected.
    """
    keys = vault.texts.openable(actor, texts)
    found = []
    for row in texts:
        if row.id in keys:
            content = vault.texts.open_text(actor, row)
            told = content["fields"]
            wrong = frozenset(name for name, value in told.items() if (name, value) in corrected)
            shown = {name: value for name, value in told.items() if name not in wrong}
            found.append(EarlierValues(row.changed_at, row.changed_by, shown, wrong, content.get("also", {})))
    return found
