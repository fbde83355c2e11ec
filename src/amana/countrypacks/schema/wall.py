"""The access rules between protection and enforcement, emergency access across it, and the notices after an incident."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Strict

from amana.countrypacks.schema.base import Entry, I18n, Names, Section, Sourced, Words

type Opens = Literal["with_ground", "through_judge", "never"]


class ReasonEntry(Sourced):
    """The reason for a cell, with its sources."""

    text: I18n


class CellEntry(Entry):
    """What one side sees of one thing. `purposes` says for which purposes it is closed; empty for all of them."""

    opens: Opens
    because: Words
    purposes: Names = ()


class SideEntry(Entry):
    """The members of one side: by role, or by the kind of organisation whose unit somebody works in."""

    name: I18n
    roles: Names = ()
    organisations: Names = ()
    cells: Mapping[str, CellEntry]


class WallEntry(Entry):
    """The table: who is on which side, and every cell of every side. A side that leaves a cell out is an error."""

    records: Mapping[str, I18n]
    reasons: Mapping[str, ReasonEntry]
    sides: Mapping[str, SideEntry]
    fields_across: Names = ()


class GlassEntry(Entry):
    """When emergency access is allowed, to which sections, for how long, and who reviews it by when."""

    kinds: Mapping[str, I18n]
    sections: Annotated[tuple[Section, ...], Strict(False)]
    hours: int
    review_hours: int
    most_a_month: int
    reason_letters: int
    look_ups_an_hour: int


class TellEntry(Sourced):
    """Somebody who is notified of an incident, within how many hours of its discovery; 0 for at once."""

    name: I18n
    hours: int


class IncidentsEntry(Entry):
    """What can happen to people's data, how it is recorded, and who is notified by when."""

    kinds: Mapping[str, I18n]
    data_classes: Mapping[str, I18n]
    bands: Mapping[str, I18n]
    tell: Mapping[str, TellEntry]
