# SPDX-License-Identifier: Apache-2.0
"""One profile of a rule set with everything precomputed that does not depend on the answers, so that many can be read.

A row of the table depends on the answers only through which dimensions are positive, a few facts and single items that
rules name, and whether shares are above or below a limit. Each such state is calculated once and cached.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from amana_methods.screening.expressions import ANSWERS, Expression, RuleError, Scope
from amana_methods.screening.rules import STRENGTHS, Override, RuleSet

__all__ = ["Prepared", "Reading", "Row", "State", "prepare_profile"]

_RESTS = frozenset({"no", "unknown", "declined", "not_asked"})
_KEPT = 200_000  # states that are cached at most; far above what a rule set has, so that memory is bounded


class State(NamedTuple):
    """Everything the table depends on: positive dimensions as bits, facts, single items, and which comparisons are true."""

    positive: int
    flags: tuple[bool | None, ...]
    singles: tuple[str, ...]
    comparisons: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The row for a state, and what was derived on the way to it."""

    id: str
    result: str
    strength: str | None
    rank: int
    derived: Mapping[str, bool]
    overrides: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """Counted answers: items answered yes by their place, and how many of each strength are in each dimension.

    `tally` counts the answers as the rules take them, in the order of `ANSWERS`: a "no" that rules nothing out is among
    the unknown ones.
    """

    yes: list[int]
    counts: list[int]
    tally: tuple[int, ...]
    positive: int
    flags: tuple[bool | None, ...]
    singles: tuple[str, ...]
    opposing: tuple[tuple[bool | None, ...], tuple[str, ...]]
    quantities: Mapping[str, float]
    comparisons: tuple[bool, ...]

    @property
    def state(self) -> State:
        """Returns what the table depends on."""
        return State(self.positive, self.flags, self.singles, self.comparisons)


def prepare_profile(rule_set: RuleSet, profile: str) -> "Prepared":
    """Returns the profile, prepared once per rule set. Raises RuleError for a profile that the rules lack."""
    found = rule_set.parts.get(profile)
    if found is None:
        found = rule_set.parts[profile] = Prepared(rule_set, profile)
    ready: Prepared = found
    return ready


