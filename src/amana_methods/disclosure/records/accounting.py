# SPDX-License-Identifier: Apache-2.0
"""How much privacy a release costs, counted as zero-concentrated differential privacy (rho) and reported as (epsilon, delta).

Gaussian noise on a table in which one person moves one cell by one costs 1 / (2 sigma^2); a choice by noisy scores
costs epsilon^2 / 8; costs add up. Sources: Bun and Steinke 2016 (composition), Canonne, Kamath and Steinke 2020
(the conversion to epsilon and delta, and the cost of a choice).
"""

import math
from dataclasses import dataclass

__all__ = ["Budget", "choice_epsilon", "delta_of", "rho_for", "sigma_for"]

_NARROWING = 200  # halvings of an interval of floats; more change nothing


def delta_of(rho: float, epsilon: float) -> float:
    """Returns the smallest delta that the conversion gives for `rho` at `epsilon`.

    The bound holds for every order above one, so the order found here need not be the best one for the result to be
    true. Raises ValueError when `rho` or `epsilon` is not positive.
    """
    if not (rho > 0 and epsilon > 0):
        raise ValueError("rho and epsilon are above zero")

    def exponent(order: float) -> float:
        return (order - 1) * (order * rho - epsilon) + order * math.log1p(-1 / order) - math.log(order - 1)

    # The exponent is convex in the order; its minimum is between just above one and far beyond epsilon / rho.
    low, high = 1 + 1e-9, 2 + 2 * (epsilon + 1) / rho
    golden = (math.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    for _ in range(_NARROWING):
        if exponent(left) < exponent(right):
            high, right = right, left
            left = high - golden * (high - low)
        else:
            low, left = left, right
            right = low + golden * (high - low)
    return min(1.0, math.exp(exponent((low + high) / 2)))


def rho_for(epsilon: float, delta: float) -> float:
    """Returns the largest rho whose conversion stays within `epsilon` and `delta`.

    >>> round(rho_for(1, 1.09e-5), 4), round(rho_for(4, 1.09e-5), 3)
    (0.0308, 0.376)

    Raises ValueError unless epsilon is above zero and delta between zero and one.
    """
    if not (epsilon > 0 and 0 < delta < 1):
        raise ValueError("epsilon is above zero, and delta between zero and one")
    low, high = 0.0, epsilon
    for _ in range(_NARROWING):
        middle = (low + high) / 2
        if middle > 0 and delta_of(middle, epsilon) <= delta:
            low = middle
        else:
            high = middle
    return low


def sigma_for(rho: float) -> float:
    """Returns the standard deviation of noise on one table that costs `rho`."""
    return math.sqrt(1 / (2 * rho))


def choice_epsilon(rho: float) -> float:
    """Returns the parameter of one choice by noisy scores that costs `rho`."""
    return math.sqrt(8 * rho)


@dataclass(frozen=True, slots=True)
class Budget:
    """How the rho of a release is divided. The shares are public, set on generated tables, and the same for all.

    `size` is for the number of people, `ones` for the tables of one column, `network` for choosing and `tables` for
    measuring the first tables, `rounds` for choosing and measuring further ones, of which `choosing` is the part for
    the choices.
    """

    size: float = 0.01
    ones: float = 0.15
    network: float = 0.08
    tables: float = 0.28
    rounds: float = 0.48
    choosing: float = 0.10

    def __post_init__(self) -> None:
        shares = (self.size, self.ones, self.network, self.tables, self.rounds)
        if min(*shares, self.choosing) <= 0 or self.choosing >= 1 or not math.isclose(sum(shares), 1, abs_tol=1e-9):
            raise ValueError("the shares of a budget are above zero and add up to one")
