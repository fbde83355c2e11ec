# SPDX-License-Identifier: Apache-2.0
"""A result that can be reproduced for ever: stored with its rules, replayed from them, compared under other ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from amana_methods.screening.evaluation import Answer, Result, evaluate
from amana_methods.screening.expressions import RuleError
from amana_methods.screening.rules import RuleSet

__all__ = ["Changes", "compare", "record", "replay"]


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences that another rule set makes for the same answers.

    `after` is None where the profile does not exist there. `dimensions` are those that became positive or ceased to be,
    `weights` the items answered yes whose strength differs (before, after; None where it is not weighed),
    `parameters` the numbers that differ, `not_asked_there` the items and facts answered here that the other rules do
    not know, `asked_only_there` the items that they would ask in addition. `direction` is -1, 0 or 1: less, equal or
    more protection, in the order of the other rules; None where that cannot be said.
    """

    before: Result
    after: Result | None
    dimensions: tuple[str, ...]
    weights: Mapping[str, tuple[str | None, str | None]]
    parameters: Mapping[str, tuple[float | None, float | None]]
    not_asked_there: tuple[str, ...]
    asked_only_there: tuple[str, ...]
    direction: int | None

    @property
    def same(self) -> bool:
        """Whether result, row and strength are the same."""
        after = self.after
        return after is not None and (after.result, after.rule, after.strength) == (
            self.before.result,
            self.before.rule,
            self.before.strength,
        )


def record(rule_set: RuleSet, result: Result) -> dict[str, Any]:
    """Returns everything that `replay` needs, as plain JSON values: answers, facts, version, digest, and the rules themselves."""
    if result.version != rule_set.version:
        raise RuleError(f"version: the result was given by {result.version}, these rules are {rule_set.version}")
    return {
        "profile": result.profile,
        "flags": dict(result.flags),
        "answers": dict(result.answers),
        "version": rule_set.version,
        "digest": rule_set.digest,
        **rule_set.as_data(),
    }


def replay(stored: Mapping[str, Any]) -> Result:
    """Returns the result that `record` stored, calculated again from the stored answers and the stored rules.

    Raises RuleError when the stored rules are not those of the stored version: something was changed since.
    """
    rule_set = RuleSet.from_data(stored["rules"], stored["indicators"])
    if rule_set.digest != stored["digest"] or rule_set.version != stored["version"]:
        raise RuleError(f"version: the stored rules are not those of {stored['version']}")
    return evaluate(rule_set, profile=stored["profile"], flags=stored["flags"], answers=stored["answers"])


def compare(result: Result, rule_set: RuleSet, other: RuleSet) -> Changes:
    """Returns what `other` (another version, another country) makes of the answers that gave `result` under `rule_set`.

    What the other rules do not ask is left out and named. The stored result does not change.
    """
    flags = {flag: value for flag, value in result.flags.items() if flag in other.flags}
    answers = {item: answer for item, answer in result.answers.items() if item in other.item_ids}
    unknown_there = [item for item, answer in result.answers.items() if item not in answers and answer != "not_asked"]
    unknown_there += [flag for flag, value in result.flags.items() if flag not in flags and value is not None]
    after = None
    if result.profile in other.profiles:
        after = evaluate(other, profile=result.profile, flags=flags, answers=cast("Mapping[str, Answer]", answers))
    weights_there = after.weights if after is not None else {}
    return Changes(
        before=result,
        after=after,
        dimensions=tuple(_changed_dimensions(result, after)),
        weights={
            item: (result.weights.get(item), weights_there.get(item))
            for item, answer in result.answers.items()
            if answer == "yes" and result.weights.get(item) != weights_there.get(item)
        },
        parameters={
            name: (rule_set.parameters.get(name), other.parameters.get(name))
            for name in sorted({*rule_set.parameters, *other.parameters})
            if rule_set.parameters.get(name) != other.parameters.get(name)
        },
        not_asked_there=tuple(sorted(unknown_there)),
        asked_only_there=tuple(item for item in weights_there if item not in result.weights),
        direction=_direction(result, after, other),
    )


def _changed_dimensions(before: Result, after: Result | None) -> list[str]:
    there = after.dimensions if after is not None else {}
    names = dict.fromkeys([*before.dimensions, *there])
    return [name for name in names if _positive(before.dimensions, name) != _positive(there, name)]


def _positive(dimensions: Mapping[str, Any], name: str) -> bool:
    return name in dimensions and bool(dimensions[name].positive)


def _direction(before: Result, after: Result | None, other: RuleSet) -> int | None:
    name = f"{before.result} {before.strength}" if before.strength else before.result
    if after is None or name not in other.protection:
        return None
    was, now = other.protection[name], other.protection_rank(after.result, after.strength)
    return (now > was) - (now < was)
