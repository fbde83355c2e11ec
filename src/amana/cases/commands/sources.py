"""The source of each fact is kept with the facts, under the same lock."""

from collections.abc import Mapping
from typing import Any, Final

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.sources import sources_after

KIND: Final = "case_sources"


def keep_sources(
    procedure: Procedure,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    section: str = "",
    changed_by: str = "",
    named: Mapping[str, str] | None = None,
) -> None:
    """The sources fit the facts `after`, of the coded facts or of one `section`; those of other drawers stay.

    `before` and `after` are whole; see `sources_after`. The sources of a case are written as one: the caller holds its
    row until the end of the transaction (`select_for_update`), so that a colleague's sources are not lost.
    """
    kept = queries.all_sources(procedure)
    prefix = f"{section}." if section else ""
    mine = {name for name in kept if name.startswith(prefix) and ("." in name) == bool(section)}
    known = {name.removeprefix(prefix): kept[name] for name in mine}
    found = sources_after(known, before, after, changed_by=changed_by, named=named)
    told = {name: source for name, source in kept.items() if name not in mine}
    told |= {f"{prefix}{name}": source for name, source in found.items()}
    if told != kept:
        vault.facts.put(procedure.lock, KIND, procedure.id, told)
