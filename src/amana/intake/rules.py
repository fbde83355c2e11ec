"""What is true about signs, triage cards and screenings: pure statements."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from amana_methods.screening import (
    Answer,
    Checklist,
    Prompt,
    Result,
    RuleSet,
    act_means_purpose,
    evaluate,
    observation_prompt,
    profiles_for,
    strongest,
)

ANSWERS = ("yes", "no", "unknown", "not_asked")
ACT = "act"
_CHECK, _FLAG = "check.", "flag."
type Hindrance = Literal["card_missing", "emergency_open", "exploiter_present"]
type Status = Literal["received", "read", "looked_at"]


def urgency_with_floor(urgency: str, *, danger: bool, most_urgent_first: Sequence[str]) -> str:
    """The urgency of a sign: danger that is stated or seen is the most urgent one, whatever was chosen.

    Source: pack key `urgency`, whose first entry has the shortest times.

    >>> urgency_with_floor("routine", danger=True, most_urgent_first=["immediate", "soon", "routine"])
    'immediate'
    """
    return most_urgent_first[0] if danger else urgency


def hindrances(card: Mapping[str, Any] | None) -> tuple[Hindrance, ...]:
    """What has to be over before anybody asks her questions: no card yet, an open emergency, an exploiter who listens.

    "Unknown" is no hindrance: asking is how it becomes known, and the card says to look first.
    """
    if card is None:
        return ("card_missing",)
    found: list[Hindrance] = []
    if "yes" in (card.get("immediate_danger_answer"), card.get("medical_emergency_answer")):
        found.append("emergency_open")
    if card.get("exploiter_present") == "yes":
        found.append("exploiter_present")
    return tuple(found)


def status_of(*, read: bool, moved: bool) -> Status:
    """The word a reporter gets: received, read, or being looked at. Nothing about the person."""
    if moved:
        return "looked_at"
    return "read" if read else "received"


# The text of a screening --------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One question as it is kept: one of the four answers, and her own words."""

    answer: str = "not_asked"
    words: str = ""


