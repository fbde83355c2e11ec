# SPDX-License-Identifier: Apache-2.0
"""What a programme may spend on all its releases together, in rho, and how that reads as (epsilon, delta).

Costs of releases add up in rho, never in epsilon. A cap is stated as epsilon and delta because people agree to those;
it is stored as the rho that they allow. Explained in docs/understand/publishing.md.
"""

from dataclasses import dataclass

from amana_methods.disclosure.records.accounting import delta_of, rho_for

__all__ = ["DELTA", "Budget", "Cap", "epsilon_of"]

DELTA = 1e-6  # a public constant, never a function of how many people there are
MOST_DELTA = 1e-3  # above it, somebody's whole record might be published by chance
MOST_EPSILON = 20.0
_HALVINGS = 60
_TOLERANCE = 1e-9  # of rounding when many costs are added


def epsilon_of(rho: float, delta: float) -> float:
    """Returns the smallest epsilon that covers a cost of `rho` at this delta; 0 for no cost.

    >>> round(epsilon_of(0.376, 1.09e-5), 2)
    4.0
    """
    if rho <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while delta_of(rho, high) > delta:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle > 0 and delta_of(rho, middle) <= delta:
            high = middle
        else:
            low = middle
    return high


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that all releases of a programme together may cost. Raises ValueError for a cap that protects nobody."""

    epsilon: float
    delta: float = DELTA

    def __post_init__(self) -> None:
        if not 0 < self.epsilon <= MOST_EPSILON:
            raise ValueError(f"epsilon is above 0 and at most {MOST_EPSILON:g}: beyond it nothing is promised")
        if not 0 < self.delta <= MOST_DELTA:
            raise ValueError(f"delta is above 0 and at most {MOST_DELTA:g}")

    @property
    def rho(self) -> float:
        """Returns the rho that the cap allows."""
        return rho_for(self.epsilon, self.delta)


@dataclass(frozen=True, slots=True)
class Budget:
    """A cap, and how much of it is spent or promised to releases that are not finished."""

    cap: Cap
    spent: float

    @property
    def rho_left(self) -> float:
        """Returns the rho that a next release may cost."""
        return max(0.0, self.cap.rho - self.spent)

    @property
    def epsilon_spent(self) -> float:
        """Returns what was spent, as epsilon at the delta of the cap."""
        return epsilon_of(self.spent, self.cap.delta)

    @property
    def epsilon_left(self) -> float:
        """Returns the largest epsilon that one more release may have, at the delta of the cap."""
        return epsilon_of(self.rho_left, self.cap.delta)

    def covers(self, rho: float) -> bool:
        """Whether a release of this cost still fits."""
        return self.spent + rho <= self.cap.rho * (1 + _TOLERANCE)
