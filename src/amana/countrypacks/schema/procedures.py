"""Who decides what, on which tracks, with which steps and deadlines."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, Strict

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Names, Sourced, Unit, Words


class RoleEntry(Entry):
    name: I18n
    does: I18n


class RecordingEntry(Entry):
    """How the decision of somebody who does not sign in is recorded."""

    of: Names
    required_data: Names = ()


class Recording(Entry):
    on_paper: RecordingEntry
    by_word: RecordingEntry
    by_clock: RecordingEntry
    confirm_word_within_hours: int


class UrgencyEntry(Entry):
    name: I18n
    acknowledge_hours: int
    answer_hours: int
    confidence: Confidence
    source: Words | None = None


class UrgencyFloor(Entry):
    """A circumstance that sets the least allowed urgency."""

    name: I18n
    at_least: Words
    confidence: Confidence
    source: Words | None = None


class When(Entry):
    """The circumstance in which another length applies."""

    urgency: Words | None = None
    exit_visa: Literal["later"] | None = None


class VariantEntry(Entry):
    when: When
    value: int
    unit: Unit


class Deadline(Sourced):
    """A length of time that starts at a moment of the record."""

    value: int
    unit: Unit
    clock_starts: Words
    basis: Words | None = None
    variants: Annotated[tuple[VariantEntry, ...], Strict(False)] = ()
    table: Literal["acknowledge_hours", "answer_hours"] | None = None
    times: Mapping[str, int] = {}
    checks_days: Annotated[tuple[int, ...], Strict(False)] = ()
    late: I18n | None = None


class StateEntry(Entry):
    name: I18n
    phase: Words | None = None
    hint: I18n | None = None


class TrackEntry(Entry):
    name: I18n
    initial: Words
    terminal: Names = ()
    states: Mapping[str, StateEntry]


class ConsentNeed(Entry):
    """Which consent a step requires, and from whom."""

    type: Words
    also: Names = ()
    who: Literal["person", "adult_or_guardian_with_assent"]


class NextEntry(Entry):
    """The steps proposed at one place to the user who works on the record, and the text where there are none."""

    steps: Names = ()
    rest: I18n | None = None
    review: I18n | None = None


class ConditionEntry(Entry):
    """What must be on record before a step or a service counts; every key given must hold. `text` says it to the reader.

    `child` asks it only for a child or where the age is in doubt, `places` only where the record is in one of these,
    `when` only for these answers.
    """

    text: I18n
    child: bool = False
    places: Names = ()
    when: Mapping[str, Names] = {}
    adult: bool = False
    attempts: int | None = None
    searched: bool = False
    letters: Mapping[str, int] = {}
    answers: Mapping[str, Names] = {}
    agreed: Names = ()
    given: Names = ()
    settled: Names = ()
    without_facts: Mapping[str, Names] = {}
    days: int | None = None


class TransitionEntry(Entry):
    name: I18n
    track: Words | None = None
    from_: Annotated[Names, Field(alias="from")]
    to: Words
    decides: Names
    records: Names
    countersigns: Names = ()
    also_agrees: Names = ()
    guard: I18n | None = None
    required: Names = ()
    while_identification: Names = ()
    while_help: Names = ()
    consent: ConsentNeed | None = None
    deadline: Deadline | None = None
    takes_effect: Literal["entry", "confirmation"] = "confirmation"
    ends: Literal["closing", "refusing", "withdrawing", "lost_contact"] | None = None
    not_by_who_did: Names = ()
    conditions: Annotated[tuple[ConditionEntry, ...], Strict(False)] = ()
    opens_period: Words | None = None
    leads_to: I18n | None = None
    note: I18n | None = None
    basis: Words
    confidence: Confidence
    source: Words | None = None


class PeriodEntry(Entry):
    name: I18n
    opens_with: Words
    length: Deadline
    records: Names
    consent: ConsentNeed | None = None
    fields: Names
    note: I18n | None = None


class MachineEntry(Entry):
    name: I18n
    tracks: Mapping[str, TrackEntry]
    transitions: Mapping[str, TransitionEntry]
    next: Mapping[str, NextEntry] = {}
    periods: Mapping[str, PeriodEntry] = {}
    closing_ends_all: Words | None = None
    rights_hold: Names = ()
    rights: Annotated[tuple[I18n, ...], Strict(False)] = ()
    rules: Annotated[tuple[I18n, ...], Strict(False)] = ()
    milestones: Mapping[str, I18n] = {}
