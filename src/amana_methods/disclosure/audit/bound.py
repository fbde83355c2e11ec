# SPDX-License-Identifier: Apache-2.0
"""From what an attack saw to what it proves about the privacy loss, in two ways.

*By rates*: under rho-zCDP an attack that says "she is in it" with rate `a` when she is and `b` when she is not has a <=
exp(epsilon) b + delta(rho, epsilon) for every epsilon (Canonne, Kamath and Steinke 2020). Rates from a number of trials
are bounded after Clopper and Pearson 1934. This makes no assumptions.

*By evidence*: when the attack weighs what it saw by exact likelihoods, the mean of their logarithms is the divergence
of Kullback and Leibler, which is at most rho under rho-zCDP (Bun and Steinke 2016). The mean of some dozens of trials
is bounded as that of a normal variable. This sees smaller losses in fewer trials.
"""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist, fmean, stdev

from amana_methods.disclosure.records.accounting import delta_of

__all__ = ["at_least", "at_most", "find_rho", "lowest_rho"]

CONFIDENCE = 0.95
EPSILONS = tuple(0.25 * step for step in range(1, 29))
LARGEST_RHO = 50.0
_HALVINGS = 30


def at_least(hits: int, trials: int, error: float) -> float:
    """Returns the lowest rate consistent with `hits` of `trials`, wrong with probability `error` at most."""
    return 0.0 if hits == 0 else _bisect(lambda rate: _tail(hits, trials, rate) < error)


def at_most(hits: int, trials: int, error: float) -> float:
    """Returns the highest rate consistent with `hits` of `trials`, wrong with probability `error` at most."""
    return 1.0 - at_least(trials - hits, trials, error)


def lowest_rho(right: float, wrong: float) -> float:
    """Returns the least rho under which an attack can be right and wrong at these rates; 0 when chance explains them.

    `right`: the rate of "in it" when she is; `wrong`: when she is not. Stops at LARGEST_RHO.
    """
    if right <= wrong:
        return 0.0
    if not _allows(LARGEST_RHO, right, wrong):
        return LARGEST_RHO
    low, high = 0.0, LARGEST_RHO
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _allows(middle, right, wrong):
            high = middle
        else:
            low = middle
    return low


def find_rho(with_her: Sequence[float], without: Sequence[float], cuts: Sequence[float]) -> float:
    """Returns the rho that the evidence proves, with CONFIDENCE in all.

    `with_her` and `without` are what the attack saw in each trial: the logarithm of how much likelier it is with her.
    The cuts are set before anything is seen; the attack is read both ways.
    """
    either = (1 - CONFIDENCE) / 2
    return max(0.0, _by_rates(with_her, without, cuts, either), _by_evidence(with_her, without, either))


def _by_rates(with_her: Sequence[float], without: Sequence[float], cuts: Sequence[float], error: float) -> float:
    each, n, m = error / (4 * len(cuts)), len(with_her), len(without)
    proved = [0.0]
    for cut in cuts:
        hits, alarms = sum(seen > cut for seen in with_her), sum(seen > cut for seen in without)
        proved.append(lowest_rho(at_least(hits, n, each), at_most(alarms, m, each)))
        proved.append(lowest_rho(at_least(m - alarms, m, each), at_most(n - hits, n, each)))
    return max(proved)


def _by_evidence(with_her: Sequence[float], without: Sequence[float], error: float) -> float:
    spread = NormalDist().inv_cdf(1 - error / 2)
    towards = (list(with_her), [-seen for seen in without])
    return max(fmean(seen) - spread * stdev(seen) / math.sqrt(len(seen)) for seen in towards)


def _allows(rho: float, right: float, wrong: float) -> bool:
    return all(right <= math.exp(epsilon) * wrong + delta_of(rho, epsilon) for epsilon in EPSILONS)


def _tail(hits: int, trials: int, rate: float) -> float:
    """Returns the probability of `hits` or more of `trials` at this rate."""
    if rate <= 0:
        return 0.0
    if rate >= 1:
        return 1.0
    log, other = math.log(rate), math.log1p(-rate)
    whole = math.lgamma(trials + 1)
    terms = (
        whole - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * log + (trials - k) * other
        for k in range(hits, trials + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def _bisect(below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if below(middle):
            low = middle
        else:
            high = middle
    return low
