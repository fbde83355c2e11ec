# SPDX-License-Identifier: Apache-2.0
"""What a reader with a solver can infer: the smallest and largest value that each hidden number may have.

The reader knows the shown numbers, bounds of the hidden ones, and which numbers are sums of which. For each hidden
number two linear programmes are solved, which is what an attacker would do.
"""

import math
import os
import sys
from collections.abc import Hashable, Iterable, Mapping, Sequence

import highspy
import numpy as np

__all__ = ["NEAR", "Attack", "Unsolved", "cheapest_change"]

type Bounds = tuple[float, float]
NEAR = 1e-6  # of the solver's answers


class Unsolved(Exception):
    """The solver gave no answer, so nothing may be published."""


class Attack[K: Hashable]:
    """Hidden numbers with what is known of each, and sums over them.

    `hidden` maps a number to its bounds (`math.inf` for none above). Each equation maps numbers to their factors and
    says what they add up to.
    """

    def __init__(self, hidden: Mapping[K, Bounds], equations: Iterable[tuple[Mapping[K, float], float]]) -> None:
        self.places = {key: place for place, key in enumerate(hidden)}
        self._solver = _quiet()
        for low, high in hidden.values():
            self._solver.addVar(low, highspy.kHighsInf if math.isinf(high) else high)
        for factors, total in equations:
            places = np.array([self.places[key] for key in factors], dtype=np.int32)
            values = np.array(list(factors.values()), dtype=np.float64)
            self._solver.addRow(total, total, len(places), places, values)
        self._aim: int | None = None

    def interval(self, key: K) -> Bounds:
        """Returns the smallest and the largest possible value of this number, in real numbers.

        Raises Unsolved when the solver fails, or when the bounds and sums contradict each other.
        """
        place = self.places[key]
        if self._aim is not None:
            self._solver.changeColCost(self._aim, 0.0)
        self._solver.changeColCost(place, 1.0)
        self._aim = place
        return self._best(highspy.ObjSense.kMinimize), self._best(highspy.ObjSense.kMaximize)

    def whole_interval(self, key: K) -> tuple[int, int | None]:
        """Returns the same for a count: the whole numbers in the interval; None without upper limit."""
        low, high = self.interval(key)
        return math.ceil(low - NEAR), None if math.isinf(high) else math.floor(high + NEAR)

    def _best(self, sense: highspy.ObjSense) -> float:
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self._solver.getInfo().objective_function_value)
        if status == highspy.HighsModelStatus.kUnbounded:
            return math.inf if sense == highspy.ObjSense.kMaximize else -math.inf
        raise Unsolved(f"the solver ended with {status}")


def cheapest_change[K: Hashable](
    costs: Mapping[K, float],
    room: Mapping[K, Bounds],
    equations: Sequence[Mapping[K, float]],
    key: K,
    by: float,
) -> set[K] | None:
    """Returns which numbers change, at the least cost, when `key` changes by `by` and every sum stays true; None if impossible.

    `costs` are for a change of one, up or down; `room` is how far each number may fall (below zero) and rise. A number
    without a cost does not change.
    """
    solver = _quiet()
    places: dict[K, int] = {}
    for number, cost in costs.items():
        down, up = room[number]
        if number == key:
            down, up, cost = min(by, 0.0), max(by, 0.0), 0.0
        places[number] = solver.getNumCol()
        solver.addVar(max(by, 0.0) if number == key else 0.0, highspy.kHighsInf if math.isinf(up) else up)
        solver.changeColCost(places[number], cost)
        solver.addVar(-min(by, 0.0) if number == key else 0.0, -down)
        solver.changeColCost(places[number] + 1, cost)
    for factors in equations:
        moving = {number: factor for number, factor in factors.items() if number in places}
        columns = [place for number in moving for place in (places[number], places[number] + 1)]
        values = [signed for factor in moving.values() for signed in (factor, -factor)]
        if columns:
            solver.addRow(0.0, 0.0, len(columns), np.array(columns, np.int32), np.array(values, np.float64))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = solver.getSolution().col_value
    return {number for number, place in places.items() if abs(found[place] - found[place + 1]) > NEAR}


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # HiGHS leaves it without types
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")  # it cannot distinguish “without limit” from “impossible”
    return solver


def _silence_greeting() -> None:
    """Discards the greeting of HiGHS, which the first solver of a process prints on standard output."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        _quiet()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


_silence_greeting()
