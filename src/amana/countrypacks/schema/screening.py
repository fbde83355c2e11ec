"""Indicators, the conversation that asks for them, the card, and the rules that turn answers into advice."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Strict, model_validator

from amana.countrypacks.schema.base import Confidence, Entry, I18n, Language, Moment, Names, Sourced, Words


class IndicatorSet(Sourced):
    title: I18n
    confidence_by_profile: Mapping[str, Confidence] = {}
    fidelity: Mapping[str, Words] = {}
    url: Words | None = None


class DimensionEntry(Entry):
    title: I18n
    palermo: Literal["means", "purpose"]
    phase: Literal["recruitment", "destination"]


type Strength = Literal["strong", "medium", "weak"]


class AsksEntry(Entry):
    """A question with the sentence in which it is asked, gentle and plain; what is noted is whether the label holds.

    `prompt_to_woman` holds the languages that address a woman in another form. `asks` says whether the sentence is
    for the person or for whoever looks and listens.
    """

    label: I18n
    prompt: I18n | None = None
    prompt_to_woman: Mapping[Language, Words] = {}
    asks: Literal["person", "observer"] = "person"


class IndicatorEntry(AsksEntry):
    set: Words
    dimension: Words
    applies_to: Names
    strength: Mapping[str, Strength] | None = None
    strength_basis: Mapping[str, Literal["secondary", "reconstructed", "reconstructed_supported"]] | None = None
    maps_to: Names = ()
    confidence: Confidence | None = None
    source: Words | None = None
    note: Words | None = None


class VulnerabilityEntry(AsksEntry):
    """A factor on one of four levels; `leads_to` is the immediate need that is looked at when the answer is yes."""

    level: Literal["individual", "household_family", "community", "structural"]
    kind: Literal["risk", "protective"]
    leads_to: Words | None = None


class NeedEntry(AsksEntry):
    """Something that may be needed at once: the service that answers it, and how soon."""

    service: Words
    urgency: Words


class SaidEntry(Entry):
    """A sentence to say to her; `to_woman` holds the languages that address a woman in another form."""

    text: I18n
    to_woman: Mapping[Language, Words] = {}


class ConversationPartEntry(Entry):
    """A part of the conversation: how it is opened, and the items it may touch, grouped by topic and in their order."""

    title: I18n
    open_prompt: SaidEntry
    topics: Mapping[str, Names] = {}


class ConversationEntry(Entry):
    parts: Mapping[str, ConversationPartEntry]
    words: Mapping[Moment, Annotated[tuple[SaidEntry, ...], Strict(False)]]


class CardQuestionEntry(Entry):
    """A question of the observation card. A yes is a sign that was seen, or says something about danger or age."""

    ask: I18n
    hint: I18n | None = None
    about: Literal["danger", "child"] | None = None
    observation: Words | None = None

    @model_validator(mode="after")
    def _means_one_thing(self) -> Self:
        if (self.about is None) == (self.observation is None):
            raise ValueError("a question says either `about` or `observation`")
        return self


class ContactEntry(Entry):
    """What the contact card says. Nothing on it tells whoever finds it why it was given."""

    title: I18n
    lines: Annotated[tuple[I18n, ...], Strict(False)]
    call: I18n
    danger: I18n


class ContactInEntry(Entry):
    """The contact card in one more language; `confidence` is that of the translation."""

    title: Words
    lines: Names
    call: Words
    danger: Words
    confidence: Literal["confirmed", "unconfirmed"]


class CardEntry(Entry):
    questions: Mapping[str, CardQuestionEntry]
    contact: ContactEntry
    contact_in: Mapping[str, ContactInEntry] = {}


class OutcomeEntry(Entry):
    id: Words
    when: Words
    result: Literal["presumed_victim", "at_risk", "other_protection", "inconclusive", "no_indication"]
    strength: Literal["low", "standard", "strong"] | None = None
    strength_when: Mapping[str, Literal["low", "standard", "strong"]] | None = None
    label: I18n
    basis: Words


class OverrideEntry(Entry):
    id: Words
    when: Words
    set: Mapping[str, bool]
    why: I18n
    basis: Words
    confidence: Confidence | None = None


class CombinationEntry(Entry):
    id: Words
    min: Mapping[Literal["strong", "medium", "weak", "medium_or_weak"], int]


class ContradictionEntry(Entry):
    """Answers that cannot both be right: `when` holds, and an item of `yes_in` (items, or dimensions) is answered yes."""

    id: Words
    when: Words
    yes_in: Names
    why: I18n


class SmugglingEntry(Entry):
    """What smuggling is made of, and the items whose yes does not fit an element or sign."""

    elements: Mapping[str, I18n]
    signs: Mapping[str, I18n]
    against: Mapping[str, Names] = {}


class Definition(Sourced):
    """What trafficking is and is not, where screening has to know it."""

    means_needed_for_child: bool
    border_needed: bool
    group_needed: bool
    threshold: I18n
    smuggling: I18n
    negative: I18n


class RulesEntry(Entry):
    """The rules that turn answers into advice; the methods room reads them as plain values."""

    schema_version: int
    principles: Mapping[str, I18n]
    protection_order: list[list[Words]]
    result_to_place: Mapping[str, Mapping[str, Any]]
    profile_selection: Mapping[str, Any]
    dimension_rule: "DimensionRule"
    derived: Mapping[str, Mapping[str, list[Words]]]
    overrides: list[OverrideEntry]
    outcomes: Mapping[Literal["child", "adult"], list[OutcomeEntry]]
    parameters: Mapping[str, Any]
    checklist: Mapping[str, Mapping[str, I18n]]
    checklist_outcomes: Mapping[Literal["child", "adult"], list[OutcomeEntry]]
    contradictions: list[ContradictionEntry]
    smuggling: SmugglingEntry
    definition: Definition


class DimensionRule(Entry):
    basis: Words
    any_of: list[CombinationEntry]
    count_only_answers: list[Words]


class ScreeningEntry(Entry):
    sets: Mapping[str, IndicatorSet]
    profiles: Mapping[str, I18n]
    dimensions: Mapping[str, DimensionEntry]
    answers: Mapping[str, I18n]
    results: Mapping[str, I18n]
    indicators: Mapping[str, IndicatorEntry]
    vulnerability: Mapping[str, VulnerabilityEntry]
    needs: Mapping[str, NeedEntry]
    conversation: ConversationEntry
    card: CardEntry
    rules: RulesEntry
