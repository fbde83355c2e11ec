# SPDX-License-Identifier: Apache-2.0
"""Reads a rule set from plain data, from the vocabulary up, and names the place of every fault."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from amana_methods.screening.expressions import ANSWERS, Expression, RuleError, Vocabulary, parse
from amana_methods.screening.plain import as_mapping, mapping, names, number, rows, text, texts
from amana_methods.screening.rules import (
    STRENGTHS,
    Combination,
    Item,
    LeadsTo,
    Opposites,
    Outcome,
    Override,
    RuleSet,
    Share,
    SmugglingRules,
    Union,
    ranked_name,
)

__all__ = ["Reader"]


class Reader:
    """Reads the data once, from the vocabulary up."""

    def __init__(self, rules: Mapping[str, object], indicators: Sequence[Mapping[str, object]]) -> None:
        self.rules = rules
        self.indicators = indicators

    def rule_set(self) -> RuleSet:
        groups = mapping(self.rules, "outcomes")
        profiles = self._profiles()
        dimensions = tuple(dict.fromkeys(item.dimension for items in profiles.values() for item in items.values()))
        unions, shares = self._read_derived(dimensions)
        parameters, always = self._parameters()
        marks = {
            name
            for override in rows(self.rules, "overrides")
            for name in mapping(override, "set", f"overrides {override.get('id')}")
        }
        vocabulary = Vocabulary(
            profiles=profiles.keys(),
            items={str(indicator["id"]) for indicator in self.indicators},
            truths={*dimensions, *(union.name for union in unions), *marks},
            quantities={*parameters, *(share.name for share in shares)},
        )
        overrides = tuple(self._override(row, vocabulary) for row in rows(self.rules, "overrides"))
        protection = self._protection()
        tables = {
            group: self._outcomes(group, rows(groups, group, "outcomes"), vocabulary, protection) for group in groups
        }
        observations = self._observations()
        selection = mapping(self.rules, "profile_selection")
        kinds = mapping(selection, "exploitation_kinds", "profile_selection")
        flags = _flags(overrides, tables)
        source = self._source(profiles)
        digest = _digest(source)
        rule_set = RuleSet(
            version=f"{self.rules.get('schema_version', 1)}-{digest[:12]}",
            digest=digest,
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
            flags=flags,
            observations=observations,
            observation_applies_to={
                str(indicator["id"]): frozenset(texts(indicator, "applies_to", str(indicator["id"])))
                for indicator in self.indicators
                if indicator["id"] in observations
            },
            observations_needed=int(parameters.get("observation_prompt_min", 1)),
            observations_always=always,
            profile_age_threshold=int(number(selection.get("age_threshold"), "profile_selection.age_threshold")),
            profile_kinds={kind: frozenset(texts(kinds, kind, "exploitation_kinds")) for kind in kinds},
            checklist=self._checklist(),
            checklist_outcomes=self._checklist_outcomes(protection),
            opposites=self._opposites(vocabulary, dimensions, profiles, flags),
            leads_to=self._leads_to(),
            smuggling=self._smuggling(vocabulary),
            source=source,
        )
        if unknown := always - observations.keys():
            raise RuleError(f"parameters.observation_prompt_always: '{min(unknown)}' is not an observation")
        return rule_set

    def _profiles(self) -> dict[str, dict[str, Item]]:
        profiles: dict[str, dict[str, Item]] = {}
        seen: set[str] = set()
        for indicator in self.indicators:
            item = text(indicator, "id", "indicators")
            if item in seen:
                raise RuleError(f"indicators: '{item}' stands twice")
            seen.add(item)
            if indicator.get("strength") is None:
                continue
            dimension = text(indicator, "dimension", item)
            for profile, strength in mapping(indicator, "strength", item).items():
                if strength is None:
                    continue
                if strength not in STRENGTHS:
                    raise RuleError(f"{item}.strength.{profile}: '{strength}' is not one of {', '.join(STRENGTHS)}")
                profiles.setdefault(profile, {})[item] = Item(
                    item, dimension, str(strength), indicator.get("compound") is True
                )
        if not profiles:
            raise RuleError("indicators: no item has a strength, so nothing can be weighed")
        return profiles

    def _observations(self) -> dict[str, tuple[str, ...]]:
        observations = {}
        known = {str(indicator["id"]) for indicator in self.indicators}
        for indicator in self.indicators:
            if indicator.get("strength") is None:
                item = str(indicator["id"])
                mapped = texts(indicator, "maps_to", item) if indicator.get("maps_to") else ()
                if unknown := set(mapped) - known:
                    raise RuleError(f"{item}.maps_to: '{min(unknown)}' is not an item")
                observations[item] = mapped
        return observations

    def _combinations(self) -> tuple[Combination, ...]:
        combinations = []
        for row in rows(mapping(self.rules, "dimension_rule"), "any_of", "dimension_rule"):
            name = text(row, "id", "dimension_rule.any_of")
            needed = [0, 0, 0]
            for level, least in mapping(row, "min", f"dimension_rule {name}").items():
                levels = level.split("_or_")
                if set(levels) - set(STRENGTHS):
                    raise RuleError(f"dimension_rule {name}: '{level}' is not a strength")
                weakest = max(STRENGTHS.index(strength) for strength in levels)
                needed[weakest] += int(number(least, f"dimension_rule {name}.{level}"))
            combinations.append(Combination(name, (needed[0], needed[0] + needed[1], sum(needed))))
        if not combinations:
            raise RuleError("dimension_rule.any_of: no combination is given")
        return tuple(combinations)

    def _read_derived(self, dimensions: tuple[str, ...]) -> tuple[tuple[Union, ...], tuple[Share, ...]]:
        unions: list[Union] = []
        shares: list[Share] = []
        for name, raw in mapping(self.rules, "derived").items():
            definition = as_mapping(raw, f"derived.{name}")
            known = {*dimensions, *(union.name for union in unions)}
            match list(definition):
                case ["any_positive" | "any_true" as kind]:
                    members = texts(definition, kind, f"derived.{name}")
                    if unknown := set(members) - known:
                        raise RuleError(f"derived.{name}: '{min(unknown)}' is neither a dimension nor derived above")
                    unions.append(Union(name, members))
                case ["share_of_profile_items_answered" as kind]:
                    answers = frozenset(texts(definition, kind, f"derived.{name}"))
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
        for name, value in mapping(self.rules, "parameters").items():
            if name == "observation_prompt_always":
                always = frozenset(texts(self.rules["parameters"], name, "parameters"))
            else:
                numbers[name] = number(value, f"parameters.{name}")
        return numbers, always

    def _override(self, row: Mapping[str, object], vocabulary: Vocabulary) -> Override:
        name = text(row, "id", "overrides")
        made = mapping(row, "set", f"overrides {name}")
        if any(value is not True for value in made.values()):
            raise RuleError(f"overrides {name}: an override may only make something true, or one more yes could harm")
        return Override(name, parse(text(row, "when", name), vocabulary, f"overrides {name}"), tuple(made))

    def _protection(self) -> dict[str, int]:
        order = self.rules.get("protection_order")
        if not isinstance(order, Sequence) or isinstance(order, str):
            raise RuleError("protection_order: a list of lists is expected")
        return {
            name: rank
            for rank, equals in enumerate(order)
            for name in texts({"row": equals}, "row", "protection_order")
        }

    def _outcomes(
        self, group: str, table: Sequence[Mapping[str, object]], vocabulary: Vocabulary, protection: Mapping[str, int]
    ) -> tuple[Outcome, ...]:
        outcomes = []
        for row in table:
            name = text(row, "id", f"outcomes.{group}")
            where = f"outcomes.{group} {name}"
            raised = mapping(row, "strength_when", where) if "strength_when" in row else {}
            outcome = Outcome(
                id=name,
                when=parse(text(row, "when", where), vocabulary, where),
                result=text(row, "result", where),
                strength=text(row, "strength", where) if "strength" in row else None,
                strength_when=tuple(
                    (parse(condition, vocabulary, where), str(strength)) for condition, strength in raised.items()
                ),
            )
            for strength in (outcome.strength, *(strength for _, strength in outcome.strength_when)):
                if ranked_name(outcome.result, strength) not in protection:
                    raise RuleError(f"{where}: '{ranked_name(outcome.result, strength)}' has no protection_order")
            outcomes.append(outcome)
        if not outcomes or outcomes[-1].when.source != "else":
            raise RuleError(f"outcomes.{group}: the last row must be 'else', so that there is always a result")
        return tuple(outcomes)

    def _checklist(self) -> dict[str, tuple[str, ...]]:
        """Reads act, means and purpose with their elements; a country's own purposes are added to the purposes."""
        data = mapping(self.rules, "act_means_purpose_checklist")
        parts = {part: texts(data, part, "act_means_purpose_checklist") for part in ("act", "means", "purpose")}
        for key in data:
            if key.endswith("additional_purpose"):
                parts["purpose"] += texts(data, key, "act_means_purpose_checklist")
        return parts

    def _checklist_outcomes(self, protection: Mapping[str, int]) -> dict[str, tuple[Outcome, ...]]:
        """Reads what the checklist alone indicates, by group of age. `act`, `means` and `purpose` are three-valued there."""
        if "checklist_outcomes" not in self.rules:
            return {}
        groups = mapping(self.rules, "checklist_outcomes")
        words = Vocabulary(profiles=frozenset(), items=frozenset(), truths=frozenset(), quantities=frozenset())
        tables = {
            group: self._outcomes(group, rows(groups, group, "checklist_outcomes"), words, protection)
            for group in groups
        }
        for group, table in tables.items():
            if unknown := _flags((), {group: table}) - {"act", "means", "purpose"}:
                raise RuleError(f"checklist_outcomes.{group}: '{min(unknown)}' is not act, means or purpose")
        return tables

    def _opposites(
        self,
        vocabulary: Vocabulary,
        dimensions: tuple[str, ...],
        profiles: Mapping[str, Mapping[str, Item]],
        flags: frozenset[str],
    ) -> tuple[Opposites, ...]:
        """Reads pairs that cannot both be true; `yes_in` names items, or dimensions for all of their items."""
        found = []
        words = Vocabulary(vocabulary.profiles, vocabulary.items, truths=frozenset(), quantities=frozenset())
        for row in rows(self.rules, "contradictions") if "contradictions" in self.rules else ():
            name = text(row, "id", "contradictions")
            where = f"contradictions {name}"
            when = parse(text(row, "when", where), words, where)
            if unknown := when.flags - flags:
                raise RuleError(f"{where}: no rule asks for '{min(unknown)}'")
            items: set[str] = set()
            for word in texts(row, "yes_in", where):
                inside = {item.id for each in profiles.values() for item in each.values() if item.dimension == word}
                if word not in dimensions and word not in vocabulary.items:
                    raise RuleError(f"{where}: '{word}' is neither a dimension nor an item")
                items |= inside or {word}
            found.append(Opposites(name, when, frozenset(items)))
        return tuple(found)

    def _leads_to(self) -> dict[str, LeadsTo]:
        found = {}
        for result, raw in mapping(self.rules, "result_to_place").items() if "result_to_place" in self.rules else ():
            leads = as_mapping(raw, f"result_to_place.{result}")
            need = leads.get("need_type")
            found[result] = LeadsTo(
                place=text(leads, "place", f"result_to_place.{result}"),
                need=None if need is None else str(need),
                required=texts(leads, "required", f"result_to_place.{result}") if "required" in leads else (),
            )
        return found

    def _smuggling(self, vocabulary: Vocabulary) -> SmugglingRules | None:
        if "smuggling" not in self.rules:
            return None
        data = mapping(self.rules, "smuggling")
        elements, signs = names(data, "elements", "smuggling"), names(data, "signs", "smuggling")
        against = {}
        for word in mapping(data, "against", "smuggling") if "against" in data else ():
            items = texts(data["against"], word, "smuggling.against")
            if word not in (*elements, *signs):
                raise RuleError(f"smuggling.against: '{word}' is neither an element nor a sign")
            if unknown := set(items) - vocabulary.items:
                raise RuleError(f"smuggling.against.{word}: '{min(unknown)}' is not an item")
            against[word] = frozenset(items)
        return SmugglingRules(elements, signs, against)

    def _source(self, profiles: Mapping[str, Mapping[str, Item]]) -> dict[str, Any]:
        """Returns what decides, as plain values: the rules without their labels, the items with their weights."""
        rules = {key: _decisive(self.rules[key]) for key in _DECIDES if key in self.rules}
        rules["act_means_purpose_checklist"] = {part: list(elements) for part, elements in self._checklist().items()}
        if "smuggling" in rules:
            told = mapping(self.rules, "smuggling")
            rules["smuggling"] = {
                "elements": list(names(told, "elements", "smuggling")),
                "signs": list(names(told, "signs", "smuggling")),
                "against": _decisive(told.get("against", {})),
            }
        indicators: list[dict[str, object]] = []
        for indicator in self.indicators:
            item = str(indicator["id"])
            weighed = {profile: each[item].strength for profile, each in profiles.items() if item in each}
            kept: dict[str, object] = {
                "id": item,
                "dimension": indicator.get("dimension"),
                "strength": weighed or None,
            }
            if indicator.get("applies_to"):
                kept["applies_to"] = list(texts(indicator, "applies_to", item))
            if indicator.get("compound") is True:
                kept["compound"] = True
            if indicator.get("maps_to"):
                kept["maps_to"] = list(texts(indicator, "maps_to", item))
            indicators.append(kept)
        return {"rules": rules, "indicators": indicators}


# The keys of the rules that decide, and the words inside them that are for people only.
_DECIDES = (
    "schema_version",
    "protection_order",
    "result_to_place",
    "profile_selection",
    "dimension_rule",
    "derived",
    "overrides",
    "outcomes",
    "parameters",
    "act_means_purpose_checklist",
    "checklist_outcomes",
    "contradictions",
    "smuggling",
)
_SAID = frozenset({"label", "why", "basis", "confidence", "source", "note", "not_positive_examples"})


def _decisive(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _decisive(inner) for key, inner in value.items() if key not in _SAID}
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
        return [_decisive(inner) for inner in value]
    return value


def _digest(source: Mapping[str, Any]) -> str:
    """Returns the hash of what decides; the order in which the items are in the pack is no part of it."""
    canonical = {"rules": source["rules"], "indicators": sorted(source["indicators"], key=lambda item: str(item["id"]))}
    return sha256(json.dumps(canonical, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


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
