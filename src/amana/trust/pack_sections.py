"""What a pack says of the access rules between protection and enforcement."""

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import pgettext_lazy

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Entry, I18n, Names, Sourced, Words

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


def build_wall(builder: Builder, wall: WallEntry) -> WallEntry:
    """Checks that every side has every cell, with existing reasons and roles that sign in."""
    columns = {*builder.said.sections, *wall.records}
    for key, side in wall.sides.items():
        at = ("wall", "sides", key)
        builder.check_all_known((*at, "roles"), side.roles, builder.said.roles, "role")
        for column in sorted(columns - side.cells.keys()):
            builder.tree.complain((*at, "cells"), f"does not say what this side sees of {column}")
        for column, cell in side.cells.items():
            builder.check_known((*at, "cells", column), column, columns, "section or record of the wall")
            builder.check_known((*at, "cells", column, "because"), cell.because, wall.reasons, "reason")
    fields = builder.said.handovers.fields
    builder.check_all_known(("wall", "fields_across"), wall.fields_across, fields, "hand-over field")
    return wall


WALL = register_section(RoomSection("wall", WallEntry, build_wall, label=pgettext_lazy("country pack", "Access rules")))
