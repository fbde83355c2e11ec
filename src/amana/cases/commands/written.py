"""Which sealed sections are empty: a locked fact, so that the case page can say so without a key."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.sources import is_known

KIND: Final = "written_sections"


def keep_empty(procedure: Procedure, sections: Iterable[tuple[str, int, Mapping[str, Any]]]) -> None:
    """Notes, for each of these (code, revision, fields) whose fields say nothing, that it is empty at this revision.

    Nothing is noted for a section that says something: its next revision makes the earlier note outdated. So a note
    that is lost makes the page say less, and nothing untrue.
    """
    known = queries.empty_sections(procedure)
    empty = {code: revision for code, revision, fields in sections if not any(map(is_known, fields.values()))}
    if known | empty != known:
        vault.facts.put(procedure.lock, KIND, procedure.id, known | empty)
