"""What a pack says of the directory of providers."""

from django.utils.translation import pgettext_lazy

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Confidence, Entry, Names


class DirectoryEntry(Entry):
    fields: Names
    warn_after_days: int
    confidence: Confidence


def build_directory(builder: Builder, said: DirectoryEntry) -> DirectoryEntry:
    """Checks the fields of an entry."""
    builder.fields_at(("directory", "fields"), said.fields, scope="directory")
    return said


DIRECTORY = register_section(
    RoomSection("directory", DirectoryEntry, build_directory, label=pgettext_lazy("country pack", "Directory of help"))
)
