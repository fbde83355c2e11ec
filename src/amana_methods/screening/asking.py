# SPDX-License-Identifier: Apache-2.0
"""What is unknown and would change the result most: the value of asking, for items and for facts.

A way is a set of dimensions that become positive, unknown facts that turn out true, and items that rules name by
themselves. Its length is the number of yeses it takes, the strongest items first. Each member of a way without which
the way reaches less is worth (steps up in the order of protection) / (yeses on the way); the best way counts. A fact is
also worth the step that its "no" makes at once, up or down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

from amana_methods.screening.prepared import Prepared, Reading, State
from amana_methods.screening.rules import STRENGTHS

__all__ = ["Question", "questions"]

_LEVELS = len(STRENGTHS)
_ASKED = ("unknown", "declined")


@dataclass(frozen=True, slots=True)
class Question:
    """Something not yet known, and what knowing it could change: `value` is steps of protection for each yes needed.

    `asked` is True for an item that was asked and not answered: for another day, not for this talk.
    """

    kind: Literal["item", "flag"]
    id: str
    value: float
    asked: bool = False


def questions(ready: Prepared, reading: Reading, answers: Mapping[str, str], *, asked: bool) -> tuple[Question, ...]:
    """Returns everything worth asking, the most valuable first; equal ones facts first, then by weight, then by place.

    `answers` are those of all items of the profile. Items asked and not known are counted in where `asked` is True.
    """
    waiting = ("not_asked", *_ASKED) if asked else ("not_asked",)
    open_places = [place for place, item in enumerate(ready.ids) if answers[item] in waiting]
    values = _Values(ready, reading, open_places)
    found: list[tuple[float, int, int, Question]] = []
    for place, flag in enumerate(ready.flags):
        if (value := values.flags.get(flag, 0.0)) > 0:
            found.append((-value, -1, place, Question("flag", flag, value)))
    for place in open_places:
        if (value := values.of_item(place)) > 0:
            item = ready.ids[place]
            known = Question("item", item, value, asked=answers[item] in _ASKED)
            found.append((-value, ready.level_of[place], place, known))
    return tuple(question for _, _, _, question in sorted(found, key=lambda each: each[:3]))


class _Values:
    """The best value found for each dimension, fact and single item."""

    def __init__(self, ready: Prepared, reading: Reading, open_places: list[int]) -> None:
        self.ready = ready
        self.reading = reading
        self.left = [0] * len(reading.counts)
        for place in open_places:
            self.left[self._slot(place)] += 1
        self.dimensions: dict[int, float] = {}
        self.flags: dict[str, float] = {}
        self.singles: dict[int, float] = {}
        self._steps: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int | None] = {}
        self.now = ready.row(reading.state, reading.quantities).rank
        self.most = max(ready.rule_set.protection.values())
        self.unknown = [place for place, value in enumerate(reading.flags) if value is None]
        open_singles = [place for place in open_places if ready.ids[place] in ready.singles]
        steps_now = self._all_steps(reading.counts, self.left)
        self.on_way = self._on_shortest_way(steps_now)
        for taken in chain.from_iterable(combinations(open_singles, size) for size in range(len(open_singles) + 1)):
            self._walk(taken)
        for place in self.unknown:
            after = self._rank(reading.positive, reading.singles, {place: False})
            if after != self.now:
                flag = ready.flags[place]
                _raise(self.flags, flag, float(abs(after - self.now)))

    def of_item(self, place: int) -> float:
        """Returns the value of asking an item: that of its dimension when it is on a shortest way, or its own."""
        dimension, level = self.ready.dimension_of[place], self.ready.level_of[place]
        by_weight = self.dimensions.get(dimension, 0.0) if self.on_way.get((dimension, level)) else 0.0
        return max(by_weight, self.singles.get(place, 0.0))

    def _walk(self, taken: tuple[int, ...]) -> None:
        """Walks all ways in which exactly these single items are answered yes."""
        counts, left = list(self.reading.counts), list(self.left)
        for place in taken:
            counts[self._slot(place)] += 1
            left[self._slot(place)] -= 1
        steps = self._all_steps(counts, left)
        base = self.reading.positive
        for dimension, many in steps.items():
            base |= (many == 0) << dimension
        dimensions = [(dimension, many) for dimension, many in steps.items() if many]
        lengths = [many for _, many in dimensions] + [1] * len(self.unknown)
        singles = self._with_yes(taken)
        reached: list[int] = []
        for way in range(1 << len(lengths)):
            members = [bit for bit in range(len(lengths)) if way >> bit & 1]
            if any(reached[way ^ (1 << bit)] == self.most for bit in members):
                reached.append(self.most)  # nothing can be added to a way that reaches the top before its end
                continue
            positive, facts = self._end(way, base, [dimension for dimension, _ in dimensions])
            rank = self._rank(positive, singles, facts)
            reached.append(rank)
            if rank <= self.now:
                continue
            value = (rank - self.now) / (len(taken) + sum(lengths[bit] for bit in members))
            for bit in members:
                if reached[way ^ (1 << bit)] < rank and bit < len(dimensions):
                    _raise(self.dimensions, dimensions[bit][0], value)
                elif reached[way ^ (1 << bit)] < rank:
                    _raise(self.flags, self.ready.flags[self.unknown[bit - len(dimensions)]], value)
            for place in taken:
                without = self._with_yes(tuple(each for each in taken if each != place))
                if self._rank(positive & ~self._only_by(place, steps), without, facts) < rank:
                    _raise(self.singles, place, value)

    def _end(self, way: int, base: int, dimensions: list[int]) -> tuple[int, dict[int, bool | None]]:
        """Returns the dimensions that are positive at the end of a way, and the facts that turned out true on it."""
        positive = base
        for bit, dimension in enumerate(dimensions):
            positive |= (way >> bit & 1) << dimension
        facts = way >> len(dimensions)
        return positive, {place: True for bit, place in enumerate(self.unknown) if facts >> bit & 1}

    def _only_by(self, place: int, steps: Mapping[int, int | None]) -> int:
        """Returns the bit of the dimension that a single item made positive, or 0."""
        dimension = self.ready.dimension_of[place]
        bit = 1 << dimension
        return bit if steps[dimension] == 0 and not self.reading.positive & bit else 0

    def _rank(self, positive: int, singles: tuple[str, ...], facts: Mapping[int, bool | None]) -> int:
        flags = self.reading.flags
        if facts:
            changed = list(flags)
            for place, value in facts.items():
                changed[place] = value
            flags = tuple(changed)
        state = State(positive, flags, singles, self.reading.comparisons)
        return self.ready.row(state, self.reading.quantities).rank

    def _with_yes(self, taken: tuple[int, ...]) -> tuple[str, ...]:
        if not taken:
            return self.reading.singles
        ids = {self.ready.ids[place] for place in taken}
        return tuple(
            "yes" if item in ids else answer
            for item, answer in zip(self.ready.singles, self.reading.singles, strict=True)
        )

    def _slot(self, place: int) -> int:
        return self.ready.dimension_of[place] * _LEVELS + self.ready.level_of[place]

    def _all_steps(self, counts: list[int], left: list[int]) -> dict[int, int | None]:
        return {dimension: self._steps_of(counts, left, dimension) for dimension in range(len(self.ready.dimensions))}

    def _steps_of(self, counts: list[int], left: list[int], dimension: int) -> int | None:
        """Returns how many more yeses make the dimension positive, the strongest first; None when there are not enough."""
        at = dimension * _LEVELS
        have = list(counts)
        if self.ready.combination(have, dimension) is not None:
            return 0
        steps = 0
        for level in range(_LEVELS):
            for _ in range(left[at + level]):
                have[at + level] += 1
                steps += 1
                if self.ready.combination(have, dimension) is not None:
                    return steps
        return None

    def _on_shortest_way(self, steps: Mapping[int, int | None]) -> dict[tuple[int, int], bool]:
        """Returns by dimension and strength whether a yes to an open item moves the dimension one yes nearer."""
        found = {}
        for dimension, many in steps.items():
            for level in range(_LEVELS):
                slot = dimension * _LEVELS + level
                if not many or not self.left[slot]:
                    continue
                counts, left = list(self.reading.counts), list(self.left)
                counts[slot] += 1
                left[slot] -= 1
                after = self._steps_of(counts, left, dimension)
                found[dimension, level] = after is not None and after + 1 <= many
        return found


def _raise[Key](values: dict[Key, float], key: Key, value: float) -> None:
    values[key] = max(values.get(key, 0.0), value)
