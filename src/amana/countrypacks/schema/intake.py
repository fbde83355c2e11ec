"""The intake desk: texts for a reporter, calls, concerns, and the notice about a child."""

from collections.abc import Mapping

from amana.countrypacks.schema.base import Entry, I18n, Names
from amana.countrypacks.schema.procedures import Deadline


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
