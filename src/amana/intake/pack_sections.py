"""What a pack says of taking in reports: at the desk, on the public pages, and which telephone lines are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from django.utils.translation import pgettext_lazy
from pydantic import Strict, StringConstraints

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Deadline, Entry, I18n, Names, Sourced, Words
from amana.countrypacks.values import Field, frozen

# The desk -------------------------------------------------------------------------------------------


class FeedbackEntry(Entry):
    """A text that may be sent to a reporter; it says nothing about a person."""

    name: I18n
    text: I18n


class CallsEntry(Entry):
    """The fields recorded during a call, how the caller may be called back, and the deadline for it."""

    fields: Names
    back: Names
    call_back: Deadline


class ConcernsEntry(Entry):
    """The fields recorded about a concern, and the deadline for its review."""

    fields: Names
    look_at: Deadline


class NoticeLetter(Entry):
    title: I18n
    opening: I18n
    closing: I18n


class ChildNoticeEntry(Entry):
    """Which authorities are notified of a child, until when, with which fields at first and later."""

    to: Names
    deadline: Deadline
    first: Names
    later: Names
    letter: NoticeLetter


class IntakeEntry(Entry):
    feedback: Mapping[str, FeedbackEntry]
    calls: CallsEntry
    concerns: ConcernsEntry
    child_notice: ChildNoticeEntry


@dataclass(frozen=True, slots=True)
class Calls:
    """The fields recorded during a call, those on how the caller may be called back, and the deadline for it."""

    fields: tuple[Field, ...]
    back: tuple[Field, ...]
    call_back: Deadline


@dataclass(frozen=True, slots=True)
class Concerns:
    """The fields recorded about a concern, and the deadline for its review."""

    fields: tuple[Field, ...]
    look_at: Deadline


@dataclass(frozen=True, slots=True)
class ChildNotice:
    """Which authorities are notified of a child, until when, with which fields at first and later."""

    to: tuple[str, ...]
    deadline: Deadline
    first: tuple[Field, ...]
    later: tuple[Field, ...]
    letter: NoticeLetter


@dataclass(frozen=True, slots=True)
class Intake:
    """What a country says of the intake desk."""

    feedback: Mapping[str, FeedbackEntry]
    calls: Calls
    concerns: Concerns
    child_notice: ChildNotice


def build_intake(builder: Builder, said: IntakeEntry) -> Intake:
    """Returns the section with its fields resolved; checks the authorities."""
    calls, concerns, notice = said.calls, said.concerns, said.child_notice
    builder.check_all_known(("intake", "child_notice", "to"), notice.to, builder.said.authorities, "authority")
    return Intake(
        said.feedback,
        Calls(
            builder.fields_at(("intake", "calls", "fields"), calls.fields),
            builder.fields_at(("intake", "calls", "back"), calls.back),
            calls.call_back,
        ),
        Concerns(builder.fields_at(("intake", "concerns", "fields"), concerns.fields), concerns.look_at),
        ChildNotice(
            notice.to,
            notice.deadline,
            builder.fields_at(("intake", "child_notice", "first"), notice.first),
            builder.fields_at(("intake", "child_notice", "later"), notice.later),
            notice.letter,
        ),
    )


INTAKE = register_section(
    RoomSection("intake", IntakeEntry, build_intake, label=pgettext_lazy("country pack", "Taking in reports"))
)

# The public pages -----------------------------------------------------------------------------------


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

# Telephone lines ------------------------------------------------------------------------------------


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
