"""What a pack says of the directory of providers, and of a referral to another country."""

from typing import Annotated

from django.utils.translation import pgettext_lazy
from pydantic import Strict

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, keep_entry, register_section
from amana.countrypacks.schema import Confidence, Entry, I18n, Names, Sourced


class DirectoryEntry(Entry):
    fields: Names
    warn_after_days: int
    confidence: Confidence


class TransnationalEntry(Sourced):
    phases: Annotated[tuple[I18n, ...], Strict(False)]
    steps: Annotated[tuple[I18n, ...], Strict(False)]
    check_days: Annotated[tuple[int, ...], Strict(False)]


def build_directory(builder: Builder, said: DirectoryEntry) -> DirectoryEntry:
    """Checks the fields of an entry."""
    builder.fields_at(("directory", "fields"), said.fields, scope="directory")
    return said


DIRECTORY = register_section(
    RoomSection("directory", DirectoryEntry, build_directory, label=pgettext_lazy("country pack", "Directory of help"))
)
TRANSNATIONAL = register_section(
    RoomSection(
        "transnational",
        TransnationalEntry,
        keep_entry,
        label=pgettext_lazy("country pack", "Referral to another country"),
    )
)
