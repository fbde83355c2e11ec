"""What a pack says of the receipt for a person when she agrees to something."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Strict

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Entry, I18n


class ReceiptEntry(Entry):
    """The receipt for the person when she agrees to something."""

    title: I18n
    lines: Mapping[str, I18n]
    nothing: I18n
    until_changed: I18n
    no_translation: I18n
    not_printable: I18n
    limits_not_printed: I18n
    rights: Annotated[tuple[I18n, ...], Strict(False)]


def build_receipt(builder: Builder, receipt: ReceiptEntry) -> ReceiptEntry:
    """Checks that each further language of the consents has every line of the receipt."""
    wanted = receipt.lines.keys() - {"interpreter"}
    for language, entry in builder.said.consent.in_languages.items():
        at = ("consent", "in_languages", language)
        builder.check_same_names((*at, "lines"), entry.lines, wanted)
        if len(entry.rights) != len(receipt.rights):
            builder.tree.complain((*at, "rights"), "has not as many lines as the receipt")
    return receipt


RECEIPT = register_section(RoomSection("receipt", ReceiptEntry, build_receipt))
