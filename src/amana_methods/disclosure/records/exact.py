# SPDX-License-Identifier: Apache-2.0
"""The only access to the records for anything derived from them: noise and choices, exact, and entered in a ledger.

Whole numbers go in and whole numbers come out. The noise is drawn by OpenDP's exact samplers from the randomness of
the operating system; there is no seed, no floating-point noise, and no other way to a measured number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import opendp.prelude as dp
from numpy.typing import NDArray

__all__ = ["BudgetSpent", "Charge", "Door", "Gate", "Ledger", "Meter", "grid"]

dp.enable_features("contrib")

# Scores are put on a grid of this many steps per unit, so that a choice is made among whole numbers.
SCORE_STEPS = 256


class BudgetSpent(Exception):
    """The release would cost more than was granted; nothing was measured."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The cost of one measurement or choice, in rho, and what it was for."""

    purpose: str
    subject: str
    rho: float


class Ledger(Protocol):
    """The ledger that grants and counts. `spend` raises BudgetSpent before anything is measured."""

    def spend(self, charge: Charge) -> None: ...


@dataclass
class Meter:
    """A ledger in memory for one release: it grants `rho` and keeps every charge."""

    rho: float
    charges: list[Charge] = field(default_factory=list)

    def spend(self, charge: Charge) -> None:
        """Enters the charge, or raises BudgetSpent when it exceeds the grant."""
        if self.rho_spent + charge.rho > self.rho * (1 + 1e-9):
            raise BudgetSpent(f"{charge.purpose} {charge.subject}: {charge.rho:.6g} of rho is not left")
        self.charges.append(charge)

    @property
    def rho_spent(self) -> float:
        """Returns what was spent so far, in rho."""
        return sum(charge.rho for charge in self.charges)


class Door(Protocol):
    """What a fit may ask of the records: a noisy table, or which of several sets has a high score."""

    def measure(
        self, counts: NDArray[np.signedinteger], sigma: float, purpose: str, subject: str
    ) -> NDArray[np.int64]: ...

    def choose(
        self, scores: Sequence[float], sensitivity: float, epsilon: float, purpose: str, subject: str
    ) -> int: ...


class Gate:
    """Measures tables and chooses among sets, each time with exact noise and an entry in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def measure(self, counts: NDArray[np.signedinteger], sigma: float, purpose: str, subject: str) -> NDArray[np.int64]:
        """Returns the counts with discrete Gaussian noise of standard deviation `sigma`, as int64 of the same length.

        One person adds or removes one in one cell, which is an L2 distance of one. Raises BudgetSpent.
        """
        space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
        noisy = dp.m.make_gaussian(*space, scale=sigma)
        self._ledger.spend(Charge(purpose, subject, _cost(noisy, 1.0)))
        return np.array(noisy(counts.tolist()), dtype=np.int64)

    def choose(self, scores: Sequence[float], sensitivity: float, epsilon: float, purpose: str, subject: str) -> int:
        """Returns the place of a high score: each score, on a grid, is compared with exact Gumbel noise of its own.

        One person changes no score by more than `sensitivity`; putting a score on the grid may move it by one step
        more, which is charged as well. Raises BudgetSpent.
        """
        steps, reach = grid(scores, sensitivity)
        space = dp.vector_domain(dp.atom_domain(T="i64")), dp.linf_distance(T="i64")
        noisy = dp.m.make_noisy_max(*space, dp.zero_concentrated_divergence(), scale=2 * reach / epsilon)
        self._ledger.spend(Charge(purpose, subject, _cost(noisy, reach)))
        return int(noisy(steps.tolist()))


def grid(scores: Sequence[float], sensitivity: float) -> tuple[NDArray[np.int64], int]:
    """Returns the scores as whole steps, and how many steps one person moves any of them at most."""
    steps = np.rint(np.asarray(scores, dtype=np.float64) * SCORE_STEPS).astype(np.int64)
    return steps, int(np.ceil(sensitivity * SCORE_STEPS)) + 1


def _cost(measurement: dp.Measurement, distance: float) -> float:
    """Returns the rho that OpenDP itself computes for one person more or less."""
    return float(measurement.map(distance))  # type: ignore[no-untyped-call]  # OpenDP leaves it without types
