"""What a pack may say: the shape of every section, as strict frozen values.

Nothing is coerced and nothing unknown is let through. References between sections are looked at in `build.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

type Confidence = Literal["confirmed", "unconfirmed", "design"]
type Kept = Literal["facts", "sealed", "working"]
type Section = Literal["identity", "contact", "account", "health", "legal"]
type Kind = Literal[
    "text", "longtext", "date", "moment", "month", "choice", "choices", "flag", "number", "money", "phone", "place",
    "service", "provider", "scan", "language", "country", "user", "sex", "age_group",
]  # fmt: skip
type Unit = Literal["hour", "day", "working_day"]
type Language = Literal["en", "ar", "ckb"]
type Moment = Literal["before_start", "distressed", "stop", "close"]
type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

Words = Annotated[str, StringConstraints(min_length=1)]
Names = Annotated[tuple[Words, ...], Strict(False)]
LANGUAGES = ("en", "ar", "ckb")


class Entry(BaseModel):
    """A frozen value that refuses unknown keys and converts nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class I18n(Entry):
    """A text in the three languages; `str` gives the one of the page."""

    en: Words
    ar: Words
    ckb: Words

    def text(self, language: str) -> str:
        """The text in `language` (`ar`, `ckb`, `en`, also with a region); English for any other."""
        match language.lower().split("-")[0]:
            case "ar":
                return self.ar
            case "ckb":
                return self.ckb
            case _:
                return self.en

    def __str__(self) -> str:
        return self.text(get_language() or "en")


class Sourced(Entry):
    """Something that can be right or wrong about a country, with what it rests on."""

    confidence: Confidence
    source: Words | None = None
    valid_from: date | None = None
    valid_from_confidence: Confidence | None = None
    valid_to: date | None = None
    valid_to_confidence: Confidence | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.confidence != "design" and self.source is None:
            raise ValueError(f"{self.confidence} needs a source")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class CountryEntry(Entry):
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    iso3: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    name: I18n


class PackEntry(Entry):
    """Who the pack is."""

    id: Words
    name: I18n
    extends: Words | None = None
    base_only: bool = False
    country: CountryEntry | None = None
    languages: Names = ()
    timezone: Words | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    weekend: Annotated[tuple[Weekday, ...], Strict(False)] = ()
    translations: Mapping[Literal["ar", "ckb"], Literal["draft", "reviewed"]] = {}


class RoleEntry(Entry):
    name: I18n
    does: I18n


class RecordingEntry(Entry):
    """How the decision of someone who does not sign in is written down."""

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
    """A circumstance in which an urgency is the least that is allowed."""

    name: I18n
    at_least: Words
    confidence: Confidence
    source: Words | None = None


class When(Entry):
    """The circumstance in which another length holds."""

    urgency: Words | None = None
    exit_visa: Literal["later"] | None = None


class VariantEntry(Entry):
    when: When
    value: int
    unit: Unit


class Deadline(Sourced):
    """A length of time that begins at a moment of the record."""

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
    """Which consent a step asks for, and of whom."""

    type: Words
    also: Names = ()
    who: Literal["person", "adult_or_guardian_with_assent"]


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
    not_by_who_did: Names = ()
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
    periods: Mapping[str, PeriodEntry] = {}
    closing_ends_all: Words | None = None
    rights_hold: Names = ()
    rights: Annotated[tuple[I18n, ...], Strict(False)] = ()
    rules: Annotated[tuple[I18n, ...], Strict(False)] = ()
    milestones: Mapping[str, I18n] = {}


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


class ViolenceTypeEntry(Entry):
    """A type of violence, in the order of elimination; the last one is what is left.

    `whatever_the_reason`: such an act counts without asking whether it was because of gender.
    """

    order: int
    whatever_the_reason: bool = False
    name: I18n
    question: I18n
    hint: I18n | None = None


class ClinicalWindow(Sourced):
    """Care that is a matter of hours since the incident.

    `acts` are the types whose question calls for it (none: any incident), `not_for_sex` the sexes it has no use for,
    `service` the service that gives it, `do` what to do now.
    """

    name: I18n
    hours: int | None = None
    hint: I18n | None = None
    do: I18n
    service: Words
    acts: Names = ()
    not_for_sex: Names = ()


