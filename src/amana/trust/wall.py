"""The wall between protection and enforcement, as the pack writes it: it opens nothing, it only shuts.

Somebody stands on a side by a role, or by the kind of an organisation in one of whose units they work. Whoever stands on
several sides has the strictest cell of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from amana.countrypacks import pack
from amana.countrypacks.schema import CellEntry, Opens, SideEntry
from amana.process_state import filled_at_start

_STRICTEST: dict[Opens, int] = {"with_ground": 0, "through_judge": 1, "never": 2}
type RecordOf = Callable[[Any, str], str]
_records: dict[type, RecordOf] = filled_at_start({})


@dataclass(frozen=True)
class Cell:
    """One cell: the side's id, what is looked at, how it opens, and for which purposes it is shut (empty: all)."""

    side: str
    what: str
    opens: Opens
    because: str
    purposes: frozenset[str] = frozenset()

    def shuts(self, purpose: str) -> bool:
        """Whether this cell lets nobody through for this purpose."""
        return self.opens != "with_ground" and (not self.purposes or purpose in self.purposes)

    @property
    def where(self) -> str:
        """The cell as people say it: who, and what, in the reader's language."""
        return f"{pack().wall.sides[self.side].name}: {name_of(self.what)}"

    @property
    def why(self) -> str:
        """The sentence of the pack that says why."""
        return str(pack().wall.reasons[self.because].text)


def register_record(kind: type, record_of: RecordOf) -> None:
    """`record_of(record, ground)` says which record of the wall a record of `kind` is when reached by that ground; or ""."""
    _records[kind] = record_of


def record_kind(record: object, ground: str) -> str:
    """The record of the wall that this is, or an empty text when the wall has no word on it."""
    said = _records.get(type(record))
    return said(record, ground) if said else ""


def name_of(what: str) -> str:
    """A section or record of the wall in the reader's language."""
    country = pack()
    return str(country.section_name(what) if what in country.sections else country.wall.records[what])


def _cell(side: str, what: str, entry: CellEntry) -> Cell:
    return Cell(side, what, entry.opens, entry.because, frozenset(entry.purposes))


def shutting(roles: Iterable[str], kinds: Iterable[str], what: str, purpose: str) -> Cell | None:
    """The strictest cell that shuts `what` for those with these roles or kinds of organisation, or None."""
    mine, houses = frozenset(roles), frozenset(kinds)
    shut = [
        cell
        for key, side in pack().wall.sides.items()
        if _stands_on(side, mine, houses)
        for cell in [_cell(key, what, side.cells[what])]
        if cell.shuts(purpose)
    ]
    return max(shut, key=lambda cell: _STRICTEST[cell.opens], default=None)


def _stands_on(side: SideEntry, roles: frozenset[str], kinds: frozenset[str]) -> bool:
    return bool(roles & frozenset(side.roles) or kinds & frozenset(side.organisations))


def sides_of(roles: Iterable[str], kinds: Iterable[str]) -> frozenset[str]:
    """The ids of the sides on which somebody with these roles and kinds of organisation stands."""
    mine, houses = frozenset(roles), frozenset(kinds)
    return frozenset(key for key, side in pack().wall.sides.items() if _stands_on(side, mine, houses))


def shut_sections(roles: Iterable[str], kinds: Iterable[str], purpose: str) -> frozenset[str]:
    """The sections that the wall shuts for them, for this purpose."""
    mine, houses = list(roles), list(kinds)
    return frozenset(code for code in pack().section_codes if shutting(mine, houses, code, purpose))


def in_the_way_of(kinds: Iterable[str], sections: Iterable[str], purpose: str) -> Cell | None:
    """The first cell that an agreement for a unit of such organisations would cross."""
    kinds = list(kinds)
    for what in sorted(sections):
        cell = shutting((), kinds, what, purpose)
        if cell is not None:
            return cell
    return None


def section_of_field(field: str) -> str:
    """The section that a hand-over field is copied from; empty for what is no section's, or may travel to any side."""
    country = pack()
    if field in country.wall.fields_across:
        return ""
    for fields in country.handover_lists.values():
        for each in fields:
            if each.id == field:
                section = each.source.partition(".")[0]
                return section if section in country.sections else ""
    return ""
