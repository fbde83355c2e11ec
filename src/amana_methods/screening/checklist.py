# SPDX-License-Identifier: Apache-2.0
"""Act, means and purpose asked directly; which profiles fit; and when observations call for a full screening."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from amana_methods.screening.evaluation import Answers
from amana_methods.screening.expressions import RuleError
from amana_methods.screening.rules import RuleSet

__all__ = ["Checklist", "Profiles", "Prompt", "act_means_purpose", "observation_prompt", "profiles_for"]


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
class Profiles:
    """The profiles to evaluate, and whether the checklist of act, means and purpose is needed beside them."""

    profiles: tuple[str, ...]
    checklist: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """Whether what was seen calls for a full screening, the signs that say so, and the items they point to."""

    screen: bool
    because: tuple[str, ...]
    ask_first: tuple[str, ...]


def act_means_purpose(rule_set: RuleSet, answers: Answers, *, child: bool) -> Checklist:
    """The checklist of the UN Protocol, article 3, with the purposes that the country adds.

    `child` is true also while an age is disputed and the person may be under age. Raises RuleError for an element
    that the checklist lacks.
    """
    elements = {element for part in rule_set.checklist.values() for element in part}
    if unknown := answers.keys() - elements:
        raise RuleError(f"answers: '{min(unknown)}' is not an element of the checklist")
    parts = {part: _any(answers, elements) for part, elements in rule_set.checklist.items()}
    needed = [part for part in parts if not (child and part == "means")]
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
        present={
            part: tuple(element for element in elements if answers.get(element) == "yes")
            for part, elements in rule_set.checklist.items()
        },
    )


def profiles_for(rule_set: RuleSet, *, age_years: int | None, kinds: Set[str]) -> Profiles:
    """The profiles that fit the age at the time of the exploitation and the kinds of exploitation that are named.

    An unknown or disputed age takes the child profiles. When no kind is named yet, every profile of the age fits.
    Raises RuleError for a kind that the rules lack.
    """
    if unknown := kinds - frozenset().union(*rule_set.profile_kinds.values()):
        raise RuleError(f"kinds: '{min(unknown)}' is not a kind of exploitation of these rules")
    group = "child" if age_years is None or age_years < rule_set.profile_age_threshold else "adult"
    of_age = [profile for profile in rule_set.profiles if profile.startswith(f"{group}_")]
    weighed = {kind for kind in rule_set.profile_kinds if f"{group}_{kind}" in rule_set.profiles}
    named = {kind for kind, words in rule_set.profile_kinds.items() if words & kinds}
    chosen = [profile for profile in of_age if not kinds or profile.removeprefix(f"{group}_") in named]
    return Profiles(tuple(chosen), checklist=bool(named - weighed))


def observation_prompt(rule_set: RuleSet, answers: Answers) -> Prompt:
    """Whether observed signs call for a full screening: enough of them, or one that always does.

    Observations have no weight and never give a result. Answers to other items may be there and do not count.
    """
    seen = tuple(sign for sign in rule_set.observations if answers.get(sign) == "yes")
    screen = len(seen) >= rule_set.observations_needed or any(sign in rule_set.observations_always for sign in seen)
    pointed_to = dict.fromkeys(item for sign in seen for item in rule_set.observations[sign])
    return Prompt(screen, seen, tuple(item for item in pointed_to if answers.get(item, "not_asked") == "not_asked"))


def _any(answers: Answers, elements: tuple[str, ...]) -> bool | None:
    given = [answers.get(element, "not_asked") for element in elements]
    if "yes" in given:
        return True
    return False if all(answer == "no" for answer in given) else None