class ConsentAge(Entry):
    from_years: int
    to_years: int
    child: Literal["none", "informed_assent", "informed_consent"]
    caregiver: Literal["none", "informed_consent", "with_permission_of_child"]
    form: I18n
    without_caregiver: I18n | None = None


class ConsentByAge(Sourced):
    ages: Annotated[tuple[ConsentAge, ...], Strict(False)]
    excluded_caregivers: Mapping[str, I18n]


class DerivedContext(Entry):
    name: I18n
    when: Words


class ViolenceEntry(Entry):
    types: Mapping[str, ViolenceTypeEntry]
    gender_question: I18n
    rules: Annotated[tuple[I18n, ...], Strict(False)]
    principles: Mapping[str, I18n]
    sectors: Mapping[str, I18n]
    context_fields: Names
    contexts: Mapping[str, DerivedContext]
    time_windows: Mapping[str, ClinicalWindow]
    consent_by_age: ConsentByAge
    reporting_limits: Annotated[tuple[I18n, ...], Strict(False)]
    minimum_cell: int
    never_shared: Names


class ActivityTypeEntry(Entry):
    name: I18n
    mandate: bool = False


class OutreachEntry(Entry):
    activity_types: Mapping[str, ActivityTypeEntry]
    activity_fields: Names
    learning_pass_mark_pct: int
    learning_follow_up_days: int
    rule: I18n


class ResultEntry(Entry):
    """An indicator of results, with the definition that is printed beside its figure."""

    pillar: Words
    level: Literal["output", "outcome", "quality"]
    name: I18n
    version: int
    unit: Literal["person", "event", "share", "money"]
    measure: Literal["median_days"] | None = None
    definition: I18n
    disaggregate: Names = ()
    source: Words


class ReportProfile(Entry):
    name: I18n
    period: Words
    indicators: Names = ()
    shape: Words | None = None
    fields: Names = ()
    variables: Names = ()
    confidence: Confidence
    source: Words | None = None


class DisclosureEntry(Entry):
    min_cell: int
    complementary_suppression: bool
    no_district_when_total_below: int
    nationality_grouping_when_below: int
    confidence: Confidence


class ResultsEntry(Entry):
    pillars: Mapping[str, I18n]
    indicators: Mapping[str, ResultEntry]
    units: Mapping[Literal["person", "event", "money", "share"], I18n]
    dimensions: Mapping[str, I18n]
    profiles: Mapping[str, ReportProfile]
    disclosure: DisclosureEntry


class Territory(Sourced):
    name: I18n
    members: Names = ()
    languages: Names = ()
    overlay: bool = False
    districts: Names = ()
    run_by_other: Mapping[str, str] = {}
    age_of_criminal_responsibility: "AgeOfResponsibility | None" = None


class AgeOfResponsibility(Sourced):
    years: int


class GovernorateEntry(Entry):
    pcode_cod: str | None = None
    name_en: Words
    name_en_alt: str | None = None
    name_ar: Words
    name_ckb: Words
    iso_3166_2: str | None = None
    pcode_legacy: str | None = None
    pcode_legacy_confidence: Confidence | None = None
    territory: Words
    capital_en: str | None = None
    capital_ar: str | None = None
    capital_ckb: str | None = None
    confidence: Annotated[str, StringConstraints(pattern="^(confirmed|unconfirmed|design)$")]
    source: str | None = None
    note: str | None = None


class DistrictEntry(Entry):
    name_en: Words
    name_ar: Words
    name_ckb: Words
    parent_pcode: Words
    valid_from: str | None = None


class GlossaryEntry(Entry):
    en: Words
    ar: Words
    ckb: Words
    translation: Words
    note: str | None = None


class LawBody(Sourced):
    article: Words | None = None
    name: I18n
    duties: Names = ()


class Penalty(Sourced):
    article: Words
    offence: Words
    penalty: Words
    fine_min: int | None = None
    fine_max: int | None = None
    currency: Words | None = None


class VictimRight(Sourced):
    what: I18n
    service: Words | None = None


class LawDefinition(Sourced):
    """Trafficking in the words of a law; `covers` says which elements of the checklist of screening it names.

    `at_least` are parts whose list is a minimum by the law's own words.
    """

    article: Words
    acts: Names = ()
    means: Names = ()
    purposes: Names = ()
    covers: Mapping[Literal["act", "means", "purpose"], Names] = {}
    at_least: Annotated[tuple[Literal["act", "means", "purpose"], ...], Strict(False)] = ()
    means_needed_for_child: bool
    international: bool = False
    cautions: Names = ()


