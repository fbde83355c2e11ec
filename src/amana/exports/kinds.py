"""What can be exported: kinds that rooms register at start, and the content that they build."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from amana.errors import NotFound
from amana.process_state import filled_at_start
from amana.trust.capabilities import CapabilityId

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from amana.trust.actor import Actor


@dataclass(frozen=True)
class Sheet:
    """A table: the heads of its columns and, for each person or thing, a row of texts and numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str | int]]


@dataclass(frozen=True)
class Story:
    """A file to be read: parts with a heading and lines of (label, text)."""

    parts: Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True)
class Content:
    """The contents of the file, and what the ledger records about it.

    `people` are the procedures whose records are in it, each with the consent relied on or None (the organisation's own
    work). `also` names more consents where a file relies on several. `sections` and `fields` are codes. `colleagues` are
    the accounts of people who work, in a list of them; `things` says that the rows are about nobody, such as a stock.
    """

    title: str
    body: Sheet | Story
    people: Mapping[UUID, UUID | None]
    sections: Sequence[str] = ()
    fields: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[UUID, Collection[UUID]] = field(default_factory=dict)
    colleagues: frozenset[UUID] = frozenset()
    things: bool = False

    @property
    def about(self) -> set[UUID]:
        """Everybody in the file: procedures of people we help, and accounts of colleagues."""
        return {*self.people, *self.colleagues}

    @property
    def is_empty(self) -> bool:
        """Whether the file would hold nobody, and no thing either."""
        return not self.about and not (self.things and isinstance(self.body, Sheet) and self.body.rows)

    def relied_on(self) -> set[tuple[UUID, UUID | None]]:
        """Returns (procedure, consent) of everybody, once for each consent relied on."""
        more = {(procedure, consent) for procedure, consents in self.also.items() for consent in consents}
        return {*self.people.items(), *more}


type Build = Callable[["Actor", Mapping[str, Any], "datetime"], Content]


@dataclass(frozen=True)
class ExportKind:
    """A kind of export: its name, whether it is a sheet or pages, what it asks for, and the function that builds it.

    `build(actor, chosen, now)` reads through scoped queries alone, so that nobody exports what they may not open.
    `asks` are the names among "period", "case" and "unit" that the page of making it asks for; "view" is what the address of
    that page says of a list.
    """

    code: str
    name: str | _StrPromise
    lead: str | _StrPromise
    build: Build
    asks: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ("xlsx", "csv")
    verb: CapabilityId = "exports.make"


_kinds: dict[str, ExportKind] = filled_at_start({})


def register_kind(kind: ExportKind) -> None:
    """Registers a kind of export. A second kind of the same code replaces the first."""
    _kinds[kind.code] = kind


def kinds(actor: Actor) -> list[ExportKind]:
    """The kinds that this actor may make, in the order of their registration."""
    return [kind for kind in _kinds.values() if actor.can("exports.make") and actor.can(kind.verb)]


def kind_of(code: str) -> ExportKind:
    """The kind. Raises NotFound."""
    found = _kinds.get(code)
    if found is None:
        raise NotFound
    return found
