# SPDX-License-Identifier: Apache-2.0
"""Act, means and purpose asked directly; which profiles fit; smuggling alongside trafficking; when to screen at all."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from amana_methods.screening.ages import AgeDuring
from amana_methods.screening.evaluation import Answers
from amana_methods.screening.expressions import ANSWERS, RuleError, Scope
from amana_methods.screening.rules import LeadsTo, RuleSet

__all__ = [
    "Checklist",
    "ChecklistAdvice",
    "Profiles",
    "Prompt",
    "Smuggling",
    "act_means_purpose",
    "checklist_advice",
    "observation_prompt",
    "profiles_during",
    "profiles_for",
    "smuggling",
]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The three parts of trafficking: True when an element is there, False when all are ruled out, None when open.

    `present` lists the elements answered yes, by part. `met` is True, False or None in the same sense; for a child it
    does not depend on the means. `missing` are the parts still open.
    """

    act: bool | None
    means: bool | None
    purpose: bool | None
    met: bool | None
    missing: tuple[str, ...]
    present: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ChecklistAdvice:
    """What the checklist alone indicates: result, row and strength in the same words as a profile's result."""

    result: str
    rule: str
    strength: str | None
    leads_to: LeadsTo | None


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles to evaluate, and whether the checklist of act, means and purpose is needed in addition."""

    profiles: tuple[str, ...]
    checklist: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """Whether what was seen calls for a full screening, the signs that say so, and the items they point to."""

    screen: bool
    because: tuple[str, ...]
    ask_first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Smuggling:
    """Whether the elements of smuggling are there (True, False, None while open). It never lowers a result.

    `present` are elements and signs answered yes, `missing` the elements still open. `against` names the contradictions
    with the interview: the element or sign, and the items that contradict it. For every result, the track of
    trafficking stays open: a smuggled person can become, or be, a victim.
    """

    indicated: bool | None
    present: tuple[str, ...]
    missing: tuple[str, ...]
    against: Mapping[str, tuple[str, ...]]


def act_means_purpose(rule_set: RuleSet, answers: Answers, *, child: bool) -> Checklist:
    """Returns the checklist of the UN Protocol, article 3, with the purposes that the country adds.

    `child` is true also while an age is disputed and the person may be under age. Raises RuleError for an element
    that the checklist lacks.
    """
    check_elements(rule_set, answers)
    parts = {part: any_of(answers, elements) for part, elements in rule_set.checklist.items()}
    return checklist_of(parts, means_needed=not child, answers=answers, elements=rule_set.checklist)


def checklist_of(
    parts: Mapping[str, bool | None], *, means_needed: bool, answers: Answers, elements: Mapping[str, tuple[str, ...]]
) -> Checklist:
    """Returns the checklist with these truths of its parts; an open part keeps it open, one ruled out rules it out."""
    needed = [part for part in parts if means_needed or part != "means"]
    met: bool | None = True
    if any(parts[part] is False for part in needed):
        met = False
    elif any(parts[part] is None for part in needed):
        met = None
    return Checklist(
        act=parts["act"],
        means=parts["means"],
        purpose=parts["purpose"],
        met=met,
        missing=tuple(part for part in needed if parts[part] is None),
        present={part: tuple(e for e in named if answers.get(e) == "yes") for part, named in elements.items()},
    )


def checklist_advice(rule_set: RuleSet, checklist: Checklist, *, child: bool) -> ChecklistAdvice:
    """Returns what the checklist alone indicates, where no profile fits the kind of exploitation.

    Raises RuleError when the rules have no `checklist_outcomes`. Source: rules `checklist_outcomes`.
    """
    group = "child" if child else "adult"
    if group not in rule_set.checklist_outcomes:
        raise RuleError(f"checklist_outcomes: no table for '{group}'")
    facts = {"act": checklist.act, "means": checklist.means, "purpose": checklist.purpose}
    scope = Scope("", facts, {}, {}, {})
    row = next(outcome for outcome in rule_set.checklist_outcomes[group] if outcome.when.holds(scope))
    strength = next((raised for when, raised in row.strength_when if when.holds(scope)), row.strength)
    return ChecklistAdvice(row.result, row.id, strength, rule_set.leads_to.get(row.result))


def profiles_for(rule_set: RuleSet, *, age_years: int | None, kinds: Set[str]) -> Profiles:
    """Returns the profiles that fit the age at the time of the exploitation and the kinds of exploitation that are named.

    An unknown or disputed age takes the child profiles. When no kind is named yet, every profile of the age fits.
    Raises RuleError for a kind that the rules lack.
    """
    child = age_years is None or age_years < rule_set.profile_age_threshold
    return _profiles(rule_set, ("child",) if child else ("adult",), kinds)


def profiles_during(rule_set: RuleSet, age: AgeDuring, kinds: Set[str]) -> Profiles:
    """Returns the profiles for an age with its precision: those of both groups where the exploitation continued beyond
    childhood.

    Raises RuleError for a kind that the rules lack.
    """
    return _profiles(rule_set, age.groups, kinds)


def observation_prompt(rule_set: RuleSet, answers: Answers) -> Prompt:
    """Whether observed signs call for a full screening: enough of them, or one that always does.

    Observations have no weight and never give a result. Answers to other items may be there and do not count.
    """
    seen = tuple(sign for sign in rule_set.observations if answers.get(sign) == "yes")
    screen = len(seen) >= rule_set.observations_needed or any(sign in rule_set.observations_always for sign in seen)
    pointed_to = dict.fromkeys(item for sign in seen for item in rule_set.observations[sign])
    return Prompt(screen, seen, tuple(item for item in pointed_to if answers.get(item, "not_asked") == "not_asked"))


def smuggling(rule_set: RuleSet, told: Answers, answers: Answers | None = None) -> Smuggling:
    """Returns the indication of smuggling, separate from trafficking.

    `told` are answers to the elements and signs of the rules, `answers` those of the interview, to find contradictions.
    Raises RuleError for a word the rules lack, or when the rules have no smuggling. Source: rules `smuggling`; UN
    Protocol against the Smuggling of Migrants, article 3(a).
    """
    rules = rule_set.smuggling
    if rules is None:
        raise RuleError("smuggling: these rules say nothing of it")
    words = (*rules.elements, *rules.signs)
    for word, answer in told.items():
        if word not in words:
            raise RuleError(f"smuggling: '{word}' is neither an element nor a sign")
        if answer not in ANSWERS:
            raise RuleError(f"smuggling.{word}: {', '.join(ANSWERS)} is expected")
    given = {element: told.get(element, "not_asked") for element in rules.elements}
    indicated: bool | None = None
    if "no" in given.values():
        indicated = False
    elif set(given.values()) == {"yes"}:
        indicated = True
    against = {
        word: tuple(sorted(item for item in items if (answers or {}).get(item) == "yes"))
        for word, items in rules.against.items()
        if told.get(word) == "yes"
    }
    return Smuggling(
        indicated,
        present=tuple(word for word in words if told.get(word) == "yes"),
        missing=tuple(element for element, answer in given.items() if answer not in ("yes", "no")),
        against={word: items for word, items in against.items() if items},
    )


def check_elements(rule_set: RuleSet, answers: Answers) -> None:
    """Raises RuleError for an element that the checklist lacks, or an invalid answer."""
    elements = {element for part in rule_set.checklist.values() for element in part}
    for element, answer in answers.items():
        if element not in elements:
            raise RuleError(f"checklist: '{element}' is not an element of the checklist")
        if answer not in ANSWERS:
            raise RuleError(f"checklist.{element}: {', '.join(ANSWERS)} is expected")


def any_of(answers: Answers, elements: tuple[str, ...]) -> bool | None:
    """Returns True when one is answered yes, False when all are answered no, None otherwise."""
    given = [answers.get(element, "not_asked") for element in elements]
    if "yes" in given:
        return True
    return False if all(answer == "no" for answer in given) else None


def _profiles(rule_set: RuleSet, groups: tuple[str, ...], kinds: Set[str]) -> Profiles:
    if unknown := kinds - frozenset().union(*rule_set.profile_kinds.values()):
        raise RuleError(f"kinds: '{min(unknown)}' is not a kind of exploitation of these rules")
    named = {kind for kind, words in rule_set.profile_kinds.items() if words & kinds}
    chosen, weighed = [], set()
    for profile in rule_set.profiles:
        group, _, kind = profile.partition("_")
        if group in groups:
            weighed.add(kind)
            if not kinds or kind in named:
                chosen.append(profile)
    return Profiles(tuple(chosen), checklist=bool(named - weighed))
