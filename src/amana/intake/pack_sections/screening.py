"""What a pack says of screening: what is asked and in which words, the observation card, the rules that give advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from django.utils.translation import pgettext_lazy
from pydantic import Strict, model_validator

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.checking import NotAsExpected, expect
from amana.countrypacks.room_sections import Example, RoomSection, register_section
from amana.countrypacks.schema import LANGUAGES, Confidence, Entry, I18n, Language, Names, Sourced, Words
from amana.countrypacks.source import Key
from amana.countrypacks.values import Pack, frozen
from amana.intake.pack_sections.sentences import faults
from amana_methods.screening import ANSWERS, RuleError, RuleSet, evaluate

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


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to say aloud; `to_woman` is the same where a language has no other form for women."""

    text: I18n
    to_woman: I18n

    def to(self, sex: str | None) -> I18n:
        """Returns the words for somebody of this sex (the pack's list `sex`); for anybody not known to be a woman, `text`."""
        return self.to_woman if sex == "female" else self.text


@dataclass(frozen=True, slots=True)
class ConversationPart:
    """A part of the conversation in its order; `items` are screening items, gentle ones before painful ones.

    An item belongs to exactly one part. Which of them are asked depends on the profiles that fit.
    """

    id: str
    title: I18n
    open_prompt: Said
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationWords:
    """What is said before the first question (consent K1), when she is distressed, when she stops, and at the end."""

    before_start: tuple[Said, ...]
    distressed: tuple[Said, ...]
    stop: tuple[Said, ...]
    close: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What a country says of screening.

    `conversation` has the parts in their order, `prompts` and `child_prompts` the sentence in which each item, factor of
    vulnerability or need is asked. `plain_indicators` and `plain_rules` are what the methods read.
    """

    profiles: Mapping[str, I18n]
    dimensions: Mapping[str, DimensionEntry]
    answers: Mapping[str, I18n]
    replies: Mapping[str, I18n]
    results: Mapping[str, I18n]
    indicators: Mapping[str, IndicatorEntry]
    vulnerability: Mapping[str, VulnerabilityEntry]
    needs: Mapping[str, NeedEntry]
    card: CardEntry
    rules: RulesEntry
    conversation: tuple[ConversationPart, ...]
    words: ConversationWords
    prompts: Mapping[str, Said]
    child_prompts: Mapping[str, Said]
    plain_indicators: tuple[dict[str, Any], ...]
    plain_rules: dict[str, Any]

    def rule_set(self) -> RuleSet:
        """Returns the rules as the methods use them. Raises RuleError where they make no sense."""
        return RuleSet.from_data(self.plain_rules, self.plain_indicators)


def build_screening(builder: Builder, said: ScreeningEntry) -> Screening:
    """Returns the section with its sentences and plain values; checks every reference, and that the rules make sense."""
    _check_indicators(builder, said)
    _check_rules(builder, said)
    _check_laws(builder, said)
    _check_card(builder, said)
    _check_boxes(builder, said)
    _check_needs(builder, said)
    screening = Screening(
        profiles=said.profiles,
        dimensions=said.dimensions,
        answers=said.answers,
        replies=said.replies,
        results=said.results,
        indicators=said.indicators,
        vulnerability=said.vulnerability,
        needs=said.needs,
        card=said.card,
        rules=said.rules,
        conversation=_build_conversation(builder, said),
        words=_build_words(builder, said),
        prompts=frozen(_build_prompts(builder, said)),
        child_prompts=frozen(_build_child_prompts(builder, said)),
        plain_indicators=_plain_indicators(builder),
        plain_rules=_plain_rules(builder),
    )
    _check_method(builder, screening)
    return screening


def _check_indicators(builder: Builder, said: ScreeningEntry) -> None:
    dimensions = {*said.dimensions, "observation", "context_sign"}
    for key, item in said.indicators.items():
        here = ("screening", "indicators", key)
        builder.check_known((*here, "set"), item.set, said.sets, "set of indicators")
        builder.check_known((*here, "dimension"), item.dimension, dimensions, "dimension")
        builder.check_all_known((*here, "applies_to"), item.applies_to, said.profiles, "profile")
        builder.check_all_known((*here, "maps_to"), item.maps_to, said.indicators, "indicator")
        if item.strength is not None and item.confidence is None and item.strength_basis is None:
            builder.tree.complain(here, "strength_basis is missing (a weight says where it comes from)")
        if item.strength is None and item.confidence is None:
            builder.tree.complain((*here, "confidence"), "is missing")
        if item.strength is not None and item.dimension not in said.dimensions:
            builder.tree.complain((*here, "strength"), "only an item of a dimension has a weight")
        for profile in item.strength or {}:
            builder.check_known((*here, "strength", profile), profile, item.applies_to, "profile of this item:")


def _check_rules(builder: Builder, said: ScreeningEntry) -> None:
    rules, at = said.rules, ("screening", "rules")
    prompts = rules.parameters.get("observation_prompt_always", [])
    builder.check_all_known((*at, "parameters", "observation_prompt_always"), prompts, said.indicators, "indicator")
    for name, share in rules.derived.items():
        for kind, members in share.items():
            here = (*at, "derived", name, kind)
            if kind == "any_positive":
                builder.check_all_known(here, members, said.dimensions, "dimension")
            elif kind == "any_true":
                builder.check_all_known(here, members, rules.derived, "derived value")
            elif kind == "share_of_profile_items_answered":
                builder.check_all_known(here, members, ANSWERS, "answer")
            else:
                builder.tree.complain(here, "is not known here")
    machine = builder.said.machines.get("procedure")
    places = {state for track in machine.tracks.values() for state in track.states} if machine is not None else set()
    for result, leads in rules.result_to_place.items():
        result_at = (*at, "result_to_place", result)
        builder.check_known(result_at, result, said.results, "result")
        builder.check_known((*result_at, "place"), leads.get("place", ""), places, "place")


def _check_laws(builder: Builder, said: ScreeningEntry) -> None:
    """Checks that what the definition of a law covers is asked."""
    for key, law in builder.said.laws.items():
        for part, elements in (law.definition.covers if law.definition else {}).items():
            known = said.rules.checklist.get(part, {})
            builder.check_all_known(("laws", key, "definition", "covers", part), elements, known, f"element of {part}")


def _check_boxes(builder: Builder, said: ScreeningEntry) -> None:
    """Checks that every element, fact and sign that is asked without a sentence of its own has its boxes, too."""
    rules, at = said.rules, ("screening", "rules")
    apart = {**rules.smuggling.elements, **rules.smuggling.signs}
    for key, wanted, given in (
        ("checklist_answers", rules.checklist, rules.checklist_answers),
        ("smuggling_answers", apart, rules.smuggling_answers),
    ):
        for name in wanted:
            if name not in given:
                builder.tree.complain((*at, key, name), "is missing (what stands in the boxes?)")
        for name in given:
            builder.check_known((*at, key, name), name, wanted, "question")
    shared = (("answers", ("unknown", "declined", "not_asked")), ("replies", RepliesEntry.model_fields))
    for key, wanted_words in shared:
        given_words: Mapping[str, I18n] = getattr(said, key)
        for name in wanted_words:
            if name not in given_words:
                builder.tree.complain(("screening", key, name), "is missing")
        for name in given_words:
            builder.check_known(("screening", key, name), name, wanted_words, "answer")


def _check_card(builder: Builder, said: ScreeningEntry) -> None:
    """Checks the observation card: a sign is an item without a weight, a language is in the list."""
    card, at = said.card, ("screening", "card")
    seen = [key for key, item in said.indicators.items() if item.strength is None]
    for key, question in card.questions.items():
        if question.observation is not None:
            builder.check_known((*at, "questions", key, "observation"), question.observation, seen, "observation")
    for language in card.contact_in:
        builder.check_known((*at, "contact_in", language), language, builder.said.lists["language"], "language")


def _check_needs(builder: Builder, said: ScreeningEntry) -> None:
    for key, need in said.needs.items():
        at: Key = ("screening", "needs", key)
        builder.check_known((*at, "service"), need.service, builder.service_codes(), "service")
        builder.check_known((*at, "urgency"), need.urgency, builder.said.urgency, "urgency")
    for key, factor in said.vulnerability.items():
        if factor.leads_to is not None:
            builder.check_known(("screening", "vulnerability", key, "leads_to"), factor.leads_to, said.needs, "need")


def _check_method(builder: Builder, screening: Screening) -> None:
    """Checks that the methods can read the rules, and that every flag they know has its boxes."""
    try:
        flags = screening.rule_set().flags
    except RuleError as wrong:
        builder.tree.complain(("screening", "rules"), str(wrong))
        return
    for flag in sorted(flags - {"act"} - screening.rules.flag_answers.keys()):
        at = ("screening", "rules", "flag_answers", flag)
        builder.tree.complain(at, "is missing (what stands in the boxes?)")


def _check_sentence(builder: Builder, at: Key, text: I18n) -> None:
    """Checks a spoken sentence against the countable rules."""
    for language in LANGUAGES:
        for fault in faults(text.text(language), language):
            builder.tree.complain((*at, language), fault)


def _build_sentence(entry: SaidEntry) -> Said:
    return Said(entry.text, _to_woman(entry.text, entry.to_woman))


def _to_woman(text: I18n, forms: Mapping[Language, str]) -> I18n:
    """Returns the text with the forms for a woman in the languages that have one."""
    return I18n(en=forms.get("en", text.en), ar=forms.get("ar", text.ar), ckb=forms.get("ckb", text.ckb))


def _build_conversation(builder: Builder, said: ScreeningEntry) -> tuple[ConversationPart, ...]:
    """Returns the parts with their items; an item that is in no part, or in two, is a problem."""
    indicators = said.indicators
    parts, seen = [], set[str]()
    for key, entry in said.conversation.parts.items():
        at: Key = ("screening", "conversation", "parts", key)
        for topic, items in entry.topics.items():
            builder.check_all_known((*at, "topics", topic), items, indicators, "indicator")
            for item in items:
                if item in seen:
                    builder.tree.complain((*at, "topics", topic), f"{item} stands in the conversation twice")
                seen.add(item)
        items = tuple(item for group in entry.topics.values() for item in group)
        _check_sentence(builder, (*at, "open_prompt", "text"), entry.open_prompt.text)
        parts.append(ConversationPart(key, entry.title, _build_sentence(entry.open_prompt), items))
    for item in indicators:
        if item not in seen:
            builder.tree.complain(("screening", "indicators", item), "belongs to no part of the conversation")
    return tuple(parts)


def _build_words(builder: Builder, said: ScreeningEntry) -> ConversationWords:
    lines_of = said.conversation.words
    for moment in ("before_start", "distressed", "stop", "close"):
        if not lines_of.get(moment):
            builder.tree.complain(("screening", "conversation", "words", moment), "is missing")
    for moment, lines in lines_of.items():
        for number, line in enumerate(lines):
            _check_sentence(builder, ("screening", "conversation", "words", moment, number, "text"), line.text)
    words = {moment: tuple(_build_sentence(each) for each in lines) for moment, lines in lines_of.items()}
    return ConversationWords(
        before_start=words.get("before_start", ()),
        distressed=words.get("distressed", ()),
        stop=words.get("stop", ()),
        close=words.get("close", ()),
    )


def _build_prompts(builder: Builder, said: ScreeningEntry) -> dict[str, Said]:
    """Returns the sentences in which items, factors of vulnerability and needs are asked, by their id."""
    found = {}
    for section in ("indicators", "vulnerability", "needs"):
        entries: Mapping[str, AsksEntry] = getattr(said, section)
        for key, entry in entries.items():
            if entry.prompt is None:
                builder.tree.complain(("screening", section, key, "prompt"), "is missing (how is it asked?)")
            else:
                _check_sentence(builder, ("screening", section, key, "prompt"), entry.prompt)
                found[key] = Said(entry.prompt, _to_woman(entry.prompt, entry.prompt_to_woman))
    return found


def _build_child_prompts(builder: Builder, said: ScreeningEntry) -> dict[str, Said]:
    """Returns the sentences in which a child is asked, where they differ."""
    found = {}
    for section in ("indicators", "vulnerability", "needs"):
        entries: Mapping[str, AsksEntry] = getattr(said, section)
        for key, entry in entries.items():
            if entry.child is not None and entry.child.prompt is not None:
                _check_sentence(builder, ("screening", section, key, "child", "prompt"), entry.child.prompt)
                found[key] = Said(entry.child.prompt, _to_woman(entry.child.prompt, entry.child.to_girl))
    return found


def _plain_indicators(builder: Builder) -> tuple[dict[str, Any], ...]:
    """Returns the screening items as plain values, each with its id, in the order of the files."""
    return tuple({"id": key, **item} for key, item in builder.tree.value["screening"]["indicators"].items())


def _plain_rules(builder: Builder) -> dict[str, Any]:
    """Returns the rules as plain values, with the elements of act, means and purpose by id."""
    rules = dict(builder.tree.value["screening"]["rules"])
    rules["act_means_purpose_checklist"] = {part: list(names) for part, names in rules.pop("checklist").items()}
    return rules


def lists_of(said: ScreeningEntry) -> Mapping[str, Mapping[str, I18n]]:
    """Returns the lists of results, profiles and dimensions."""
    dimensions = {key: entry.title for key, entry in said.dimensions.items()}
    return {
        "screening_result": said.results,
        "screening_profile": said.profiles,
        "screening_dimension": dimensions,
    }


def run_example(pack: Pack, example: Example) -> None:
    """Compares the advice on these answers, and the rule that gave it."""
    try:
        rules = SCREENING.of(pack).rule_set()
    except RuleError:  # the building of the pack has complained of it
        return
    try:
        result = evaluate(
            rules,
            profile=example["profile"],
            flags=example["flags"],
            answers=dict.fromkeys(example["present"], "yes"),
            rest=example["rest"],
        )
    except RuleError as wrong:
        raise NotAsExpected(str(wrong)) from wrong
    expect("result", example["result"], result.result)
    expect("rule", example["rule"], result.rule)


SCREENING = register_section(
    RoomSection(
        "screening",
        ScreeningEntry,
        build_screening,
        label=pgettext_lazy("country pack", "Screening"),
        lists=lists_of,
        examples={"screening": run_example},
    )
)
