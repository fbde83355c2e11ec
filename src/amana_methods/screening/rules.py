# SPDX-License-Identifier: Apache-2.0
"""A screening rule set, read from plain data and checked once, so that it can be asked without surprises."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from amana_methods.screening.expressions import ANSWERS, Expression, RuleError, Vocabulary, parse

__all__ = ["Combination", "Item", "Outcome", "Override", "RuleSet", "Share", "Union"]

# From the strongest to the weakest; a stronger item may stand in for a weaker one.
STRENGTHS = ("strong", "medium", "weak")


@dataclass(frozen=True, slots=True)
class Item:
    """A weighted question of one profile."""

    id: str
    dimension: str
    strength: str


@dataclass(frozen=True, slots=True)
class Combination:
    """A way for a dimension to be positive.

    `at_least[level]` is how many items of that strength or stronger are needed: 2 medium and 1 weak is (0, 2, 3).
    """

    id: str
    at_least: tuple[int, int, int]

    def met_by(self, counts: Sequence[int]) -> bool:
        """Whether items counted as (strong, medium, weak) are enough, the stronger standing in for the weaker."""
        strong, medium, weak = counts
        return (
            strong >= self.at_least[0]
            and strong + medium >= self.at_least[1]
            and strong + medium + weak >= self.at_least[2]
        )


@dataclass(frozen=True, slots=True)
class Union:
    """A derived truth: it holds when any of `names` does."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A derived quantity: the share of the profile's items whose answer is one of `answers`."""

    name: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Override:
    """A condition that makes truths hold, whatever the items say. It can never take one away."""

    id: str
    when: Expression
    makes_true: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the table of results; `strength_when` gives a greater strength when its condition holds."""

    id: str
    when: Expression
    result: str
    strength: str | None
    strength_when: tuple[tuple[Expression, str], ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that turns answers into advice. Made by `from_data`; equal data gives an equal `version`."""

    version: str
    item_ids: frozenset[str]
    profiles: Mapping[str, Mapping[str, Item]]
    dimensions: tuple[str, ...]
    combinations: tuple[Combination, ...]
    unions: tuple[Union, ...]
    shares: tuple[Share, ...]
    overrides: tuple[Override, ...]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    parameters: Mapping[str, float]
    protection: Mapping[str, int]
    flags: frozenset[str]
    observations: Mapping[str, tuple[str, ...]]
    observation_applies_to: Mapping[str, frozenset[str]]
    observations_needed: int
    observations_always: frozenset[str]
    profile_age_threshold: int
    profile_kinds: Mapping[str, frozenset[str]]
    checklist: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_data(cls, rules: Mapping[str, object], indicators: Sequence[Mapping[str, object]]) -> "RuleSet":
        """The rule set that the data describe.

        `rules` has the keys protection_order, profile_selection, dimension_rule, derived, overrides, outcomes,
        parameters, act_means_purpose_checklist; `indicators` are items with id, applies_to, dimension, strength (per
        profile, or null for an observation) and maps_to. Raises RuleError naming the key, row or word that is wrong.
        """
        return _Reader(rules, indicators).rule_set()

    def outcomes_for(self, profile: str) -> tuple[Outcome, ...]:
        """The table of results for a profile. Raises RuleError for a profile that the rules lack."""
        if profile not in self.profiles:
            raise RuleError(f"'{profile}' is not a profile of these rules")
        return self.outcomes[profile]

    def protection_rank(self, result: str, strength: str | None) -> int:
        """The place in the order of protection, from 0 (least)."""
        return self.protection[_ranked_name(result, strength)]


def _ranked_name(result: str, strength: str | None) -> str:
    return f"{result} {strength}" if strength else result


