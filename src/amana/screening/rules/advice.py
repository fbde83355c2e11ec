"""What the answers indicate so far, as advice to the one who decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from amana.screening.rules.conversation import ACT, CHECK, FLAG, SMUGGLING
from amana.screening.rules.interview import Interview, relied_on
from amana_methods.screening import (
    Answer,
    Checklist,
    ChecklistAdvice,
    Contradiction,
    Result,
    RuleSet,
    Smuggling,
    act_means_purpose,
    checklist_advice,
    evaluate,
    smuggling,
    strongest,
)


@dataclass(frozen=True)
class Advice:
    """What the answers indicate so far: each profile's result, the checklist's, and the strongest of them all.

    `best` is the strongest result of a profile, None where no profile fits. `by_checklist` is set where a kind of
    exploitation is outside the profiles. `smuggling` is separate: it changes nothing here, and both tracks stay open.
    """

    best: Result | None
    results: tuple[Result, ...]
    checklist: Checklist
    by_checklist: ChecklistAdvice | None
    smuggling: Smuggling | None
    child: bool
    result: str
    strength: str | None
    rule: str

    @property
    def profile(self) -> str:
        """Returns the profile of the strongest result, or nothing where only the checklist was asked."""
        return self.best.profile if self.best is not None else ""

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Returns answers that cannot both be right, each once."""
        return tuple({each.id: each for result in self.results for each in result.contradictions}.values())


def advice_on(rule_set: RuleSet, interview: Interview, doubtful_before: Mapping[str, int] | None = None) -> Advice:
    """Returns the advice of the rules on these answers, in every profile that fits, the most protective one kept.

    A "no" that an earlier wording may have reversed (`doubtful_before`, see `relied_on`) counts as not known.

    Answers to what these rules do not ask are left out, so that an interview can be evaluated under other rules.
    """
    interview = relied_on(interview, doubtful_before or {})
    given = {name: cast(Answer, entry.answer) for name, entry in interview.entries.items()}
    age = interview.age_that_counts
    child = age is None or age < rule_set.profile_age_threshold
    checklist = act_means_purpose(rule_set, elements_of(rule_set, interview), child=child)
    flags = {flag: _truth(given.get(FLAG + flag)) for flag in rule_set.flags if flag != ACT}
    if ACT in rule_set.flags:
        flags[ACT] = checklist.act
    answers = {name: answer for name, answer in given.items() if name in rule_set.item_ids}
    results = tuple(
        evaluate(rule_set, profile=profile, flags=flags, answers=answers)
        for profile in interview.profiles
        if profile in rule_set.profiles
    )
    best = strongest(rule_set, results) if results else None
    alone = checklist_advice(rule_set, checklist, child=child) if interview.checklist or best is None else None
    found: Result | ChecklistAdvice | None = best
    if alone is not None and (best is None or _rank(rule_set, alone) > _rank(rule_set, best)):
        found = alone
    assert found is not None
    return Advice(
        best,
        results,
        checklist,
        alone,
        _find_smuggling(rule_set, given, answers),
        child,
        found.result,
        found.strength,
        found.rule,
    )


def elements_of(rule_set: RuleSet, interview: Interview) -> dict[str, Answer]:
    """The answers to the elements of act, means and purpose that these rules know."""
    known = {element for part in rule_set.checklist.values() for element in part}
    return {
        name.removeprefix(CHECK): cast(Answer, entry.answer)
        for name, entry in interview.entries.items()
        if name.startswith(CHECK) and name.removeprefix(CHECK) in known
    }


def _rank(rule_set: RuleSet, found: Result | ChecklistAdvice) -> int:
    return rule_set.protection_rank(found.result, found.strength)


def _find_smuggling(rule_set: RuleSet, given: Mapping[str, Answer], answers: Mapping[str, Answer]) -> Smuggling | None:
    rules = rule_set.smuggling
    if rules is None:
        return None
    told = {word: given[SMUGGLING + word] for word in (*rules.elements, *rules.signs) if SMUGGLING + word in given}
    return smuggling(rule_set, told, answers)


def differs(advice: str, decision: str) -> bool:
    """Whether a decision differs from what the rules advised. Results are entries of the pack's list of results.

    Help for somebody at risk is recorded as another need for protection, so these two agree.

    >>> differs("at_risk", "other_protection"), differs("presumed_victim", "inconclusive")
    (False, True)
    """
    return advice != decision and {advice, decision} != {"at_risk", "other_protection"}


def may_be_doubtful(facts: Mapping[str, Any], version: int) -> bool:
    """Whether a coded result may rest on a doubtful "no", asked in a wording older than `version`.

    Nobody has reviewed it, and its doubtful answers were counted, or it was kept by older rules and something was ruled
    out.
    """
    if facts.get("second_look") or not facts.get("rules_version"):
        return False
    if "doubtful" in facts:
        return bool(facts["doubtful"])
    return int(str(facts["rules_version"]).partition("-")[0]) < version and facts.get("ruled_out") != 0


def facts_of(advice: Advice, *, version: str, digest: str, month: str, doubtful: int = 0) -> dict[str, Any]:
    """Returns the coded result, as it is locked and counted.

    `month` is YYYY-MM, `digest` identifies the rules, `doubtful` is how many answers have to be asked again.
    """
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
        "declined": len(best.declined_items) if best else None,
        "doubtful": doubtful,
        "month": month,
    }


# Means of the Protocol that a positive dimension indicates; a proposal that the decider can change.
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
