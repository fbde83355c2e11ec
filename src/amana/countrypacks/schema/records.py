"""What is recorded about a person: fields and sections, services, consent, hand-overs, children, risk."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Strict, model_validator

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Kept, Kind, Names, Section, Sourced, Words
from amana.countrypacks.schema.procedures import ConditionEntry


class FieldEntry(Entry):
    label: I18n
    hint: I18n | None = None
    kind: Kind
    kept: Kept
    section: Section | None = None
    options: Mapping[str, I18n] | None = None
    list: Words | None = None
    known_as: str | None = None

    @model_validator(mode="after")
    def _choices_are_given(self) -> Self:
        if self.kind in {"choice", "choices"} and (self.options is None) == (self.list is None):
            raise ValueError("a choice needs either options or a list")
        if self.kind not in {"choice", "choices"} and (self.options is not None or self.list is not None):
            raise ValueError(f"{self.kind} has no options")
        if self.section is not None and self.kept != "sealed":
            raise ValueError("only a sealed field names a section")
        return self


class SectionEntry(Entry):
    name: I18n
    hint: I18n
    fields: Names


class LimitEntry(Entry):
    """The limit of what one person is given within so many days: a quantity, or an amount by currency."""

    within_days: int
    quantity: int | None = None
    amount: Mapping[str, int] = {}
    confidence: Confidence
    source: Words | None = None

    @model_validator(mode="after")
    def _limits_one_thing(self) -> Self:
        if (self.quantity is None) == (not self.amount):
            raise ValueError("a limit needs either a quantity or an amount")
        return self


class ServiceEntry(Entry):
    name: I18n
    fields: Names = ()
    followup_days: int | None = None
    schedule_days: Annotated[tuple[int, ...], Strict(False)] = ()
    deadline_hours: int | None = None
    sensitive: bool = False
    mandate: bool = False
    right: Words | None = None
    limit: LimitEntry | None = None
    conditions: Annotated[tuple[ConditionEntry, ...], Strict(False)] = ()
    note: I18n | None = None


class CategoryEntry(Entry):
    name: I18n
    section: Section | None = None
    services: Mapping[str, ServiceEntry]


class ConsentPointEntry(Entry):
    type: Words
    name: I18n
    note: I18n | None = None


class ConsentIn(Sourced):
    """What is read aloud, and the receipt, in one language besides the three; unconfirmed until a native speaker has read it."""

    name: Words
    read_aloud: Mapping[str, Words]
    title: Words
    nothing: Words
    until_changed: Words
    lines: Mapping[str, Words]
    rights: Names
    sections: Mapping[str, Words]
    purposes: Mapping[str, Words]


class ConsentEntry(Entry):
    """`needs_witness` are the ways of answering that count only with a witness; `recordings` name sound files by language
    and sentence. `opens_for` says whose work a purpose is: a consent for it opens sections to those of the recipient unit who
    hold one of these capabilities, and to nobody where none is named."""

    points: Mapping[str, ConsentPointEntry]
    purposes: Mapping[str, I18n]
    opens_for: Mapping[str, Names]
    read_aloud: Mapping[str, I18n]
    needs_witness: Names = ()
    recordings: Mapping[str, Mapping[str, Words]] = {}
    in_languages: Mapping[str, ConsentIn] = {}
    record_fields: Names
    exceptions: Mapping[str, I18n]
    scopes: Mapping[Literal["sections", "referral_fields"], I18n]


class HandoverFieldEntry(Entry):
    field: Words | None = None
    label: I18n | None = None
    source: Words

    @model_validator(mode="after")
    def _has_a_label(self) -> Self:
        if (self.field is None) == (self.label is None):
            raise ValueError("a hand-over field borrows its label from a field or has one of its own")
        return self


class HandoverNeeds(Sourced):
    """The fields without which a provider cannot help: with any service, and with those of a category."""

    any: Names
    by_category: Mapping[str, Names] = {}


class HandoversEntry(Entry):
    fields: Mapping[str, HandoverFieldEntry]
    lists: Mapping[str, Names]
    by_category: Mapping[str, Names]
    needed: HandoverNeeds
    never: Mapping[str, I18n]
