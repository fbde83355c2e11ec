# SPDX-License-Identifier: Apache-2.0
"""The types, contexts, hours and ages that a pack says, read into frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from amana_methods.violence.ages import Age
from amana_methods.violence.conditions import Condition

__all__ = ["ACT", "Guide", "GuideError", "Kind", "Window"]

ACT = "core_type"
"""The name under which a condition asks for the type."""


class GuideError(ValueError):
    """The data cannot be parsed; the message names the place."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the types. `whatever_the_reason`: such an act counts without asking why it was done."""

    id: str
    order: int
    whatever_the_reason: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Care that is a matter of time: within `hours` of the incident (None: as soon as possible).

    It is called for by the `acts`, unless each of them was answered no (none named: by any incident); a person of a
    sex in `not_for` has no use for it.
    """

    id: str
    hours: int | None
    acts: tuple[str, ...]
    not_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The contents of a pack about violence. `kinds` in the order of elimination; `otherwise` is the type of what is left."""

    kinds: tuple[Kind, ...]
    otherwise: str
    contexts: Mapping[str, Condition]
    windows: tuple[Window, ...]
    ages: tuple[Age, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Guide":
        """Reads the guide from a pack's section `violence`: types, contexts, context_fields, time_windows, consent_by_age.

        The type with the highest order is the one that is left when every other was answered no. A context may ask
        about the type (`core_type`), the context fields, and the contexts before it. Raises GuideError.
        """
        kinds = sorted(
            (
                Kind(str(key), int(entry["order"]), bool(entry.get("whatever_the_reason", False)))
                for key, entry in data["types"].items()
            ),
            key=lambda kind: kind.order,
        )
        if len(kinds) < 2:
            raise GuideError("types: at least two are needed, and the last is what is left")
        if len({kind.order for kind in kinds}) < len(kinds):
            raise GuideError("types: two have the same order")
        known = {kind.id for kind in kinds}
        return cls(
            kinds=tuple(kinds[:-1]),
            otherwise=kinds[-1].id,
            contexts=_contexts(data),
            windows=tuple(_window(key, entry, known) for key, entry in data["time_windows"].items()),
            ages=_ages(data["consent_by_age"]["ages"]),
        )


def _contexts(data: Mapping[str, Any]) -> dict[str, Condition]:
    names = {ACT, *data["context_fields"]}
    found = {}
    for key, entry in data["contexts"].items():
        try:
            found[key] = Condition.read(str(entry["when"]), names)
        except ValueError as wrong:
            raise GuideError(f"contexts.{key}.when: {wrong}") from wrong
        names.add(key)
    return found


def _window(key: str, entry: Mapping[str, Any], known: set[str]) -> Window:
    hours, acts = entry.get("hours"), tuple(entry.get("acts", ()))
    if hours is not None and hours <= 0:
        raise GuideError(f"time_windows.{key}.hours: {hours} is no length of time")
    if strangers := set(acts) - known:
        raise GuideError(f"time_windows.{key}.acts: '{min(strangers)}' is not a type")
    return Window(key, hours, acts, tuple(entry.get("not_for_sex", ())))


def _ages(rows: Sequence[Mapping[str, Any]]) -> tuple[Age, ...]:
    ages = tuple(Age(row["from_years"], row["to_years"], row["child"], row["caregiver"]) for row in rows)
    for before, after in pairwise(ages):
        if after.from_years != before.to_years + 1:
            raise GuideError(f"consent_by_age.ages: {before.to_years} and {after.from_years} do not meet")
    if not ages or ages[0].from_years != 0:
        raise GuideError("consent_by_age.ages: they begin at birth, with 0")
    return ages
