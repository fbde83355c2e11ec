"""What the answers indicate so far, as advice to the one who decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from amana.intake.rules.conversation import ACT, CHECK, FLAG
from amana.intake.rules.interview import Interview
from amana_methods.screening import Answer, Checklist, Result, RuleSet, act_means_purpose, evaluate, strongest


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
    elements = {name.removeprefix(CHECK): answer for name, answer in given.items() if name.startswith(CHECK)}
    known = {element for part in rule_set.checklist.values() for element in part}
    age = interview.age_that_counts
    child = age is None or age < rule_set.profile_age_threshold
    checklist = act_means_purpose(rule_set, {e: a for e, a in elements.items() if e in known}, child=child)
    flags = {flag: _truth(given.get(FLAG + flag)) for flag in rule_set.flags if flag != ACT}
    if ACT in rule_set.flags:
        flags[ACT] = checklist.act
    answers = {name: answer for name, answer in given.items() if name in rule_set.item_ids}
    results = tuple(
        evaluate(rule_set, profile=profile, flags=flags, answers=answers)
        for profile in interview.profiles
        if profile in rule_set.profiles
    )
    return Advice(strongest(rule_set, results) if results else None, results, checklist, child)


def differs(advice: str, decision: str) -> bool:
    """Whether a decision is another one than the rules advised. Results are entries of the pack's list of results.

    Help for somebody at risk is recorded as another need for protection, so these two agree.

    >>> differs("at_risk", "other_protection"), differs("presumed_victim", "inconclusive")
    (False, True)
    """
    return advice != decision and {advice, decision} != {"at_risk", "other_protection"}


def facts_of(advice: Advice, *, version: str, digest: str, month: str) -> dict[str, Any]:
    """The coded result, as it is locked and counted. `month` is YYYY-MM, `digest` finds the rules again."""
    best = advice.best
    return {
        "result": advice.result,
        "strength": advice.strength,
        "rule": advice.rule,
        "rules_version": version,
        "rules_digest": digest,
        "child": advice.child,
        "profile": advice.profile,
        "profiles": [result.profile for result in advice.results],
        "positive": sorted({n for result in advice.results for n, d in result.dimensions.items() if d.positive}),
        "completeness": round(best.completeness, 3) if best else None,
        "ruled_out": round(best.ruled_out, 3) if best else None,
        "month": month,
    }


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


def _truth(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")
