"""The order of the conversation: parts that open with her own words, then one question after the other."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from amana.screening.rules.interview import Interview
from amana_methods.screening import RuleSet, profiles_for

ACT = "act"
CHECK, FLAG, OPEN, SMUGGLING = "check.", "flag.", "open.", "smuggling."


@dataclass(frozen=True)
class Stage:
    """A part of the conversation as the pack orders it; `items` may be more than any profile asks.

    `also` names what else is asked there: `act`, `means`, `purpose` of the checklist, `flags` and `smuggling` of the
    rules.
    """

    id: str
    items: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Questions that belong together; `opening` is the open prompt with which the part begins."""

    id: str
    opening: str
    questions: tuple[str, ...]


def choose_profiles(
    rule_set: RuleSet,
    interview: Interview,
    *,
    age_years: int | None,
    kinds: Iterable[str],
    age_disputed: bool = False,
) -> Interview:
    """Returns the interview with the profiles that fit this age and these kinds; existing answers stay.

    An age that is unknown or disputed takes the profiles of children.
    """
    named = frozenset(kinds)
    fitting = profiles_for(rule_set, age_years=None if age_disputed else age_years, kinds=named)
    return replace(
        interview,
        profiles=fitting.profiles,
        checklist=fitting.checklist,
        age_years=age_years,
        age_disputed=age_disputed,
        kinds=tuple(sorted(named)),
    )


def parts_of(rule_set: RuleSet, interview: Interview, stages: Sequence[Stage]) -> tuple[Part, ...]:
    """Returns the parts of this interview in the order of the conversation, each with what its profiles ask.

    An item of a profile that is in no stage is asked in the last one, so that nothing is lost. Means and purpose of the
    checklist are asked only where a kind of exploitation is outside the profiles.
    """
    asked = {item for profile in interview.profiles for item in rule_set.profiles[profile]}
    placed = {item for stage in stages for item in stage.items}
    parts = []
    for stage in stages:
        questions = [item for item in stage.items if item in asked]
        if stage is stages[-1]:
            questions += sorted(asked - placed)
        for what in stage.also:
            questions += _besides(rule_set, what, with_checklist=interview.checklist)
        parts.append(Part(stage.id, OPEN + stage.id, tuple(questions)))
    return tuple(parts)


def _besides(rule_set: RuleSet, what: str, *, with_checklist: bool) -> list[str]:
    if what == "flags":
        return [FLAG + flag for flag in sorted(rule_set.flags) if flag != ACT]
    if what == "smuggling":
        apart = rule_set.smuggling
        return [SMUGGLING + word for word in (*apart.elements, *apart.signs)] if apart is not None else []
    if what == ACT or with_checklist:
        return [CHECK + element for element in rule_set.checklist.get(what, ())]
    return []


def order_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """All questions in the order in which they are asked, each part beginning with its open prompt."""
    return tuple(question for part in parts for question in (part.opening, *part.questions))


def neighbours(order: Sequence[str], question: str) -> tuple[str | None, str | None]:
    """The question before and the one after; None at the ends. Raises ValueError for a question that is not asked."""
    place = order.index(question)
    before = order[place - 1] if place else None
    return before, order[place + 1] if place + 1 < len(order) else None


def next_to_ask(order: Sequence[str], interview: Interview, question: str) -> str | None:
    """The question after this one that she has not answered yet; None when none is left."""
    later = order[order.index(question) + 1 :]
    return next((each for each in later if each not in interview.known), None)


def place_of(order: Sequence[str], interview: Interview) -> str | None:
    """Where the interview continues: the question at which it was left, else the first one without an answer."""
    if interview.at in order:
        return interview.at
    nothing = (each for each in order if each not in interview.entries and each not in interview.known)
    return next(nothing, order[0] if order else None)


def unknown_questions(parts: Iterable[Part], changes: Set[str]) -> frozenset[str]:
    """Those among `changes` that this interview does not ask."""
    return frozenset(changes - set(order_of(parts)))
