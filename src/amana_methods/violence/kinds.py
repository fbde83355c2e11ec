# SPDX-License-Identifier: Apache-2.0
"""The type of an incident, by elimination: the first type in order whose question was answered yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from amana_methods.violence.guide import Guide

__all__ = ["Answer", "Classified", "classify"]

type Answer = Literal["yes", "no", "unknown", "declined", "not_asked"]


@dataclass(frozen=True, slots=True)
class Classified:
    """The type of one incident of one survivor.

    `kind` is None while it is open; `possible` are the types it may be, in order (one when it is decided). `because`
    are the questions that decided, with their answers; `ask` are those whose answer is missing, the next one first.
    `by_reason`: it is not counted because it was said not to be about gender.
    """

    kind: str | None
    possible: tuple[str, ...]
    because: tuple[tuple[str, Answer], ...]
    ask: tuple[str, ...]
    by_reason: bool = False


def classify(guide: Guide, answers: Mapping[str, Answer], gender_based: Answer = "not_asked") -> Classified:
    """Returns the type that these answers leave, by the act alone.

    A question without an answer is not asked. Types are taken in the guide's order: each is excluded only by "no" and
    chosen by the first "yes"; one that nobody knows stays possible, with all that follow it down to the first "yes".
    `gender_based` says whether it was because of gender: only "no" takes an incident out of the count, and never one
    whose act counts for any reason. Raises KeyError for an answer to a question that the guide does not ask.
    Source: GBVIMS user guide, classification by elimination.
    """
    if strangers := answers.keys() - {kind.id for kind in guide.kinds}:
        raise KeyError(min(strangers))
    possible: list[str] = []
    because: list[tuple[str, Answer]] = []
    ask: list[str] = []
    by_reason = False
    for kind in guide.kinds:
        answer = answers.get(kind.id, "not_asked")
        if answer == "no":
            because.append((kind.id, answer))
            continue
        out = gender_based == "no" and not kind.whatever_the_reason
        by_reason = by_reason or out
        possible.append(guide.otherwise if out else kind.id)
        if answer == "yes":
            because.append((kind.id, answer))
            break
        ask.append(kind.id)
    else:
        possible.append(guide.otherwise)
    left = tuple(dict.fromkeys(possible))
    decided = left[0] if len(left) == 1 else None
    return Classified(
        decided, left, tuple(because), () if decided else tuple(ask), by_reason and decided == guide.otherwise
    )
