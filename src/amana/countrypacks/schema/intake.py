"""The intake desk: texts for a reporter, calls, concerns, and the notice about a child."""

from collections.abc import Mapping

from amana.countrypacks.schema.base import Entry, I18n, Names
from amana.countrypacks.schema.procedures import Deadline


class FeedbackEntry(Entry):
    """A text that a reporter may be sent; it says nothing about a person."""

    name: I18n
    text: I18n


class CallsEntry(Entry):
    """What is noted of a call while somebody talks, how the caller may be called back, and until when that is done."""

    fields: Names
    back: Names
    call_back: Deadline


class ConcernsEntry(Entry):
    """What is noted of a concern, and until when somebody has looked at it."""

    fields: Names
    look_at: Deadline


class NoticeLetter(Entry):
    title: I18n
    opening: I18n
    closing: I18n


class ChildNoticeEntry(Entry):
    """Which authorities are told of a child, until when, with what at first and with what later."""

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
