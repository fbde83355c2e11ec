# SPDX-License-Identifier: Apache-2.0
"""The elements of a screening rule set: items with weights, combinations, overrides, the tables of results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amana_methods.screening.expressions import Expression, RuleError

__all__ = [
    "Combination",
    "Item",
    "LeadsTo",
    "Opposites",
    "Outcome",
    "Override",
    "RuleSet",
    "Share",
    "SmugglingRules",
    "Union",
    "ranked_name",
]

# From the strongest to the weakest; a stronger item may replace a weaker one.
STRENGTHS = ("strong", "medium", "weak")


@dataclass(frozen=True, slots=True)
class Item:
    """A weighted question of one profile. A "no" to a `compound` one (two things in a sentence) rules nothing out."""

    id: str
    dimension: str
    strength: str
    compound: bool = False


@dataclass(frozen=True, slots=True)
class Combination:
    """A way for a dimension to be positive.

    `at_least[level]` is how many items of that strength or stronger are needed: 2 medium and 1 weak is (0, 2, 3).
    """

    id: str
    at_least: tuple[int, int, int]

    def met_by(self, counts: Sequence[int]) -> bool:
        """Whether items counted as (strong, medium, weak) are enough, where stronger ones can replace weaker ones."""
        strong, medium, weak = counts
        return (
            strong >= self.at_least[0]
            and strong + medium >= self.at_least[1]
            and strong + medium + weak >= self.at_least[2]
        )


@dataclass(frozen=True, slots=True)
class Union:
    """A derived truth: it is true when any of `names` is."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A derived quantity: the share of the profile's items whose answer is one of `answers`."""

    name: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Override:
    """A condition that makes facts true, regardless of the items. It can never make one false."""

    id: str
    when: Expression
    makes_true: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the table of results; `strength_when` gives a greater strength when its condition is true."""

    id: str
    when: Expression
    result: str
    strength: str | None
    strength_when: tuple[tuple[Expression, str], ...]


@dataclass(frozen=True, slots=True)
class Opposites:
    """Answers that cannot both be right: `when` is true, and one of `items` is answered yes."""

    id: str
    when: Expression
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class LeadsTo:
    """Where a result leads when a person decides so: a place of the procedure, a kind of need, and what it requires."""

    place: str
    need: str | None = None
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SmugglingRules:
    """The elements of smuggling; `against` names, for an element or sign, the items whose yes contradicts its yes."""

    elements: tuple[str, ...]
    signs: tuple[str, ...]
    against: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that turns answers into advice. Made by `from_data`; equal data gives an equal `version`.

    `digest` is the SHA-256 of the data that decide (no label is among them); `version` begins with the number of the
    schema and ends with the first twelve digits of the digest. `parts` is a cache of `prepare_profile`.
    """

    version: str
    digest: str
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
    checklist_outcomes: Mapping[str, tuple[Outcome, ...]]
    opposites: tuple[Opposites, ...]
    leads_to: Mapping[str, LeadsTo]
    smuggling: SmugglingRules | None
    source: Mapping[str, Any] = field(repr=False, compare=False)
    parts: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_data(cls, rules: Mapping[str, object], indicators: Sequence[Mapping[str, object]]) -> "RuleSet":
        """Returns the rule set that the data describe.

        `rules` has the keys protection_order, profile_selection, dimension_rule, derived, overrides, outcomes,
        parameters, act_means_purpose_checklist, and may have contradictions, smuggling, result_to_place and
        checklist_outcomes; `indicators` are items with id, applies_to, dimension, strength (per profile, or null for an
        observation) and maps_to. Raises RuleError naming the key, row or word that is wrong.
        """
        from amana_methods.screening.reading import Reader

        return Reader(rules, indicators).rule_set()

    def as_data(self) -> dict[str, Any]:
        """Returns the rule set as plain JSON values without any label; `from_data(**data)` restores an equal one."""
        return {"rules": dict(self.source["rules"]), "indicators": [dict(item) for item in self.source["indicators"]]}

    def outcomes_for(self, profile: str) -> tuple[Outcome, ...]:
        """Returns the table of results for a profile. Raises RuleError for a profile that the rules lack."""
        if profile not in self.profiles:
            raise RuleError(f"profile: '{profile}' is not a profile of these rules")
        return self.outcomes[profile]

    def protection_rank(self, result: str, strength: str | None) -> int:
        """Returns the place in the order of protection, from 0 (least)."""
        return self.protection[ranked_name(result, strength)]


def ranked_name(result: str, strength: str | None) -> str:
    """Returns the name of a result in the order of protection: the result alone, or with its strength."""
    return f"{result} {strength}" if strength else result
