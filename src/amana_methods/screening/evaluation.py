# SPDX-License-Identifier: Apache-2.0
"""What a set of answers indicates, why, and which question would help most. Advice; a named person decides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

from amana_methods.screening.expressions import ANSWERS, RuleError, Scope
from amana_methods.screening.rules import STRENGTHS, Item, Outcome, RuleSet

__all__ = ["Answer", "Answers", "Dimension", "Reason", "Result", "evaluate", "explain", "strongest"]

type Answer = Literal["yes", "no", "unknown", "not_asked"]
type Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Whether a dimension is positive, the items answered yes in it, and the combination that was met."""

    positive: bool
    because: tuple[str, ...]
    combination: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """What the rules say about one person in one profile, with everything that led there.

    `because` of a dimension lists every yes in it, also when they are too few. `marks` are what overrides made true.
    `ask_next` are items not yet asked, the most useful first; `open_flags` are unknown facts that would change the
    row. `completeness` is the share of the profile's items answered yes or no, for display; `ruled_out` the share
    answered no, on which rules may depend. `answers` and `weights` are kept so that the result can be understood later.
    """

    profile: str
    result: str
    rule: str
    strength: str | None
    dimensions: Mapping[str, Dimension]
    derived: Mapping[str, bool]
    overrides: tuple[str, ...]
    marks: tuple[str, ...]
    ask_next: tuple[str, ...]
    open_flags: tuple[str, ...]
    completeness: float
    ruled_out: float
    flags: Mapping[str, bool | None]
    answers: Answers
    weights: Mapping[str, str]
    version: str

    def as_data(self) -> dict[str, object]:
        """The result as plain JSON values, for storing."""
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
            "ask_next": list(self.ask_next),
            "open_flags": list(self.open_flags),
            "completeness": self.completeness,
            "ruled_out": self.ruled_out,
            "flags": dict(self.flags),
            "answers": dict(self.answers),
            "weights": dict(self.weights),
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a result, as data for a sentence in any language.

    `code` says which sentence; `subject` is the id of what it speaks of; `items` are the answers behind it.
    Codes: rule, override, dimension_positive, dimension_not_positive, ruled_out, completeness, flag_open, ask_next.
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
) -> Result:
    """What `answers` indicate for `profile`.

    Answers for items of other profiles may be there and do not count; items of the profile that are not named are
    `rest`. A flag is true, false, or unknown (None or absent). Raises RuleError for a profile, item, answer or flag
    that the rules do not know.
    """
    outcomes = rule_set.outcomes_for(profile)
    _check(rule_set, flags, answers, rest)
    items = rule_set.profiles[profile]
    complete: dict[str, Answer] = {item: answers.get(item, rest) for item in items}
    dimensions = {
        name: _dimension(rule_set, [item for item in items.values() if item.dimension == name], complete)
        for name in rule_set.dimensions
    }
    quantities = dict(rule_set.parameters)
    for share in rule_set.shares:
        answered = sum(answer in share.answers for answer in complete.values())
        quantities[share.name] = answered / len(complete)
    table = _Table(rule_set, profile, flags, {**answers, **complete}, quantities, outcomes)
    positive = frozenset(name for name, dimension in dimensions.items() if dimension.positive)
    row, strength, truths, overrides = table.row(positive)
    return Result(
        profile=profile,
        result=row.result,
        rule=row.id,
        strength=strength,
        dimensions=dimensions,
        derived={union.name: truths[union.name] for union in rule_set.unions},
        overrides=tuple(override for override, _ in overrides),
        marks=tuple(dict.fromkeys(mark for _, marks in overrides for mark in marks)),
        ask_next=tuple(_ask_next(rule_set, table, list(items.values()), complete, dimensions)),
        open_flags=tuple(flag for flag in sorted(rule_set.flags) if table.depends_on(flag, positive)),
        completeness=quantities["completeness"],
        ruled_out=quantities["ruled_out"],
        flags={flag: flags[flag] for flag in sorted(flags)},
        answers=complete,
        weights={item.id: item.strength for item in items.values()},
        version=rule_set.version,
    )