class _Reader:
    """Reads the data once, from the small words to the large ones."""

    def __init__(self, rules: Mapping[str, object], indicators: Sequence[Mapping[str, object]]) -> None:
        self.rules = rules
        self.indicators = indicators

    def rule_set(self) -> RuleSet:
        groups = _mapping(self.rules, "outcomes")
        profiles = self._profiles()
        dimensions = tuple(dict.fromkeys(item.dimension for items in profiles.values() for item in items.values()))
        unions, shares = self._derived(dimensions)
        parameters, always = self._parameters()
        marks = {
            name
            for override in _rows(self.rules, "overrides")
            for name in _mapping(override, "set", f"overrides {override.get('id')}")
        }
        vocabulary = Vocabulary(
            profiles=profiles.keys(),
            items={str(indicator["id"]) for indicator in self.indicators},
            truths={*dimensions, *(union.name for union in unions), *marks},
            quantities={*parameters, *(share.name for share in shares)},
        )
        overrides = tuple(self._override(row, vocabulary) for row in _rows(self.rules, "overrides"))
        protection = self._protection()
        tables = {
            group: self._outcomes(group, _rows(groups, group, "outcomes"), vocabulary, protection) for group in groups
        }
        observations = self._observations()
        selection = _mapping(self.rules, "profile_selection")
        kinds = _mapping(selection, "exploitation_kinds", "profile_selection")
        rule_set = RuleSet(
            version=self._version(profiles),
            item_ids=frozenset(vocabulary.items),
            profiles=profiles,
            dimensions=dimensions,
            combinations=self._combinations(),
            unions=unions,
            shares=shares,
            overrides=overrides,
            outcomes={profile: tables[_group_of(profile, groups)] for profile in profiles},
            parameters=parameters,
            protection=protection,
            flags=_flags(overrides, tables),
            observations=observations,
            observation_applies_to={
                str(indicator["id"]): frozenset(_texts(indicator, "applies_to", str(indicator["id"])))
                for indicator in self.indicators
                if indicator["id"] in observations
            },
            observations_needed=int(parameters.get("observation_prompt_min", 1)),
            observations_always=always,
            profile_age_threshold=int(_number(selection.get("age_threshold"), "profile_selection.age_threshold")),
            profile_kinds={kind: frozenset(_texts(kinds, kind, "exploitation_kinds")) for kind in kinds},
            checklist=self._checklist(),
        )
        if unknown := always - observations.keys():
            raise RuleError(f"parameters.observation_prompt_always: '{min(unknown)}' is not an observation")
        return rule_set

    def _profiles(self) -> dict[str, dict[str, Item]]:
        profiles: dict[str, dict[str, Item]] = {}
        seen: set[str] = set()
        for indicator in self.indicators:
            item = _text(indicator, "id", "indicators")
            if item in seen:
                raise RuleError(f"indicators: '{item}' stands twice")
            seen.add(item)
            if indicator.get("strength") is None:
                continue
            dimension = _text(indicator, "dimension", item)
            for profile, strength in _mapping(indicator, "strength", item).items():
                if strength is None:
                    continue
                if strength not in STRENGTHS:
                    raise RuleError(f"{item}.strength.{profile}: '{strength}' is not one of {', '.join(STRENGTHS)}")
                profiles.setdefault(profile, {})[item] = Item(item, dimension, str(strength))
        if not profiles:
            raise RuleError("indicators: no item has a strength, so nothing can be weighed")
        return profiles

    def _observations(self) -> dict[str, tuple[str, ...]]:
        observations = {}
        known = {str(indicator["id"]) for indicator in self.indicators}
        for indicator in self.indicators:
            if indicator.get("strength") is None:
                item = str(indicator["id"])
                mapped = _texts(indicator, "maps_to", item) if indicator.get("maps_to") else ()
                if unknown := set(mapped) - known:
                    raise RuleError(f"{item}.maps_to: '{min(unknown)}' is not an item")
                observations[item] = mapped
        return observations

    def _combinations(self) -> tuple[Combination, ...]:
        combinations = []
        for row in _rows(_mapping(self.rules, "dimension_rule"), "any_of", "dimension_rule"):
            name = _text(row, "id", "dimension_rule.any_of")
            needed = [0, 0, 0]
            for level, least in _mapping(row, "min", f"dimension_rule {name}").items():
                levels = level.split("_or_")
                if set(levels) - set(STRENGTHS):
                    raise RuleError(f"dimension_rule {name}: '{level}' is not a strength")
                weakest = max(STRENGTHS.index(strength) for strength in levels)
                needed[weakest] += int(_number(least, f"dimension_rule {name}.{level}"))
            combinations.append(Combination(name, (needed[0], needed[0] + needed[1], sum(needed))))
        if not combinations:
            raise RuleError("dimension_rule.any_of: no combination is given")
        return tuple(combinations)

    def _derived(self, dimensions: tuple[str, ...]) -> tuple[tuple[Union, ...], tuple[Share, ...]]:
        unions: list[Union] = []
        shares: list[Share] = []
        for name, raw in _mapping(self.rules, "derived").items():
            definition = _as_mapping(raw, f"derived.{name}")
            known = {*dimensions, *(union.name for union in unions)}
            match list(definition):
                case ["any_positive" | "any_true" as kind]:
                    names = _texts(definition, kind, f"derived.{name}")
                    if unknown := set(names) - known:
                        raise RuleError(f"derived.{name}: '{min(unknown)}' is neither a dimension nor derived above")
                    unions.append(Union(name, names))
                case ["share_of_profile_items_answered" as kind]:
                    answers = frozenset(_texts(definition, kind, f"derived.{name}"))
                    if strangers := answers.difference(ANSWERS):
                        raise RuleError(f"derived.{name}: '{min(strangers)}' is not an answer")
                    shares.append(Share(name, answers))
                case _:
                    raise RuleError(
                        f"derived.{name}: expected any_positive, any_true or share_of_profile_items_answered"
                    )
        for needed in ("completeness", "ruled_out"):
            if needed not in {share.name for share in shares}:
                raise RuleError(f"derived: '{needed}' is missing")
        return tuple(unions), tuple(shares)

    def _parameters(self) -> tuple[dict[str, float], frozenset[str]]:
        numbers: dict[str, float] = {}
        always: frozenset[str] = frozenset()
        for name, value in _mapping(self.rules, "parameters").items():
            if name == "observation_prompt_always":
                always = frozenset(_texts(self.rules["parameters"], name, "parameters"))
            else:
                numbers[name] = _number(value, f"parameters.{name}")
        return numbers, always

    def _override(self, row: Mapping[str, object], vocabulary: Vocabulary) -> Override:
        name = _text(row, "id", "overrides")
        made = _mapping(row, "set", f"overrides {name}")
        if any(value is not True for value in made.values()):
            raise RuleError(f"overrides {name}: an override may only make something true, or one more yes could harm")
        return Override(name, parse(_text(row, "when", name), vocabulary, f"overrides {name}"), tuple(made))

    def _protection(self) -> dict[str, int]:
        order = self.rules.get("protection_order")
        if not isinstance(order, Sequence) or isinstance(order, str):
            raise RuleError("protection_order: a list of lists is expected")
        return {
            name: rank
            for rank, equals in enumerate(order)
            for name in _texts({"row": equals}, "row", "protection_order")
        }

    def _outcomes(
        self, group: str, rows: Sequence[Mapping[str, object]], vocabulary: Vocabulary, protection: Mapping[str, int]
    ) -> tuple[Outcome, ...]:
        outcomes = []
        for row in rows:
            name = _text(row, "id", f"outcomes.{group}")
            where = f"outcomes.{group} {name}"
            raised = _mapping(row, "strength_when", where) if "strength_when" in row else {}
            outcome = Outcome(
                id=name,
                when=parse(_text(row, "when", where), vocabulary, where),
                result=_text(row, "result", where),
                strength=_text(row, "strength", where) if "strength" in row else None,
                strength_when=tuple(
                    (parse(condition, vocabulary, where), str(strength)) for condition, strength in raised.items()
                ),
            )
            for strength in (outcome.strength, *(strength for _, strength in outcome.strength_when)):
                if _ranked_name(outcome.result, strength) not in protection:
                    raise RuleError(f"{where}: '{_ranked_name(outcome.result, strength)}' has no protection_order")
            outcomes.append(outcome)
        if not outcomes or outcomes[-1].when.source != "else":
            raise RuleError(f"outcomes.{group}: the last row must be 'else', so that there is always a result")
        return tuple(outcomes)

    def _checklist(self) -> dict[str, tuple[str, ...]]:
        """act, means and purpose with their elements; a country's own purposes are added to the purposes."""
        data = _mapping(self.rules, "act_means_purpose_checklist")
        parts = {part: _texts(data, part, "act_means_purpose_checklist") for part in ("act", "means", "purpose")}
        for key in data:
            if key.endswith("additional_purpose"):
                parts["purpose"] += _texts(data, key, "act_means_purpose_checklist")
        return parts

    def _version(self, profiles: Mapping[str, Mapping[str, Item]]) -> str:
        weights = {profile: {item.id: item.strength for item in items.values()} for profile, items in profiles.items()}
        decisive = ("protection_order", "dimension_rule", "derived", "overrides", "outcomes", "parameters")
        text = json.dumps(
            [{key: self.rules[key] for key in decisive}, weights], sort_keys=True, default=_plain, ensure_ascii=False
        )
        return f"{self.rules.get('schema_version', 1)}-{sha256(text.encode()).hexdigest()[:12]}"


