"""What is written down of a person: fields and sections, services, consent, hand-overs, children, risk."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Strict, model_validator

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Kept, Kind, Names, Section, Sourced, Words


class FieldEntry(Entry):
    label: I18n
    hint: I18n | None = None
    kind: Kind
    kept: Kept
    section: Section | None = None
    options: Mapping[str, I18n] | None = None
    list: Words | None = None

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


class ServiceEntry(Entry):
    name: I18n
    fields: Names = ()
    followup_days: int | None = None
    schedule_days: Annotated[tuple[int, ...], Strict(False)] = ()
    deadline_hours: int | None = None
    sensitive: bool = False
    mandate: bool = False
    right: Words | None = None
    note: I18n | None = None


class CategoryEntry(Entry):
    name: I18n
    section: Section | None = None
    services: Mapping[str, ServiceEntry]


class DirectoryEntry(Entry):
    fields: Names
    warn_after_days: int
    confidence: Confidence


class ConsentPointEntry(Entry):
    type: Words
    name: I18n
    note: I18n | None = None


class ConsentEntry(Entry):
    points: Mapping[str, ConsentPointEntry]
    purposes: Mapping[str, I18n]
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


class HandoversEntry(Entry):
    fields: Mapping[str, HandoverFieldEntry]
    lists: Mapping[str, Names]
    by_category: Mapping[str, Names]
    never: Mapping[str, I18n]


class ChildEntry(Entry):
    adult_from_years: int
    guardian_within_hours: int
    rules: Annotated[tuple[I18n, ...], Strict(False)]
    bid_fields: Names
    confidence: Confidence


class RiskEntry(Entry):
    review_days: Mapping[str, int]
    factors: Mapping[str, I18n]
    confidence: Confidence


class TransnationalEntry(Sourced):
    phases: Annotated[tuple[I18n, ...], Strict(False)]
    steps: Annotated[tuple[I18n, ...], Strict(False)]
    check_days: Annotated[tuple[int, ...], Strict(False)]