@dataclass(frozen=True)
class Interview:
    """What a screening says: whom the profiles fit, and the answers by question.

    A question is an item of the pack, `check.` and an element of act, means and purpose, or `flag.` and a fact that
    the rules ask for. A question without an entry was not asked.
    """

    profiles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    age_years: int | None = None
    checklist: bool = False
    language: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, question: str) -> Entry:
        """What is kept of a question."""
        return self.entries.get(question, Entry())

    def as_data(self) -> dict[str, Any]:
        """The interview as JSON values, for sealing."""
        return {
            "profiles": list(self.profiles),
            "kinds": list(self.kinds),
            "age_years": self.age_years,
            "checklist": self.checklist,
            "language": self.language,
            "answers": {name: entry.answer for name, entry in self.entries.items() if entry.answer != "not_asked"},
            "words": {name: entry.words for name, entry in self.entries.items() if entry.words},
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Interview":
        """The interview that `as_data` put away."""
        answers, words = data.get("answers", {}), data.get("words", {})
        return cls(
            profiles=tuple(data.get("profiles", ())),
            kinds=tuple(data.get("kinds", ())),
            age_years=data.get("age_years"),
            checklist=bool(data.get("checklist")),
            language=str(data.get("language", "")),
            entries={
                name: Entry(answers.get(name, "not_asked"), words.get(name, ""))
                for name in dict.fromkeys([*answers, *words])
            },
        )


def kept(interview: Interview, changes: Mapping[str, Entry], *, stale: bool) -> tuple[Interview, tuple[str, ...]]:
    """The interview with `changes`, and the questions on which a colleague wrote something else meanwhile.

    When the writer's page was not `stale`, every change counts. When it was, a change counts where it takes nothing
    away from what is kept; the others are named, and nothing of them is written.
    """
    differing = tuple(
        name for name, mine in changes.items() if stale and not _takes_nothing_away(interview.entry(name), mine)
    )
    fresh = {name: entry for name, entry in changes.items() if name not in differing}
    return replace(interview, entries={**interview.entries, **fresh}), differing


def _takes_nothing_away(there: Entry, mine: Entry) -> bool:
    """Whether nothing is kept yet, or the same answer, with no words but mine.

    The same answer with my words is also what a quick hand sends: the click on it has just been kept by itself.
    """
    return there == Entry() or (there.answer == mine.answer and there.words in ("", mine.words))


# Questions and advice -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Questions that belong together: the facts, a dimension, or a part of the checklist."""

    id: str
    questions: tuple[str, ...]


def chosen(rule_set: RuleSet, interview: Interview, *, age_years: int | None, kinds: Iterable[str]) -> Interview:
    """The interview with the profiles that fit this age and these kinds; answers given already stay."""
    fitting = profiles_for(rule_set, age_years=age_years, kinds=frozenset(kinds))
    return replace(
        interview,
        profiles=fitting.profiles,
        checklist=fitting.checklist,
        age_years=age_years,
        kinds=tuple(sorted(kinds)),
    )


def parts_of(rule_set: RuleSet, interview: Interview) -> tuple[Part, ...]:
    """The parts of this interview in their order: what happened first, then each dimension, then what is left of the checklist."""
    elements = rule_set.checklist
    flags = [flag for flag in sorted(rule_set.flags) if flag != ACT]
    facts = [_CHECK + element for element in elements.get("act", ())] + [_FLAG + flag for flag in flags]
    parts = [Part("facts", tuple(facts))]
    for dimension in rule_set.dimensions:
        items = dict.fromkeys(
            item.id
            for profile in interview.profiles
            for item in rule_set.profiles[profile].values()
            if item.dimension == dimension
        )
        if items:
            parts.append(Part(dimension, tuple(items)))
    if interview.checklist:
        parts += [Part(name, tuple(_CHECK + e for e in elements[name])) for name in ("means", "purpose")]
    return tuple(part for part in parts if part.questions)


def order_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """All questions in the order in which they are asked."""
    return tuple(question for part in parts for question in part.questions)


def neighbours(order: Sequence[str], question: str) -> tuple[str | None, str | None]:
    """The question before and the one after; None at the ends. Raises ValueError for a question that is not asked."""
    place = order.index(question)
    before = order[place - 1] if place else None
    return before, order[place + 1] if place + 1 < len(order) else None


@dataclass(frozen=True)
class Advice:
    """What the answers indicate so far: the strongest result of all profiles, each profile's own, and the checklist."""

    best: Result | None
    results: tuple[Result, ...]
    checklist: Checklist
    child: bool

    @property
    def result(self) -> str:
        """The advised result; the checklist alone gives it where no profile fits the kind of exploitation."""
        if self.best is not None and not (self.checklist.met and self.best.result != "presumed_victim"):
            return self.best.result
        if self.checklist.met:
            return "presumed_victim"
        return "inconclusive" if self.checklist.met is None else "no_indication"

    @property
    def strength(self) -> str | None:
        """The strength of a presumption; `standard` where the checklist alone gives it."""
        if self.best is not None and self.best.result == self.result:
            return self.best.strength
        return "standard" if self.result == "presumed_victim" else None

    @property
    def rule(self) -> str:
        """The row of the rules that gave the result, or `checklist`."""
        return self.best.rule if self.best is not None and self.best.result == self.result else "checklist"

    @property
    def profile(self) -> str:
        """The profile that gave the result, or nothing where only the checklist was asked."""
        return self.best.profile if self.best is not None else ""


def advice_on(rule_set: RuleSet, interview: Interview) -> Advice:
    """What the rules say about these answers, in every profile that fits, the most protective one kept."""
    given = {name: cast(Answer, entry.answer) for name, entry in interview.entries.items()}
    elements = {name.removeprefix(_CHECK): answer for name, answer in given.items() if name.startswith(_CHECK)}
    known = {element for part in rule_set.checklist.values() for element in part}
    child = interview.age_years is None or interview.age_years < rule_set.profile_age_threshold
    checklist = act_means_purpose(rule_set, {e: a for e, a in elements.items() if e in known}, child=child)
    flags = {flag: _truth(given.get(_FLAG + flag)) for flag in rule_set.flags if flag != ACT}
    if ACT in rule_set.flags:
        flags[ACT] = checklist.act
    answers = {name: answer for name, answer in given.items() if name in rule_set.item_ids}
    results = tuple(
        evaluate(rule_set, profile=profile, flags=flags, answers=answers)
        for profile in interview.profiles
        if profile in rule_set.profiles
    )
    return Advice(strongest(rule_set, results) if results else None, results, checklist, child)


def facts_of(advice: Advice, *, version: str, month: str) -> dict[str, Any]:
    """The coded result, as it is locked and counted. `month` is YYYY-MM."""
    best = advice.best
    return {
        "result": advice.result,
        "strength": advice.strength,
        "rule": advice.rule,
        "rules_version": version,
        "profile": advice.profile,
        "profiles": [result.profile for result in advice.results],
        "positive": sorted({n for result in advice.results for n, d in result.dimensions.items() if d.positive}),
        "completeness": round(best.completeness, 3) if best else None,
        "ruled_out": round(best.ruled_out, 3) if best else None,
        "month": month,
    }


def prompted_by(rule_set: RuleSet, observations: Iterable[str]) -> Prompt:
    """Whether signs that somebody saw call for a full screening: enough of them, or one that always does."""
    return observation_prompt(rule_set, dict.fromkeys(set(observations) & rule_set.observations.keys(), "yes"))


# Means of the Protocol that a positive dimension speaks for; a proposal that the decider can change.
_MEANS_OF = {
    "deceptive_recruitment": "deception",
    "coercive_recruitment": "other_coercion",
    "coercion_destination": "other_coercion",
    "abuse_vulnerability_recruitment": "abuse_of_vulnerability",
    "abuse_vulnerability_destination": "abuse_of_vulnerability",
}


def proposed_elements(advice: Advice, kinds: Iterable[str]) -> dict[str, list[str]]:
    """Act, means and purpose as the answers propose them, for the one who decides to correct."""
    positive = [name for result in advice.results for name, d in result.dimensions.items() if d.positive]
    means = dict.fromkeys([*advice.checklist.present["means"], *(_MEANS_OF[n] for n in positive if n in _MEANS_OF)])
    if advice.child and not means:
        means = {"not_needed_child": None}
    return {
        "act": list(advice.checklist.present["act"]),
        "means": list(means),
        "purpose_or_child_basis": list(dict.fromkeys(kinds)),
    }


def unknown_questions(parts: Iterable[Part], changes: Set[str]) -> frozenset[str]:
    """Those among `changes` that this interview does not ask."""
    return frozenset(changes - set(order_of(parts)))


def _truth(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")