def strongest(rule_set: RuleSet, results: Iterable[Result]) -> Result:
    """The most protective of several results; equal ones are told apart by their place in the order, then by name.

    Raises ValueError when there are none.
    """
    order = list(rule_set.protection)

    def protection(result: Result) -> tuple[int, int, str]:
        name = f"{result.result} {result.strength}" if result.strength else result.result
        return (-rule_set.protection[name], order.index(name), result.profile)

    return min(results, key=protection)


def explain(result: Result) -> list[Reason]:
    """Why the result is what it is: the row, what was made true, each dimension with its answers, what is open."""
    reasons = [Reason("rule", result.rule)]
    reasons += [Reason("override", override) for override in result.overrides]
    for name, dimension in result.dimensions.items():
        if dimension.positive:
            reasons.append(Reason("dimension_positive", name, dimension.because))
        elif dimension.because:
            reasons.append(Reason("dimension_not_positive", name, dimension.because))
    reasons.append(Reason("ruled_out", result.profile, share=result.ruled_out))
    reasons.append(Reason("completeness", result.profile, share=result.completeness))
    reasons += [Reason("flag_open", flag) for flag in result.open_flags]
    if result.ask_next:
        reasons.append(Reason("ask_next", result.profile, result.ask_next))
    return reasons


type _Row = tuple[Outcome, str | None, Mapping[str, bool], Sequence[tuple[str, tuple[str, ...]]]]


class _Table:
    """The table of results for one profile and one state of the facts; only which dimensions are positive varies."""

    def __init__(
        self,
        rule_set: RuleSet,
        profile: str,
        flags: Mapping[str, bool | None],
        answers: Mapping[str, str],
        quantities: Mapping[str, float],
        outcomes: Sequence[Outcome],
    ) -> None:
        self.rule_set = rule_set
        self.profile = profile
        self.flags = flags
        self.answers = answers
        self.quantities = quantities
        self.outcomes = outcomes
        self.items_asked_for = frozenset[str]().union(*(override.when.items for override in rule_set.overrides))
        for outcome in outcomes:
            self.items_asked_for |= outcome.when.items
        self._ranks: dict[tuple[frozenset[str], str | None], int] = {}

    def row(
        self, positive: frozenset[str], also_yes: str | None = None, flags: Mapping[str, bool | None] | None = None
    ) -> _Row:
        """The first row that holds when exactly these dimensions are positive."""
        answers = {**self.answers, also_yes: "yes"} if also_yes else self.answers
        truths = {name: name in positive for name in self.rule_set.dimensions}
        scope = Scope(self.profile, self.flags if flags is None else flags, answers, truths, self.quantities)
        self._derive(truths)
        overrides = [
            (override.id, override.makes_true) for override in self.rule_set.overrides if override.when.holds(scope)
        ]
        made_true = {name for _, names in overrides for name in names}
        truths.update(dict.fromkeys(made_true, True))
        self._derive(truths)
        row = next(outcome for outcome in self.outcomes if outcome.when.holds(scope))
        strength = next((raised for when, raised in row.strength_when if when.holds(scope)), row.strength)
        return row, strength, truths, overrides

    def rank(self, positive: frozenset[str], also_yes: str | None = None) -> int:
        """The place of the result in the order of protection."""
        key = (positive, also_yes if also_yes in self.items_asked_for else None)
        if key not in self._ranks:
            row, strength, _, _ = self.row(*key)
            self._ranks[key] = self.rule_set.protection_rank(row.result, strength)
        return self._ranks[key]

    def depends_on(self, flag: str, positive: frozenset[str]) -> bool:
        """Whether knowing an unknown flag would lead to another row or strength."""
        if self.flags.get(flag) is not None:
            return False
        now = self.row(positive)[:2]
        return any(self.row(positive, flags={**self.flags, flag: value})[:2] != now for value in (True, False))

    def _derive(self, truths: dict[str, bool]) -> None:
        for union in self.rule_set.unions:
            truths[union.name] = truths.get(union.name, False) or any(truths[name] for name in union.names)


def _check(rule_set: RuleSet, flags: Mapping[str, bool | None], answers: Answers, rest: Answer) -> None:
    for flag, value in flags.items():
        if flag not in rule_set.flags:
            raise RuleError(f"flags: no rule asks for '{flag}'")
        if not (value is None or value is True or value is False):  # 1 and 0 would pass as equal
            raise RuleError(f"flags.{flag}: true, false or unknown is expected")
    known = rule_set.item_ids
    for item, answer in answers.items():
        if item not in known:
            raise RuleError(f"answers: '{item}' is not an item of these rules")
        if answer not in ANSWERS:
            raise RuleError(f"answers.{item}: {', '.join(ANSWERS)} is expected")
    if rest not in ANSWERS or rest == "yes":
        raise RuleError("rest: no, unknown or not_asked is expected")


