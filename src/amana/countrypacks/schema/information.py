"""The content of the public face: questions that may be answered, pages to read, and words in many languages."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Strict, StringConstraints

from amana.countrypacks.schema.base import Entry, I18n, Names, Sourced, Words


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
