"""Files of a case as a list shows them: shut, with what the server may know of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana import vault
from amana.cases.models import Attachment, Procedure


@dataclass(frozen=True)
class FileCard:
    """A sealed file: its kind, size and state; of evidence the hash of the original as well.

    `said` are codes of what the cleaning did or found. Files from before there was cleaning have no type.
    """

    id: UUID
    section: str
    added_by: UUID | None
    added_at: datetime
    type: str
    size_bytes: int
    quarantined: bool
    said: tuple[str, ...]
    evidence: bool
    sha256: str


def file_cards(procedure: Procedure, sections: Iterable[str]) -> list[FileCard]:
    """The files in these sections, newest first, unopened."""
    rows = list(Attachment.objects.filter(procedure=procedure, section__in=list(sections)).order_by("-added_at"))
    facts = vault.facts.by_owner("attachment", [row.id for row in rows])
    return [_card(row, facts.get(row.id, {})) for row in rows]


def _card(row: Attachment, known: dict[str, object]) -> FileCard:
    said = known.get("said", [])
    assert isinstance(said, list)
    return FileCard(
        row.id, row.section, row.added_by, row.added_at, str(known.get("type", "")), int(str(known.get("bytes", 0))),
        known.get("outcome") == "quarantined", tuple(map(str, said)), row.original is not None, str(known.get("sha256", "")),
    )  # fmt: skip
