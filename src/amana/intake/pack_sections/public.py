"""What a pack says to the public: questions of the report, pages to read, words in many languages, telephone lines."""

from collections.abc import Mapping
from typing import Annotated, Literal

from django.utils.translation import pgettext_lazy
from pydantic import Strict, StringConstraints

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Entry, I18n, Names, Sourced, Words
from amana.countrypacks.values import frozen


class GuidedQuestionEntry(Entry):
    """A question that a reporter may answer; without options of its own it is answered by yes, no or I don't know."""

    ask: I18n
    options: Mapping[str, I18n] = {}


class InformationPart(Entry):
    """A part of a page: words, a list, or a reference to another part of the pack."""

    heading: I18n | None = None
    text: I18n | None = None
    points: Annotated[tuple[I18n, ...], Strict(False)] = ()
    shows: Literal["rights_in_law", "hours"] | None = None


class InformationPage(Entry):
    title: I18n
    lead: I18n
    parts: Annotated[tuple[InformationPart, ...], Strict(False)]


class HelpIn(Sourced):
    """The offer of help in one language besides the three; unconfirmed until a native speaker has read it."""

    name: Words
    title: Words
    lines: Names
    danger: Words
    write: Words
    code: Words
    leave: Words


class InformationEntry(Entry):
    """The public face; `help_languages` are those of `help_in` that this country shows."""

    leave_to: Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+/\S*$")]
    questions: Mapping[str, GuidedQuestionEntry]
    pages: Mapping[str, InformationPage]
    help_in: Mapping[str, HelpIn] = {}
    help_languages: Names = ()


def build_information(builder: Builder, said: InformationEntry) -> InformationEntry:
    """Checks that every language in which help is offered has its words."""
    at = ("information", "help_languages")
    builder.check_all_known(at, said.help_languages, said.help_in, "language of help_in")
    return said


INFORMATION = register_section(
    RoomSection(
        "information",
        InformationEntry,
        build_information,
        label=pgettext_lazy("country pack", "Information for the public"),
    )
)


class Hotline(Sourced):
    number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{3,20}$")]
    name: I18n
    territory: Words
    authority: Words | None = None
    as_of: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")] | None = None
    free: bool = False
    day_and_night: bool = False
    emergency: bool = False


def build_hotlines(builder: Builder, lines: dict[str, Hotline]) -> Mapping[str, Hotline]:
    """Checks the territory and the authority of each line."""
    for key, line in lines.items():
        builder.check_known(("hotlines", key, "territory"), line.territory, builder.said.territories, "territory")
        if line.authority is not None:
            builder.check_known(("hotlines", key, "authority"), line.authority, builder.said.authorities, "authority")
    return frozen(lines)


HOTLINES = register_section(
    RoomSection("hotlines", dict[str, Hotline], build_hotlines, label=pgettext_lazy("country pack", "Hotlines"))
)
