# SPDX-License-Identifier: Apache-2.0
"""The game: one person is added to the records or not, a model is fitted, and the attacker guesses which it was.

The attacker knows all other records, the method, every noisy table and every choice, and weighs them as well as anyone
can: by how much likelier they are with her than without. To know that, the fit is played a second time on the other
records while its `Door` repeats the answers of the first time; only what the records would have answered differs.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from amana_methods.disclosure.audit.bound import find_rho
from amana_methods.disclosure.audit.builds import Build
from amana_methods.disclosure.records.accounting import rho_for
from amana_methods.disclosure.records.exact import Door, Gate, Meter, grid
from amana_methods.disclosure.records.schema import Codes, Column, Schema

__all__ = ["CANARIES", "Canary", "Verdict", "audit"]

PEOPLE, COLUMNS, ALIKE = 500, 6, 4  # ALIKE: values that people share, in each column
CERTAIN = 1e6  # evidence of what is impossible without her
CUTS = (-1.0, -0.5, 0.0, 0.5, 1.0, 2.0)  # in parts of the claimed rho, set before anything is seen


@dataclass(frozen=True, slots=True)
class Canary:
    """A person whose presence is easy to see: in so many columns she holds a value that nobody else holds."""

    name: str
    alone_in: int


CANARIES = (
    Canary("alone in every column", COLUMNS),
    Canary("alone in half of the columns", COLUMNS // 2),
    Canary("like others", 0),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rho that an audit found at least, next to the claimed one; `fits` models were fitted."""

    build: str
    canary: str
    fits: int
    claimed: float
    found: float

    @property
    def holds(self) -> bool:
        """Whether the attack found no more than was claimed."""
        return self.found <= self.claimed


def audit(
    build: Build,
    *,
    fits: int,
    canary: Canary = CANARIES[0],
    epsilon: float = 2.0,
    delta: float = 1e-6,
    progress: Callable[[int], None] = lambda _done: None,
) -> Verdict:
    """Runs half of the `fits` with the canary, half without; the claim is the rho of `epsilon` and `delta`.

    An honest build is called wrong once in twenty audits at most; one that loses somewhat more than it claims may pass.
    """
    schema, with_her, without = _records(canary)
    rho = rho_for(epsilon, delta)
    seen: dict[bool, list[float]] = {True: [], False: []}
    for number in range(fits):
        she_is_in = number % 2 == 0
        seen[she_is_in].append(_evidence(build, schema, with_her, without, rho, number, she_is_in=she_is_in))
        progress(number + 1)
    return Verdict(build.name, canary.name, fits, rho, find_rho(seen[True], seen[False], [rho * cut for cut in CUTS]))


@dataclass
class _RecordingDoor:
    """A `Door` that records questions and answers."""

    inner: Door
    asked: "list[_Question]" = field(default_factory=list)
    told: "list[NDArray[np.int64] | int]" = field(default_factory=list)

    def measure(self, counts: NDArray[np.signedinteger], sigma: float, purpose: str, subject: str) -> NDArray[np.int64]:
        self.asked.append(_Question(counts.astype(np.int64), sigma=sigma))
        noisy = self.inner.measure(counts, sigma, purpose, subject)
        self.told.append(noisy)
        return noisy

    def choose(self, scores: Sequence[float], sensitivity: float, epsilon: float, purpose: str, subject: str) -> int:
        self.asked.append(_Question.of_choice(scores, sensitivity, epsilon))
        place = self.inner.choose(scores, sensitivity, epsilon, purpose, subject)
        self.told.append(place)
        return place


@dataclass
class _ReplayingDoor:
    """A `Door` that repeats recorded answers, and fails when these records could not have produced them."""

    told: "list[NDArray[np.int64] | int]"
    asked: "list[_Question]" = field(default_factory=list)

    def measure(self, counts: NDArray[np.signedinteger], sigma: float, purpose: str, subject: str) -> NDArray[np.int64]:
        noisy = self._next()
        if isinstance(noisy, int) or len(noisy) != len(counts):
            raise _ImpossibleAnswer
        self.asked.append(_Question(counts.astype(np.int64), sigma=sigma))
        return noisy

    def choose(self, scores: Sequence[float], sensitivity: float, epsilon: float, purpose: str, subject: str) -> int:
        place = self._next()
        if not isinstance(place, int) or place >= len(scores):
            raise _ImpossibleAnswer
        self.asked.append(_Question.of_choice(scores, sensitivity, epsilon))
        return place

    def _next(self) -> "NDArray[np.int64] | int":
        return self.told[len(self.asked)]


class _ImpossibleAnswer(Exception):
    """These records could not have produced the recorded answers."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What the records answered before noise: counts measured with `sigma`, or steps of scores compared at `scale`."""

    exact: NDArray[np.int64]
    sigma: float = 0.0
    scale: float = 0.0

    @classmethod
    def of_choice(cls, scores: Sequence[float], sensitivity: float, epsilon: float) -> "_Question":
        steps, reach = grid(scores, sensitivity)
        return cls(steps, scale=2 * reach / epsilon)

    def likelihood(self, told: "NDArray[np.int64] | int") -> float:
        """Returns the logarithm of the answer's likelihood, up to what is the same for all records."""
        if isinstance(told, int):
            logits = self.exact / self.scale
            highest = float(logits.max())
            return float(logits[told]) - highest - float(np.log(np.exp(logits - highest).sum()))
        return -float(((told - self.exact) ** 2).sum()) / (2 * self.sigma**2)


def _evidence(
    build: Build, schema: Schema, with_her: Codes, without: Codes, rho: float, seed: int, *, she_is_in: bool
) -> float:
    """Returns the evidence for her in the fit: the logarithm of its likelihood with her, less that without."""
    real, other = (with_her, without) if she_is_in else (without, with_her)
    listening = _RecordingDoor(Gate(Meter(math.inf)))  # a build that spends too much is found by the attack
    build.play(schema, real, listening, rho, seed)
    repeating = _ReplayingDoor(listening.told)
    try:
        build.play(schema, other, repeating, rho, seed)
        told = listening.told
        real_one = sum(asked.likelihood(answer) for asked, answer in zip(listening.asked, told, strict=True))
        other_one = sum(asked.likelihood(answer) for asked, answer in zip(repeating.asked, told, strict=True))
        towards_real = real_one - other_one
    except _ImpossibleAnswer:
        towards_real = CERTAIN
    return towards_real if she_is_in else -towards_real


def _records(canary: Canary) -> tuple[Schema, Codes, Codes]:
    """Returns a schema, 500 people with the canary as the last, and the same without her; all generated, always the same."""
    codes = tuple(f"value {number}" for number in range(1, ALIKE + 1))
    columns = tuple(Column(f"column {number}", (*codes, "hers"), blank=True) for number in range(1, COLUMNS + 1))
    chance = np.random.default_rng(1)
    first = chance.choice(ALIKE, PEOPLE, p=(0.4, 0.3, 0.2, 0.1))
    people = [np.where(chance.random(PEOPLE) < 0.5, first, chance.choice(ALIKE, PEOPLE)) for _ in range(COLUMNS)]
    with_her = np.stack(people, axis=1).astype(np.int16)
    with_her[-1] = [ALIKE if place < canary.alone_in else 0 for place in range(COLUMNS)]
    return Schema("audit", columns), with_her, with_her[:-1]