def _dimension(rule_set: RuleSet, items: Sequence[Item], answers: Answers) -> Dimension:
    present = [item for item in items if answers[item.id] == "yes"]
    counts = _counts(present)
    met = next((combination.id for combination in rule_set.combinations if combination.met_by(counts)), None)
    return Dimension(
        met is not None,
        tuple(item.id for item in present),
        met,
        dict(zip(STRENGTHS, counts, strict=True)),
    )


def _counts(items: Iterable[Item]) -> list[int]:
    counts = [0] * len(STRENGTHS)
    for item in items:
        counts[STRENGTHS.index(item.strength)] += 1
    return counts


def _ask_next(
    rule_set: RuleSet,
    table: _Table,
    items: Sequence[Item],
    answers: Answers,
    dimensions: Mapping[str, Dimension],
) -> list[str]:
    """Items not yet asked, by the protection that a yes could bring per question on the shortest way there.

    A way is a set of dimensions that would become positive; its length counts the yeses still needed. An item that
    is on no shortest way is left out. What was asked and not answered is not asked again.
    """
    open_items = {
        name: [i for i in items if i.dimension == name and answers[i.id] == "not_asked"] for name in dimensions
    }
    counts = {name: list(dimension.counts.values()) for name, dimension in dimensions.items()}
    now = frozenset(name for name, dimension in dimensions.items() if dimension.positive)
    steps = {name: _steps(rule_set, counts[name], _counts(open_items[name])) for name in dimensions}
    rank_now = table.rank(now)
    values: dict[tuple[str, str, str | None], float] = {}
    ranked: list[tuple[float, int, int, str]] = []
    for place, item in enumerate(items):
        if answers[item.id] != "not_asked":
            continue
        special = item.id if item.id in table.items_asked_for else None
        kind = (item.dimension, item.strength, special)
        if kind not in values:
            after = _with(counts[item.dimension], item, 1)
            left = _with(_counts(open_items[item.dimension]), item, -1)
            steps_after = {**steps, item.dimension: _steps(rule_set, after, left)}
            values[kind] = max(
                _values_of_ways(table, now, rank_now, steps, steps_after, item.dimension, special), default=0.0
            )
        if values[kind] > 0:
            ranked.append((-values[kind], STRENGTHS.index(item.strength), place, item.id))
    return [item for _, _, _, item in sorted(ranked)]


def _values_of_ways(
    table: _Table,
    now: frozenset[str],
    rank_now: int,
    steps: Mapping[str, int | None],
    steps_after: Mapping[str, int | None],
    dimension: str,
    special: str | None,
) -> Iterator[float]:
    reachable = [name for name in steps if name not in now and steps[name] is not None]
    for way in chain.from_iterable(combinations(reachable, size) for size in range(len(reachable) + 1)):
        before = sum(steps[name] or 0 for name in way)
        if any(steps_after[name] is None for name in way):
            continue
        after = 1 + sum(steps_after[name] or 0 for name in way)
        reached = now.union(way)
        gain = table.rank(reached, special) - rank_now
        on_the_way = dimension in way and after <= before
        helps_by_itself = special is not None and gain > table.rank(reached) - rank_now
        if gain > 0 and (on_the_way or helps_by_itself):
            yield gain / after


def _steps(rule_set: RuleSet, counts: Sequence[int], left: Sequence[int]) -> int | None:
    """How many more yeses make the dimension positive, the strongest first; None when there are not enough."""
    have = list(counts)
    if any(combination.met_by(have) for combination in rule_set.combinations):
        return 0
    steps = 0
    for level, available in enumerate(left):
        for _ in range(available):
            have[level] += 1
            steps += 1
            if any(combination.met_by(have) for combination in rule_set.combinations):
                return steps
    return None


def _with(counts: Sequence[int], item: Item, change: int) -> list[int]:
    changed = list(counts)
    changed[STRENGTHS.index(item.strength)] += change
    return changed