class Law(Sourced):
    """An instrument of law: where it holds, since when, and what it gives."""

    title: I18n
    territories: Names
    adopted: date | None = None
    use: Words | None = None
    incorporates: Words | None = None
    definition: LawDefinition | None = None
    bodies: Mapping[str, LawBody] = {}
    penalties: Mapping[str, Penalty] = {}
    rights: Mapping[str, VictimRight] = {}
    gaps: Names = ()
    gaps_confidence: Confidence | None = None
    details: Mapping[str, Words] = {}


class ReportingDuty(Sourced):
    territory: Words
    rule: Words
    effect: I18n


class Authority(Sourced):
    territories: Names
    name: I18n
    role: Words


class Hotline(Sourced):
    number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{3,20}$")]
    name: I18n
    territory: Words
    authority: Words | None = None
    as_of: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")] | None = None
    free: bool = False
    day_and_night: bool = False
    emergency: bool = False


class Amounts(Entry):
    base: int | None = None
    daily: int | None = None
    cap: int | None = None
    min: int | None = None
    max: int | None = None
    confidence: Confidence
    source: Words | None = None
    note: Words | None = None


class Tariff(Sourced):
    """What a day of overstay costs at a place and time, as published."""

    name: I18n
    territory: Words
    type: Literal["base_plus_daily_capped", "daily", "range_discretionary", "consequence"]
    currency: Words | None = None
    amounts: Mapping[str, Amounts] = {}
    grace_days: int = 0
    exit_visa_first_days: int | None = None
    exit_visa_later_days: int | None = None
    depends_on: Names = ()
    consequences: Names = ()


class Addressee(Sourced):
    authority: Words | None = None
    name: I18n
    copies: Annotated[tuple[I18n, ...], Strict(False)] = ()


class Wording(Sourced):
    """A sentence of a letter; names in braces are filled from the letter's fields."""

    text: I18n


class Waiver(Entry):
    """The letter of recommendation for the waiver of fines."""

    name: I18n
    addressee: Mapping[str, Addressee]
    ground: I18n
    eligible: Names
    fields: Names
    counting_excludes: Mapping[str, I18n]
    wording: Mapping[str, Wording]
    requests: Mapping[str, Wording]


class Receipt(Entry):
    """What is printed for the person when she agrees to something."""

    title: I18n
    lines: Mapping[str, I18n]
    rights: Annotated[tuple[I18n, ...], Strict(False)]


class PackFile(Entry):
    """The whole of a pack, as its files say it together with those it extends."""

    pack: PackEntry
    roles: Mapping[str, RoleEntry]
    parties: Mapping[str, RoleEntry]
    recording: Recording
    urgency: Mapping[str, UrgencyEntry]
    urgency_floors: Mapping[str, UrgencyFloor]
    phases: Mapping[str, I18n]
    machines: Mapping[str, MachineEntry]
    invariants: Annotated[tuple[I18n, ...], Strict(False)]
    lists: Mapping[str, Mapping[str, I18n]]
    fields: Mapping[str, FieldEntry]
    sections: Mapping[Section, SectionEntry]
    case_facts: Names
    categories: Mapping[str, CategoryEntry]
    service_common_fields: Names
    directory: DirectoryEntry
    consent: ConsentEntry
    handovers: HandoversEntry
    children: ChildEntry
    risk: RiskEntry
    transnational: TransnationalEntry
    screening: ScreeningEntry
    violence: ViolenceEntry
    outreach: OutreachEntry
    results: ResultsEntry
    territories: Mapping[str, Territory]
    governorates: Mapping[str, GovernorateEntry]
    districts: Mapping[str, DistrictEntry]
    glossary: Mapping[str, GlossaryEntry]
    laws: Mapping[str, Law]
    law_selection: Annotated[tuple[I18n, ...], Strict(False)]
    reporting_duties: Mapping[str, ReportingDuty]
    authorities: Mapping[str, Authority]
    hotlines: Mapping[str, Hotline]
    tariffs: Mapping[str, Tariff]
    waiver: Waiver
    receipt: Receipt
