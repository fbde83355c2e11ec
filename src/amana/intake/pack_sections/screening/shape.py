"""The shape of the section on screening, as the pack files write it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Strict, model_validator

from amana.countrypacks.schema import LANGUAGES, Confidence, Entry, I18n, Language, Names, Sourced, Words

type Moment = Literal["before_start", "distressed", "stop", "close"]


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
type Box = Literal["present", "absent", "unknown", "again"]


class RepliesEntry(Entry):
    """The box for each plain reply; `again` where the reply does not answer the sentence."""

    yes: Box
    no: Box
    nobody: Box
    never: Box
    dont_know: Box

    @model_validator(mode="after")
    def _leads_one_way(self) -> Self:
        if "unknown" in (self.yes, self.no, self.nobody, self.never):
            raise ValueError("only `dont_know` may mean that it is not known")
        if self.yes == self.no != "again":
            raise ValueError("`yes` and `no` cannot mean the same")
        return self


class AnswersEntry(Entry):
    """The boxes of one question: found (`present`), not found (`absent`), and the plain replies."""

    present: I18n
    absent: I18n
    replies: RepliesEntry

    @model_validator(mode="after")
    def _says_what_was_found(self) -> Self:
        for name, text in (("present", self.present), ("absent", self.absent)):
            for language in LANGUAGES:
                if is_bare(text.text(language)):
                    raise ValueError(f"{name}.{language} is a bare yes or no (say what was found)")
        if any(self.present.text(language) == self.absent.text(language) for language in LANGUAGES):
            raise ValueError("`present` and `absent` are the same")
        return self


_BARE = frozenset(
    {"yes", "no", "not", "none", "yes.", "no.", "نعم", "لا", "كلا", "بەڵێ", "نەخێر", "نا", "ئا", "هیچ", "نییە", "هەیە"}
)


def is_bare(text: str) -> bool:
    """Whether a label is a plain yes or no, which says nothing of what was found."""
    return text.strip().strip(".،؛").lower() in _BARE


class CompoundEntry(Entry):
    """A question with its boxes.

    `compound`: it asks two things, so that "not there" rules nothing out and counts as not known. `doubtful_before`: the
    version of the rules (`schema_version`) before which "not there" may have been stored upside down.
    """

    answers: AnswersEntry
    compound: bool = False
    doubtful_before: int | None = None


class ChildWordsEntry(Entry):
    """How a child is asked: a sentence of its own with its plain replies, or the reason for not asking a child (`leave`)."""

    prompt: I18n | None = None
    to_girl: Mapping[Language, Words] = {}
    replies: RepliesEntry | None = None
    leave: I18n | None = None

    @model_validator(mode="after")
    def _asks_or_leaves(self) -> Self:
        if (self.prompt is None) == (self.leave is None) or (self.prompt is None) != (self.replies is None):
            raise ValueError("a child is asked with `prompt` and `replies`, or not asked (`leave`)")
        return self


class AsksEntry(CompoundEntry):
    """A question with the sentence in which it is asked, gentle and plain; what is recorded is whether the label is true.

    `prompt_to_woman` holds the languages that address a woman in another form; `child` is the wording for a child.
    `asks` says whether the sentence is for the person or for the screener, who looks and listens.
    """

    label: I18n
    prompt: I18n | None = None
    prompt_to_woman: Mapping[Language, Words] = {}
    child: ChildWordsEntry | None = None
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
    """Something that may be needed at once: the service for it, and how soon."""

    service: Words
    urgency: Words


class SaidEntry(Entry):
    """A sentence to say to her; `to_woman` has the languages that address a woman in another form."""

    text: I18n
    to_woman: Mapping[Language, Words] = {}


class ConversationPartEntry(Entry):
    """A part of the conversation: its opening, and the items it may cover, grouped by topic and in their order."""

    title: I18n
    open_prompt: SaidEntry
    topics: Mapping[str, Names] = {}


class ConversationEntry(Entry):
    parts: Mapping[str, ConversationPartEntry]
    words: Mapping[Moment, Annotated[tuple[SaidEntry, ...], Strict(False)]]


class CardQuestionEntry(CompoundEntry):
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
    """The text of the contact card. Nothing on it reveals to a finder why it was given."""

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
    """Answers that cannot both be right: `when` is true, and an item of `yes_in` (items, or dimensions) is answered yes."""

    id: Words
    when: Words
    yes_in: Names
    why: I18n


class SmugglingEntry(Entry):
    """The elements of smuggling, and the items whose yes contradicts an element or sign."""

    elements: Mapping[str, I18n]
    signs: Mapping[str, I18n]
    against: Mapping[str, Names] = {}


class Definition(Sourced):
    """What trafficking is and is not, as far as screening needs it."""

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
    checklist_answers: Mapping[str, AnswersEntry]
    flag_answers: Mapping[str, AnswersEntry]
    smuggling_answers: Mapping[str, AnswersEntry]
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
    replies: Mapping[str, I18n]
    results: Mapping[str, I18n]
    indicators: Mapping[str, IndicatorEntry]
    vulnerability: Mapping[str, VulnerabilityEntry]
    needs: Mapping[str, NeedEntry]
    conversation: ConversationEntry
    card: CardEntry
    rules: RulesEntry
