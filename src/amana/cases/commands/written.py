"""Whether something is written in a sealed section: a locked fact, so that the case page can say so without a key."""

from collections.abc import Mapping
from typing import Any, Final

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.sources import is_known

KIND: Final = "written_sections"


def keep_written(procedure: Procedure, sections: Mapping[str, Mapping[str, Any]]) -> None:
    """Notes for each of these sections whether one of its fields says something. The others stay as they were noted."""
    known = queries.written_sections(procedure)
    now_written = {code: any(is_known(value) for value in fields.values()) for code, fields in sections.items()}
    if known | now_written != known:
        vault.facts.put(procedure.lock, KIND, procedure.id, known | now_written)
