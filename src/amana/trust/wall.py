"""The access rules between protection and enforcement, from the pack: they open nothing, they only close.

A user is on a side by a role, or by the kind of an organisation in one of whose units they work. Users who are on
several sides have the strictest cell of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from amana.countrypacks import pack
from amana.process_state import filled_at_start
from amana.trust.pack_sections import WALL, CellEntry, Opens, SideEntry

_STRICTEST: dict[Opens, int] = {"with_ground": 0, "through_judge": 1, "never": 2}
type RecordOf = Callable[[Any, str], str]
_records: dict[type, RecordOf] = filled_at_start({})


@dataclass(frozen=True)
class Cell:
    """One cell: the side's id, what is looked at, how it opens, and for which purposes it is closed (empty: all)."""

    side: str
    what: str
    opens: Opens
    because: str
    purposes: frozenset[str] = frozenset()

    def shuts(self, purpose: str) -> bool:
        """Returns whether this cell lets nobody through for this purpose."""
        return self.opens != "with_ground" and (not self.purposes or purpose in self.purposes)

    @property
    def where(self) -> str:
        """Returns the cell in words: who, and what, in the reader's language."""
        return f"{WALL.of(pack()).sides[self.side].name}: {name_of(self.what)}"

    @property
    def why(self) -> str:
        """Returns the sentence of the pack that gives the reason."""
        return str(WALL.of(pack()).reasons[self.because].text)


def register_record(kind: type, record_of: RecordOf) -> None:
    """Registers `record_of(record, ground)`: the rules' record for one of `kind` reached by that ground; or ""."""
    _records[kind] = record_of


def record_kind(record: object, ground: str) -> str:
    """Returns the record of the rules that this is, or an empty text when no rule is about it."""
    said = _records.get(type(record))
    return said(record, ground) if said else ""


def name_of(what: str) -> str:
    """Returns the name of a section or record of the rules in the reader's language."""
    country = pack()
    return str(country.section_name(what) if what in country.sections else WALL.of(country).records[what])


def _cell(side: str, what: str, entry: CellEntry) -> Cell:
    return Cell(side, what, entry.opens, entry.because, frozenset(entry.purposes))


def shutting(roles: Iterable[str], kinds: Iterable[str], what: str, purpose: str) -> Cell | None:
    """Returns the strictest cell that closes `what` for those with these roles or kinds of organisation, or None."""
    mine, houses = frozenset(roles), frozenset(kinds)
    shut = [
        cell
        for key, side in WALL.of(pack()).sides.items()
        if _stands_on(side, mine, houses)
        for cell in [_cell(key, what, side.cells[what])]
        if cell.shuts(purpose)
    ]
    return max(shut, key=lambda cell: _STRICTEST[cell.opens], default=None)


def _stands_on(side: SideEntry, roles: frozenset[str], kinds: frozenset[str]) -> bool:
    return bool(roles & frozenset(side.roles) or kinds & frozenset(side.organisations))


def sides_of(roles: Iterable[str], kinds: Iterable[str]) -> frozenset[str]:
    """Returns the ids of the sides of somebody with these roles and kinds of organisation."""
    mine, houses = frozenset(roles), frozenset(kinds)
    return frozenset(key for key, side in WALL.of(pack()).sides.items() if _stands_on(side, mine, houses))


def shut_sections(roles: Iterable[str], kinds: Iterable[str], purpose: str) -> frozenset[str]:
    """Returns the sections that the rules close for them, for this purpose."""
    mine, houses = list(roles), list(kinds)
    return frozenset(code for code in pack().section_codes if shutting(mine, houses, code, purpose))


def in_the_way_of(kinds: Iterable[str], sections: Iterable[str], purpose: str) -> Cell | None:
    """Returns the first cell that an agreement for a unit of such organisations would cross."""
    kinds = list(kinds)
    for what in sorted(sections):
        cell = shutting((), kinds, what, purpose)
        if cell is not None:
            return cell
    return None


def section_of_field(field: str) -> str:
    """The section that a hand-over field is copied from; empty for one of no section, or that any side may get."""
    country = pack()
    if field in WALL.of(country).fields_across:
        return ""
    for fields in country.handover_lists.values():
        for each in fields:
            if each.id == field:
                section = each.source.partition(".")[0]
                return section if section in country.sections else ""
    return ""