def _flags(overrides: Sequence[Override], tables: Mapping[str, Sequence[Outcome]]) -> frozenset[str]:
    def expressions() -> Iterator[Expression]:
        for override in overrides:
            yield override.when
        for outcomes in tables.values():
            for outcome in outcomes:
                yield outcome.when
                yield from (condition for condition, _ in outcome.strength_when)

    return frozenset().union(*(expression.flags for expression in expressions()))


def _group_of(profile: str, groups: Mapping[str, object]) -> str:
    found = [group for group in groups if profile == group or profile.startswith(f"{group}_")]
    if len(found) != 1:
        raise RuleError(f"outcomes: profile '{profile}' belongs to {len(found)} of {', '.join(groups)}, not to one")
    return found[0]


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | frozenset):
        return list(value)
    return str(value)


def _as_mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise RuleError(f"{where}: keys with values are expected")
    return value


def _mapping(data: Mapping[str, object], key: str, where: str = "rules") -> Mapping[str, object]:
    if key not in data:
        raise RuleError(f"{where}: '{key}' is missing")
    return _as_mapping(data[key], f"{where}.{key}")


def _rows(data: Mapping[str, object], key: str, where: str = "rules") -> tuple[Mapping[str, object], ...]:
    rows = data.get(key)
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise RuleError(f"{where}.{key}: a list is expected")
    return tuple(_as_mapping(row, f"{where}.{key}") for row in rows)


def _text(data: Mapping[str, object], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise RuleError(f"{where}.{key}: a text is expected")
    return value


def _texts(data: object, key: str, where: str) -> tuple[str, ...]:
    values = _as_mapping(data, where).get(key)
    if not isinstance(values, Sequence) or isinstance(values, str) or not all(isinstance(v, str) for v in values):
        raise RuleError(f"{where}.{key}: a list of texts is expected (quote 'yes' and 'no')")
    return tuple(values)


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(f"{where}: a number is expected")
    return float(value)
