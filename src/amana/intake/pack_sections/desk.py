"""What a pack says of the intake desk: texts for a reporter, calls, concerns, and the notice about a child."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Deadline, Entry, I18n, Names
from amana.countrypacks.values import Field


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
    quiet: Deadline
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
    quiet: Deadline  # from the last that happened on a report until somebody is asked whether it ends
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
        said.quiet,
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
