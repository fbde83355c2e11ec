# SPDX-License-Identifier: Apache-2.0
"""A second reading of the published rule, slow and plain, to hold the engine against.

Written from the text of the rule alone: weights, the sentence on dimensions, and the two tables. It shares no line with
the engine, counts nothing in advance, and deals the items answered yes to the places of each combination in every way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

from tests.methods.screening_data import PROFILES, WEIGHTS

DIMENSIONS = tuple(name for _, name in WEIGHTS)
# What each place of a combination accepts: two strong; one strong and any other; three medium; two medium and a weak one.
PLACES = (("S", "S"), ("S", "SMW"), ("SM", "SM", "SM"), ("SM", "SM", "SMW"))
LEAST = 0.5
ORDER = {
    "no_indication": 0, "other_protection": 1, "inconclusive": 1, "at_risk": 2,
    "presumed_victim low": 3, "presumed_victim standard": 4, "presumed_victim strong": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What the published rule says."""

    result: str
    rule: str
    strength: str | None
    positive: frozenset[str]

    @property
    def rank(self) -> int:
        """The place in the published order of protection."""
        return ORDER[f"{self.result} {self.strength}" if self.strength else self.result]


def weights_of(profile: str) -> dict[str, tuple[str, str]]:
    """Dimension and letter of each item of a profile."""
    column = PROFILES.index(profile)
    return {
        f"ILO-{code}{number:02}": (dimension, letter)
        for (code, dimension), columns in WEIGHTS.items()
        for number, letter in enumerate(columns[column], start=1)
        if letter != "-"
    }


def is_positive(letters: list[str]) -> bool:
    """Whether the letters of the items answered yes can be dealt to the places of a combination."""
    return any(
        all(letter in place for letter, place in zip(dealt, places, strict=True))
        for places in PLACES
        for dealt in permutations(letters, len(places))
    )


def read(profile: str, flags: Mapping[str, bool | None], answers: Mapping[str, str], rest: str) -> Reading:
    """The published rule on these answers."""
    weights = weights_of(profile)
    given = {item: answers.get(item, rest) for item in weights}
    by_dimension: dict[str, list[str]] = {name: [] for name in DIMENSIONS}
    for item, (dimension, letter) in weights.items():
        if given[item] == "yes":
            by_dimension[dimension].append(letter)
    positive = frozenset(name for name, letters in by_dimension.items() if is_positive(_enough(letters)))
    deceived, forced, used = (
        name in positive
        for name in ("deceptive_recruitment", "coercive_recruitment", "abuse_vulnerability_recruitment")
    )
    coerced, kept = "coercion_destination" in positive, "abuse_vulnerability_destination" in positive
    purpose = "exploitation" in positive
    if profile == "child_sexual" and flags.get("sexual_exploitation_recorded") is True:
        purpose = True
    if profile == "child_labour" and flags.get("child_in_worst_form_of_labour") is True:
        purpose = True
    if flags.get("exploitation_intended_not_yet_happened") is True:
        purpose = True
    if profile == "adult_sexual" and (given["ILO-CD07"] == "yes" or flags.get("sexual_act_under_force") is True):
        purpose = True
    on_the_way, there = deceived or forced or used, coerced or kept
    ruled_out = list(given.values()).count("no") / len(given)
    table = _child if profile.startswith("child") else _adult
    result, rule, strength = table(
        flags.get("act"), purpose, on_the_way, there, deceived or forced, used, coerced, ruled_out
    )
    return Reading(result, rule, strength, positive)


def _enough(letters: list[str]) -> list[str]:
    """Three of each letter at most: no combination has more places."""
    return [letter for kind in "SMW" for letter in [kind] * min(3, letters.count(kind))]


type _Row = tuple[str, str, str | None]


def _child(
    act: bool | None, purpose: bool, on_the_way: bool, there: bool, _1: bool, _2: bool, _3: bool, ruled_out: float
) -> _Row:
    means = on_the_way or there
    if act is True and purpose:
        return "presumed_victim", "C1", "strong" if means else "standard"
    if act is True and means:
        return "presumed_victim", "C2", "low"
    if purpose and act is None:
        return "presumed_victim", "C5", "low"
    if purpose:
        return "other_protection", "C3", None
    if ruled_out < LEAST:
        return "inconclusive", "C4", None
    return "no_indication", "C9", None


def _adult(
    _act: bool | None,
    purpose: bool,
    on_the_way: bool,
    there: bool,
    lied_or_forced: bool,
    used: bool,
    coerced: bool,
    ruled_out: float,
) -> _Row:
    if purpose and coerced and lied_or_forced:
        return "presumed_victim", "A1", "strong"
    if purpose and coerced and used:
        return "presumed_victim", "A2", "strong"
    if purpose and there and not on_the_way:
        return "presumed_victim", "A3", "standard"
    if purpose and on_the_way and not coerced:
        return "presumed_victim", "A4", "standard"
    if (on_the_way or there) and not purpose:
        return "at_risk", "A5", None
    if purpose and not (on_the_way or there) and ruled_out >= LEAST:
        return "other_protection", "A6", None
    if ruled_out < LEAST:
        return "inconclusive", "A7", None
    return "no_indication", "A9", None
