"""Which sealed sections are empty: a locked fact, so that the case page can say so without a key."""

from collections.abc import Mapping
from typing import Any, Final

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.sources import is_known

KIND: Final = "written_sections"


def note_opened(procedure: Procedure, sections: Mapping[str, Mapping[str, Any]]) -> None:
    """Notes of all sections of a case that opens whether something is written in them; see `queries.emptiness_of_sections`."""
    noted = {code: 0 if _says_something(fields) else 1 for code, fields in sections.items()}
    vault.facts.put(procedure.lock, KIND, procedure.id, noted)


def note_empty(procedure: Procedure, code: str, fields: Mapping[str, Any], *, revision: int) -> None:
    """Notes that the section is empty at this revision, if it is.

    Nothing is noted for a section that says something: its new revision makes the earlier note outdated. So a note
    that is lost makes the page say less, and nothing untrue.
    """
    if not _says_something(fields):
        known = queries.emptiness_of_sections(procedure)
        vault.facts.put(procedure.lock, KIND, procedure.id, known | {code: revision})


def _says_something(fields: Mapping[str, Any]) -> bool:
    return any(is_known(value) for value in fields.values())
