# SPDX-License-Identifier: Apache-2.0
"""What a set of answers indicates, why, and which question would help most. Advice; a named person decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from amana_methods.screening.asking import Question, questions
from amana_methods.screening.expressions import ANSWERS
from amana_methods.screening.prepared import Prepared, Reading, prepare_profile
from amana_methods.screening.rules import STRENGTHS, LeadsTo, RuleSet

__all__ = [
    "Answer",
    "Answers",
    "Contradiction",
    "Dimension",
    "Reason",
    "Result",
    "evaluate",
    "explain",
    "screen_again_on",
    "strongest",
    "summary",
]

type Answer = Literal["yes", "no", "unknown", "declined", "not_asked"]
type Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Whether a dimension is positive, the items answered yes in it, and the combination that was met."""

    positive: bool
    because: tuple[str, ...]
    combination: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot both be right: the fact or item `subject` as it was answered, and the yeses to `items`."""

    id: str
    subject: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of the rules for one person in one profile, with everything that led there.

    `because` of a dimension lists every yes in it, also when they are too few. `marks` are what overrides made true.
    `questions` are items and facts that are unknown and would change the result, the most valuable first; `ask_next`
    are the items among them that were not asked yet, `ask_again` those that were asked and not answered (for another
    day); `declined_items` are items that the person preferred not to answer, `rules_nothing_out` compound ones answered no:
    the rules take both as not known; `open_flags` are unknown facts that alone would change the row. `leads_to` is
    where the result leads and what it demands. `completeness` is the share of the profile's items answered yes or no,
    for display; `ruled_out` the share answered no, on which rules may depend. `answers` and `weights` are kept so that
    the result can be understood later; `version` names the rules, and ends with the first digits of their digest.
    """

    profile: str
    result: str
    rule: str
    strength: str | None
    dimensions: Mapping[str, Dimension]
    derived: Mapping[str, bool]
    overrides: tuple[str, ...]
    marks: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    questions: tuple[Question, ...]
    open_flags: tuple[str, ...]
    leads_to: LeadsTo | None
    completeness: float
    ruled_out: float
    flags: Mapping[str, bool | None]
    answers: Answers
    weights: Mapping[str, str]
    version: str
    rules_nothing_out: tuple[str, ...] = ()

    @property
    def declined_items(self) -> tuple[str, ...]:
        """Returns items that the person preferred not to answer."""
        return tuple(item for item, answer in self.answers.items() if answer == "declined")

    @property
    def ask_next(self) -> tuple[str, ...]:
        """Returns items not asked yet that are worth asking, the most valuable first."""
        return tuple(each.id for each in self.questions if each.kind == "item" and not each.asked)

    @property
    def ask_again(self) -> tuple[str, ...]:
        """Returns items asked and not answered that would be worth knowing, on another day."""
        return tuple(each.id for each in self.questions if each.asked)

    def as_data(self) -> dict[str, object]:
        """Returns the result as plain JSON values, for storing; `replay` restores an equal one from it and the rules."""
        return {
            "profile": self.profile,
            "result": self.result,
            "rule": self.rule,
            "strength": self.strength,
            "dimensions": {
                name: {
                    "positive": dimension.positive,
                    "because": list(dimension.because),
                    "combination": dimension.combination,
                }
                for name, dimension in self.dimensions.items()
            },
            "overrides": list(self.overrides),
            "marks": list(self.marks),
            "contradictions": [
                {"id": each.id, "subject": each.subject, "items": list(each.items)} for each in self.contradictions
            ],
            "ask_next": list(self.ask_next),
            "ask_again": list(self.ask_again),
            "open_flags": list(self.open_flags),
            "completeness": self.completeness,
            "ruled_out": self.ruled_out,
            "declined": list(self.declined_items),
            "rules_nothing_out": list(self.rules_nothing_out),
            "flags": dict(self.flags),
            "answers": dict(self.answers),
            "weights": dict(self.weights),
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a result, as data for a sentence in any language.

    `code` names the sentence; `subject` is the id of what it is about; `items` are the answers behind it. Codes: rule,
    override, dimension_positive, dimension_not_positive, contradiction, ruled_out, completeness, declined,
    rules_nothing_out, flag_open, ask_next, ask_again, required.
    """

    code: str
    subject: str
    items: tuple[str, ...] = ()
    share: float | None = None


def evaluate(
    rule_set: RuleSet,
    *,
    profile: str,
    flags: Mapping[str, bool | None],
    answers: Answers,
    rest: Answer = "not_asked",
    ask_next: bool = True,
) -> Result:
    """Returns what `answers` indicate for `profile`.

    Answers for items of other profiles may be there and do not count; items of the profile that are not named are
    `rest`. A flag is true, false, or unknown (None or absent). Without `ask_next` the questions stay empty, which is
    quicker for many. Raises RuleError for a profile, item, answer or flag that the rules do not know.
    """
    ready = prepare_profile(rule_set, profile)
    reading = ready.read(flags, answers, rest)
    row = ready.row(reading.state, reading.quantities)
    complete: dict[str, Answer] = {item: answers.get(item, rest) for item in ready.ids}
    return Result(
        profile=profile,
        result=row.result,
        rule=row.id,
        strength=row.strength,
        dimensions=_dimensions(ready, reading),
        derived=row.derived,
        overrides=row.overrides,
        marks=row.marks,
        contradictions=_contradictions(ready, reading),
        questions=_questions(ready, reading, ready.as_taken(answers, rest)) if ask_next else (),
        open_flags=_open_flags(ready, reading) if ask_next else (),
        leads_to=rule_set.leads_to.get(row.result),
        completeness=reading.quantities["completeness"],
        ruled_out=reading.quantities["ruled_out"],
        flags={flag: flags[flag] for flag in sorted(flags)},
        answers=complete,
        weights=ready.weights,
        version=rule_set.version,
        rules_nothing_out=tuple(item for item in ready.ids if item in ready.compound and complete[item] == "no"),
    )


def summary(
    rule_set: RuleSet,
    *,
    profile: str,
    flags: Mapping[str, bool | None],
    answers: Answers,
    rest: Answer = "not_asked",
    ask_next: bool = True,
) -> dict[str, Any]:
    """Returns what `evaluate` says, as the few plain JSON values of an answer; made for many, so no `Result` is built.

    `ask_next` holds the items, `next` items and facts together with what each is worth. Raises RuleError as `evaluate`.
    """
    ready = prepare_profile(rule_set, profile)
    reading = ready.read(flags, answers, rest)
    row = ready.row(reading.state, reading.quantities)
    because: list[list[str]] = [[] for _ in ready.dimensions]
    ids, dimension_of = ready.ids, ready.dimension_of
    for place in reading.yes:
        because[dimension_of[place]].append(ids[place])
    positive = reading.positive
    leads = rule_set.leads_to.get(row.result)
    told: dict[str, Any] = {
        "result": row.result,
        "rule": row.id,
        "strength": row.strength,
        "profile": profile,
        "dimensions": {
            name: {"positive": bool(positive >> number & 1), "because": because[number]}
            for number, name in enumerate(ready.dimensions)
        },
        "overrides": row.overrides,
        "contradictions": [
            {"id": each.id, "subject": each.subject, "items": each.items} for each in _contradictions(ready, reading)
        ],
        "leads_to": leads and {"place": leads.place, "need": leads.need, "required": leads.required},
    }
    if ask_next:
        wanted = _questions(ready, reading, ready.as_taken(answers, rest))
        told["ask_next"] = [each.id for each in wanted if each.kind == "item" and not each.asked]
        told["ask_again"] = [each.id for each in wanted if each.asked]
        told["next"] = [{"ask": each.id, "kind": each.kind, "value": each.value} for each in wanted if not each.asked]
    told["completeness"] = reading.quantities["completeness"]
    told["ruled_out"] = reading.quantities["ruled_out"]
    told["declined"] = reading.tally[ANSWERS.index("declined")]
    told["rules"] = rule_set.version
    return told


def strongest(rule_set: RuleSet, results: Iterable[Result]) -> Result:
    """Returns the most protective of several results; equal ones are ordered by their place in the order, then by name.

    Raises ValueError when there are none.
    """
    order = list(rule_set.protection)

    def protection(result: Result) -> tuple[int, int, str]:
        name = f"{result.result} {result.strength}" if result.strength else result.result
        return (-rule_set.protection[name], order.index(name), result.profile)

    return min(results, key=protection)


def screen_again_on(rule_set: RuleSet, result: Result, today: date) -> date | None:
    """Returns the day to screen again, where the result demands one; else None.

    Source: rules `result_to_place.*.required` and `parameters.re_screen_days`.
    """
    if result.leads_to is None or "re_screen_date" not in result.leads_to.required:
        return None
    return today + timedelta(days=int(rule_set.parameters.get("re_screen_days", 14)))


def explain(result: Result) -> list[Reason]:
    """Returns why the result is what it is: the row, what was made true, each dimension with its answers, what is open."""
    reasons = [Reason("rule", result.rule)]
    reasons += [Reason("override", override) for override in result.overrides]
    for name, dimension in result.dimensions.items():
        if dimension.positive:
            reasons.append(Reason("dimension_positive", name, dimension.because))
        elif dimension.because:
            reasons.append(Reason("dimension_not_positive", name, dimension.because))
    reasons += [Reason("contradiction", each.id, (each.subject, *each.items)) for each in result.contradictions]
    reasons.append(Reason("ruled_out", result.profile, share=result.ruled_out))
    reasons.append(Reason("completeness", result.profile, share=result.completeness))
    if result.declined_items:
        reasons.append(Reason("declined", result.profile, result.declined_items))
    if result.rules_nothing_out:
        reasons.append(Reason("rules_nothing_out", result.profile, result.rules_nothing_out))
    reasons += [Reason("flag_open", flag) for flag in result.open_flags]
    if result.ask_next:
        reasons.append(Reason("ask_next", result.profile, result.ask_next))
    if result.ask_again:
        reasons.append(Reason("ask_again", result.profile, result.ask_again))
    if result.leads_to is not None:
        reasons += [Reason("required", each) for each in result.leads_to.required]
    return reasons


def _dimensions(ready: Prepared, reading: Reading) -> dict[str, Dimension]:
    because: list[list[str]] = [[] for _ in ready.dimensions]
    for place in reading.yes:
        because[ready.dimension_of[place]].append(ready.ids[place])
    found = {}
    for number, name in enumerate(ready.dimensions):
        at = number * len(STRENGTHS)
        found[name] = Dimension(
            bool(reading.positive >> number & 1),
            tuple(because[number]),
            ready.combination(reading.counts, number),
            dict(zip(STRENGTHS, reading.counts[at : at + len(STRENGTHS)], strict=True)),
        )
    return found


def _contradictions(ready: Prepared, reading: Reading) -> tuple[Contradiction, ...]:
    if not reading.yes:
        return ()
    found = []
    for name, subject, items in ready.find_opposed(reading):
        against = tuple(ready.ids[place] for place in reading.yes if ready.ids[place] in items)
        if against:
            found.append(Contradiction(name, subject, against))
    return tuple(found)


def _questions(ready: Prepared, reading: Reading, taken: Mapping[str, str]) -> tuple[Question, ...]:
    """Returns the questions for this talk, calculated without what was asked and not answered, then those for another day."""
    now = questions(ready, reading, taken, asked=False)
    if not any(reading.tally[ANSWERS.index(each)] for each in ("unknown", "declined")):
        return now
    later = questions(ready, reading, taken, asked=True)
    return now + tuple(each for each in later if each.asked)


def _open_flags(ready: Prepared, reading: Reading) -> tuple[str, ...]:
    now = ready.row(reading.state, reading.quantities)
    found = []
    for place, flag in enumerate(ready.flags):
        if reading.flags[place] is not None:
            continue
        for value in (True, False):
            flags = (*reading.flags[:place], value, *reading.flags[place + 1 :])
            other = ready.row(reading.state._replace(flags=flags), reading.quantities)
            if (other.id, other.strength) != (now.id, now.strength):
                found.append(flag)
                break
    return tuple(found)
