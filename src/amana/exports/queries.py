"""Queries about the ledger of exports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana import vault
from amana.errors import NotFound
from amana.exports.models import AgeKey, Export, ExportPerson
from amana.exports.states import ExportState
from amana.trust.actor import Actor
from amana.trust.models import Line


@dataclass(frozen=True)
class ExportCard:
    """A line of the ledger: ids, moments and codes; `facts` has its purpose and its contents."""

    id: UUID
    number: str
    kind: str
    maker: UUID
    organisation: UUID
    recipient: UUID | None
    recipient_unit: UUID | None
    persons: int
    sha256: str
    state: str
    made_at: datetime
    expires_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    recalled_at: datetime | None
    destroyed_at: datetime | None
    stored: bool
    facts: dict[str, Any]

    @property
    def to(self) -> str:
        """Returns the recipient, in the maker's words."""
        return str(self.facts.get("to", ""))

    @property
    def to_be_destroyed(self) -> bool:
        """Returns whether copies of it must be destroyed, and nobody has confirmed yet that they are."""
        return self.recalled_at is not None and self.destroyed_at is None


def cards(rows: Iterable[Export]) -> list[ExportCard]:
    """Returns the lines with their facts; an erased one keeps its ids."""
    found = list(rows)
    facts = vault.facts.by_owner("export", [row.id for row in found])
    return [
        ExportCard(
            row.id, row.number, row.kind, row.maker, row.organisation, row.recipient, row.recipient_unit, row.persons,
            row.sha256, row.state, row.made_at, row.expires_at, row.decided_by, row.decided_at, row.recalled_at,
            row.destroyed_at, row.sealed is not None, facts.get(row.id, {}),
        )
        for row in found
    ]  # fmt: skip


def concerning(
    *, consent_id: UUID | None = None, procedure_id: UUID | None = None, unit_id: UUID | None = None
) -> QuerySet[Export]:
    """Exports that relied on this consent, or have records of this person; to one unit only, where it is named."""
    if consent_id is None and procedure_id is None:
        return Export.objects.none()
    people = ExportPerson.objects.all()
    if consent_id is not None:
        people = people.filter(consent=consent_id)
    if procedure_id is not None:
        people = people.filter(procedure=procedure_id)
    rows = Export.objects.filter(id__in=people.values("export"))
    return rows.filter(recipient_unit=unit_id) if unit_id is not None else rows


def exports_concerning(
    *, consent_id: UUID | None = None, procedure_id: UUID | None = None, unit_id: UUID | None = None
) -> list[ExportCard]:
    """The lines of the exports that `concerning` finds, newest first: what a recipient has to destroy, by id."""
    return cards(concerning(consent_id=consent_id, procedure_id=procedure_id, unit_id=unit_id).order_by("-made_at"))


def people_in(export_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """Returns (procedure, consent relied on or None) of everybody in an export."""
    return list(ExportPerson.objects.filter(export=export_id).order_by("id").values_list("procedure", "consent"))


def went_alone(actor: Actor, since: datetime) -> set[UUID]:
    """Returns everybody whom the actor exported since a moment without a second person, each once.

    People we help by their procedure, colleagues by their account.
    """
    files = Export.objects.filter(maker=actor.account, made_at__gt=since, decided_by=None).exclude(
        state=ExportState.WAITING
    )
    people = set(ExportPerson.objects.filter(export__in=files).values_list("procedure", flat=True))
    facts = vault.facts.by_owner("export", list(files.values_list("id", flat=True)))
    return people | {UUID(each) for told in facts.values() for each in told.get("colleagues", ())}


def mine(actor: Actor) -> QuerySet[Export]:
    """Returns exports that the actor made or that are for the actor or for one of the actor's units, newest first."""
    wanted = Q(maker=actor.account) | Q(recipient=actor.account) | Q(recipient_unit__in=actor.unit_ids)
    return Export.objects.filter(wanted).order_by("-made_at")


def waiting_for(actor: Actor) -> QuerySet[Export]:
    """Exports that wait for a second person who did not make them: of the own organisation, or all for a watcher."""
    if not actor.can("exports.approve"):
        return Export.objects.none()
    rows = Export.objects.filter(state=ExportState.WAITING)
    if not actor.can("protection.watch"):
        rows = rows.filter(organisation=actor.organisation_id)
    return rows.exclude(maker=actor.account).order_by("made_at")


def to_destroy(actor: Actor) -> QuerySet[Export]:
    """Returns recalled exports that the actor has, and whose copies nobody has confirmed to be destroyed."""
    return mine(actor).filter(recalled_at__isnull=False, destroyed_at=None)


def ledger(actor: Actor) -> QuerySet[Export]:
    """Returns every export, newest first, for the data-protection officer; else none. It has no contents."""
    if not actor.can("protection.watch"):
        return Export.objects.none()
    return Export.objects.order_by("-made_at")


def one(actor: Actor, export_id: UUID) -> Export:
    """Returns an export that the actor made, gets, decides on or watches. Raises NotFound."""
    for rows in (mine(actor), waiting_for(actor), ledger(actor)):
        found: Export | None = rows.filter(id=export_id).first()
        if found is not None:
            return found
    if actor.can("exports.approve"):
        found = Export.objects.filter(id=export_id, decided_by=actor.account).first()
        if found is not None:
            return found
    raise NotFound


def by_marks(marks: Iterable[bytes]) -> dict[bytes, ExportCard]:
    """Returns the lines whose hidden id is among these."""
    wanted = list(marks)
    rows = {row.id: bytes(row.mark) for row in Export.objects.filter(mark__in=wanted)}
    return {rows[card.id]: card for card in cards(Export.objects.filter(id__in=rows))}


def hash_in_trail(export_id: UUID) -> str:
    """The hash of the file in the audit log: the row of the ledger can be overwritten, a line cannot."""
    line = Line.objects.filter(verb="exports.made", object=export_id).order_by("pk").first()
    return str(line.ids.get("sha256", "")) if line else ""


def by_number(numbers: Iterable[str]) -> list[ExportCard]:
    """Returns the lines with these visible numbers."""
    return cards(Export.objects.filter(number__in=list(numbers)))


def all_marks() -> list[tuple[UUID, bytes, int]]:
    """(id, mark, rows) of every export: the codes of rows are compared with these."""
    rows = Export.objects.order_by("-made_at")
    lines = {card.id: int(card.facts.get("rows", 0)) for card in cards(rows)}
    return [(row.id, bytes(row.mark), lines.get(row.id, 0)) for row in rows]


def age_keys(organisation_id: UUID, *, confirmed: bool = False) -> list[AgeKey]:
    """Public keys that this organisation keeps for recipients, newest first; with `confirmed` those in use only."""
    rows = AgeKey.objects.filter(organisation=organisation_id, ended_at=None)
    if confirmed:
        rows = rows.exclude(confirmed_by=None)
    return list(rows.order_by("-added_at"))


def by_ids(ids: Iterable[UUID]) -> list[ExportCard]:
    """The lines with these ids, for tracing."""
    return cards(Export.objects.filter(id__in=list(ids)))