class Prepared:
    """A profile of a rule set, ready to read answers."""

    def __init__(self, rule_set: RuleSet, profile: str) -> None:
        self.rule_set = rule_set
        self.profile = profile
        self.outcomes = rule_set.outcomes_for(profile)
        items = rule_set.profiles[profile]
        self.items = tuple(items.values())
        self.ids = tuple(items)
        self.dimensions = rule_set.dimensions
        number = {name: place for place, name in enumerate(self.dimensions)}
        self.dimension_of = tuple(number[item.dimension] for item in self.items)
        self.level_of = tuple(STRENGTHS.index(item.strength) for item in self.items)
        self.compound = frozenset(item.id for item in self.items if item.compound)
        self.weights: Mapping[str, str] = MappingProxyType({item.id: item.strength for item in self.items})
        self._place = {
            item.id: (place, self.dimension_of[place] * len(STRENGTHS) + self.level_of[place])
            for place, item in enumerate(self.items)
        }
        asked = list(self._conditions())
        self.flags = tuple(sorted({flag for when in asked for flag in when.flags}))
        self.singles = tuple(sorted({item for when in asked for item in when.items}))
        self.comparisons = tuple(test for when in asked for test in when.comparisons)
        opposites = [each.when for each in rule_set.opposites]
        self._opposing_flags = tuple(sorted({flag for when in opposites for flag in when.flags}))
        self._opposing_items = tuple(sorted({item for when in opposites for item in when.items}))
        self._combinations: dict[tuple[int, int, int], str | None] = {}
        self._rows: dict[State, Row] = {}
        self._shares: dict[tuple[int, ...], tuple[Mapping[str, float], tuple[bool, ...]]] = {}
        self._opposed: dict[object, tuple[tuple[str, str, frozenset[str]], ...]] = {}

    def read(self, flags: Mapping[str, bool | None], answers: Mapping[str, str], rest: str) -> Reading:
        """Counts the answers. Raises RuleError, beginning with the place, for what the rules do not know."""
        if not isinstance(rest, str) or rest not in _RESTS:
            raise RuleError("rest: no, unknown or not_asked is expected")
        place_of = self._place
        mine = answers if answers.keys() <= place_of.keys() else self._mine(answers)
        given = list(mine.values())
        tally = [given.count(answer) for answer in ANSWERS]
        if sum(tally) != len(given):
            self._refuse(answers)
        tally[ANSWERS.index(rest)] += len(self.items) - len(given)
        if open_noes := self._open_noes(mine, rest):
            tally[1] -= open_noes
            tally[2] += open_noes
        counts = [0] * (len(self.dimensions) * len(STRENGTHS))
        places = sorted([place_of[item] for item, answer in mine.items() if answer == "yes"])
        yes = [place for place, _ in places]
        for _, slot in places:
            counts[slot] += 1
        positive = 0
        for dimension in range(len(self.dimensions)):
            if self.combination(counts, dimension) is not None:
                positive |= 1 << dimension
        counted = tuple(tally)
        quantities, comparisons = self._compare_shares(counted)
        return Reading(
            yes=yes,
            counts=counts,
            tally=counted,
            positive=positive,
            flags=self._known_flags(flags),
            singles=self._take_answers(self.singles, answers, rest),
            opposing=(
                tuple(map(flags.get, self._opposing_flags)),
                self._take_answers(self._opposing_items, answers, rest),
            ),
            quantities=quantities,
            comparisons=comparisons,
        )

    def as_taken(self, answers: Mapping[str, str], rest: str) -> dict[str, str]:
        """Returns the answer to each item of the profile as the rules take it: a "no" to a compound item is not known."""
        given = {item: answers.get(item, rest) for item in self.ids}
        return {
            item: "unknown" if answer == "no" and item in self.compound else answer for item, answer in given.items()
        }

    def _open_noes(self, mine: Mapping[str, str], rest: str) -> int:
        """Counts the compound items answered no."""
        return sum(mine.get(item, rest) == "no" for item in self.compound)

    def _mine(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        """Returns the answers for items of this profile; the others are only checked."""
        for item, answer in answers.items():
            if item not in self.rule_set.item_ids:
                raise RuleError(f"answers: '{item}' is not an item of these rules")
            if item not in self._place and answer not in ANSWERS:
                self._refuse(answers)
        return {item: answer for item, answer in answers.items() if item in self._place}

    def _refuse(self, answers: Mapping[str, str]) -> NoReturn:
        item = next(item for item, answer in answers.items() if answer not in ANSWERS)
        raise RuleError(f"answers.{item}: {', '.join(ANSWERS)} is expected")

    def combination(self, counts: list[int], dimension: int) -> str | None:
        """Returns the first combination that the counts of a dimension meet, or None."""
        at = dimension * len(STRENGTHS)
        strong, medium, weak = counts[at : at + 3]
        if not (strong or medium or weak):
            return None
        key = (strong, medium, weak)
        if key not in self._combinations:
            met = (each.id for each in self.rule_set.combinations if each.met_by(key))
            self._combinations[key] = next(met, None)
        return self._combinations[key]

    def row(self, state: State, quantities: Mapping[str, float]) -> Row:
        """Returns the first row for this state; `quantities` are those that gave its comparisons."""
        found = self._rows.get(state)
        if found is None:
            if len(self._rows) >= _KEPT:
                self._rows.clear()
            found = self._rows[state] = self._row(state, quantities)
        return found

    def find_opposed(self, reading: Reading) -> tuple[tuple[str, str, frozenset[str]], ...]:
        """Returns contradictions whose first half is true: their id, the fact or item it is about, the items that contradict."""
        key = reading.opposing
        if key not in self._opposed:
            flags = dict(zip(self._opposing_flags, key[0], strict=True))
            scope = Scope(self.profile, flags, dict(zip(self._opposing_items, key[1], strict=True)), {}, {})
            self._opposed[key] = tuple(
                (each.id, min(each.when.flags | each.when.items, default=""), each.items)
                for each in self.rule_set.opposites
                if each.when.holds(scope)
            )
        return self._opposed[key]

    def _row(self, state: State, quantities: Mapping[str, float]) -> Row:
        scope = self._scope(state, quantities)
        overrides = [each for each in self.rule_set.overrides if each.when.holds(scope)]
        after = dict(scope.truths)
        after.update(dict.fromkeys((name for each in overrides for name in each.makes_true), True))
        self._derive(after)
        scope = Scope(scope.profile, scope.flags, scope.answers, after, scope.quantities)
        row = next(outcome for outcome in self.outcomes if outcome.when.holds(scope))
        strength = next((raised for when, raised in row.strength_when if when.holds(scope)), row.strength)
        return Row(
            id=row.id,
            result=row.result,
            strength=strength,
            rank=self.rule_set.protection_rank(row.result, strength),
            derived=MappingProxyType({union.name: after[union.name] for union in self.rule_set.unions}),
            overrides=tuple(each.id for each in overrides),
            marks=tuple(dict.fromkeys(mark for each in overrides for mark in each.makes_true)),
        )

    def _scope(self, state: State, quantities: Mapping[str, float]) -> Scope:
        truths = {name: bool(state.positive >> place & 1) for place, name in enumerate(self.dimensions)}
        self._derive(truths)
        return Scope(
            self.profile,
            dict(zip(self.flags, state.flags, strict=True)),
            dict(zip(self.singles, state.singles, strict=True)),
            truths,
            quantities,
        )

    def _derive(self, truths: dict[str, bool]) -> None:
        for union in self.rule_set.unions:
            truths[union.name] = truths.get(union.name, False) or any(truths[name] for name in union.names)

    def _known_flags(self, flags: Mapping[str, bool | None]) -> tuple[bool | None, ...]:
        for flag, value in flags.items():
            if flag not in self.rule_set.flags:
                raise RuleError(f"flags: no rule asks for '{flag}'")
            if not (value is None or value is True or value is False):  # 1 and 0 would pass as equal
                raise RuleError(f"flags.{flag}: true, false or unknown is expected")
        return tuple(map(flags.get, self.flags))

    def _take_answers(self, items: tuple[str, ...], answers: Mapping[str, str], rest: str) -> tuple[str, ...]:
        given = (answers.get(item, rest if item in self._place else "not_asked") for item in items)
        return tuple(
            "unknown" if answer == "no" and item in self.compound else answer
            for item, answer in zip(items, given, strict=True)
        )

    def _compare_shares(self, tally: tuple[int, ...]) -> tuple[Mapping[str, float], tuple[bool, ...]]:
        found = self._shares.get(tally)
        if found is None:
            if len(self._shares) >= _KEPT:
                self._shares.clear()
            answered = dict(zip(ANSWERS, tally, strict=True))
            quantities = dict(self.rule_set.parameters)
            for share in self.rule_set.shares:
                quantities[share.name] = sum(answered[each] for each in share.answers) / len(self.items)
            scope = Scope(self.profile, {}, {}, {}, quantities)
            found = self._shares[tally] = (quantities, tuple(test(scope) for test in self.comparisons))
        return found

    def _conditions(self) -> Iterator[Expression]:
        """Yields what can change the row here: the table, and those overrides that this profile can meet."""
        for outcome in self.outcomes:
            yield outcome.when
            yield from (condition for condition, _ in outcome.strength_when)
        yield from (each.when for each in self.rule_set.overrides if self._can_hold(each))

    def _can_hold(self, override: Override) -> bool:
        flags, items = sorted(override.when.flags), sorted(override.when.items)
        if override.when.comparisons:
            return True
        every = dict.fromkeys((*self.dimensions, *(union.name for union in self.rule_set.unions)), True)
        none = dict.fromkeys(every, False)
        return any(
            override.when.holds(
                Scope(
                    self.profile,
                    dict(zip(flags, facts, strict=True)),
                    dict(zip(items, answers, strict=True)),
                    truths,
                    {},
                )
            )
            for facts in product((True, False, None), repeat=len(flags))
            for answers in product(ANSWERS, repeat=len(items))
            for truths in (every, none)
        )
