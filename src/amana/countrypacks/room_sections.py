"""Sections of the pack files that belong to one room: their shape, their checks and their value, in one module of the room.

A room registers a section in its module `pack_sections`, which is imported when the program starts, and reads it as
`MESSAGES.of(pack())`. Sections that many rooms read, or that other sections refer to, are in `schema` and `build`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from amana.countrypacks.schema import I18n, PackFile
from amana.countrypacks.values import Pack
from amana.process_state import filled_at_start

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from amana.countrypacks.build.builder import Builder

MODULE: Final = "pack_sections"
type Example = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class RoomSection[Entry, Value]:
    """One section: its key in the files, the pydantic shape of what is there, and `build`, which returns its value.

    `build` complains to the builder about every reference that leads nowhere. `label` is the name of the section on the
    pages of the pack. `default` is what counts where a pack has no such key; without one, the key has to be there.
    `lists` returns lists of the pack whose members this section names. `examples` runs the examples of each kind that
    packs hold about this section; they compare with `amana.countrypacks.checking.expect`.
    """

    key: str
    shape: type[Entry]
    build: "Callable[[Builder, Entry], Value]"
    label: "Promise | str" = ""
    default: Entry | None = None
    lists: Callable[[Entry], Mapping[str, Mapping[str, I18n]]] | None = None
    examples: Mapping[str, Callable[[Pack, Example], None]] = field(default_factory=dict)

    def of(self, pack: Pack) -> Value:
        """Returns what this pack says in the section."""
        return cast("Value", pack.of_rooms[self.key])


_sections: dict[str, RoomSection[Any, Any]] = filled_at_start({})


def register_section[Entry, Value](section: RoomSection[Entry, Value]) -> RoomSection[Entry, Value]:
    """Registers the section and returns it. Raises ValueError for a key that has an owner already."""
    if section.key in _sections or section.key in PackFile.model_fields:
        raise ValueError(f"registered twice: {section.key}")
    _sections[section.key] = section
    return section


def registered_sections() -> tuple[RoomSection[Any, Any], ...]:
    """Returns the sections of all rooms, in the order of their keys."""
    return tuple(_sections[key] for key in sorted(_sections))


def keep_entry[Entry](builder: "Builder", entry: Entry) -> Entry:
    """Returns the entry as it is: for a section that refers to nothing else in the pack."""
    return entry
