# SPDX-License-Identifier: Apache-2.0
"""A table with its totals as a circulation: people flow from the total through rows, cells and columns back to it.

A hidden number is free exactly as far as flow can change along cycles of hidden numbers. Flows in whole numbers make
the smallest and largest possible value exact.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from typing import Literal

__all__ = ["Cell", "Edge", "Hidden", "Network", "Rule", "Zeros", "is_small"]

type Cell = tuple[str, ...]
type Zeros = Literal["show", "hide"]


class Hidden(StrEnum):
    """Why a number is not shown: it is small itself, or it would reveal a small one."""

    SMALL = "small"
    COMPLEMENTARY = "complementary"


def is_small(count: int, k: int = 5, zeros: Zeros = "show") -> bool:
    """Whether a count of persons must be hidden by itself. A zero is small only when zeros are hidden."""
    return count < k and (count > 0 or zeros == "hide")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which counts are small."""

    k: int
    zeros: Zeros

    def is_small(self, count: int) -> bool:
        """Whether a count must be hidden by itself."""
        return is_small(count, self.k, self.zeros)

    @property
    def least(self) -> int:
        """The smallest count that is ever hidden by itself."""
        return 0 if self.zeros == "hide" else 1

    def width(self, labels_tell: bool) -> int:
        """How wide the interval of a small count stays: all that its label allows, or `k` different counts."""
        return self.k - 1 - self.least if labels_tell else self.k - 1


@dataclass(slots=True)
class Edge:
    """A number of the table: so many persons flow from `tail` to `head`. `low` and `high` are the bounds that its label gives."""

    tail: str
    head: str
    value: int
    hidden: Hidden | None
    low: int
    high: int | None
    cost: float | None = None  # the cost of hiding it to protect others; None when it may not be hidden for that
    cell: Cell | None = None
    margin: tuple[str, str] | None = None

    def room_up(self) -> int | None:
        """Returns how much larger it may be; None without limit."""
        return None if self.high is None else self.high - self.value

    def room_down(self) -> int:
        """Returns how much smaller it may be."""
        return self.value - self.low


@dataclass(slots=True)
class Network:
    """A table with its totals as a circulation: what flows into a node flows out of it."""

    edges: list[Edge] = field(default_factory=list)
    labels_tell: bool = True
    at: dict[str, list[tuple[Edge, str, bool]]] = field(default_factory=dict)

    def add(self, edge: Edge) -> None:
        """Adds the number to the table."""
        self.edges.append(edge)
        self.at.setdefault(edge.tail, []).append((edge, edge.head, True))
        self.at.setdefault(edge.head, []).append((edge, edge.tail, False))

    def protect(self, rule: Rule) -> bool:
        """Whether every hidden number could be made free enough, hiding the cheapest others where needed.

        A small number keeps its protection interval, any other hidden one at least two possible values.
        """
        waiting = sorted((edge for edge in self.edges if edge.hidden), key=lambda edge: (-edge.value, str(edge.cell)))
        while waiting:
            edge = waiting.pop()
            width = rule.width(self.labels_tell) if rule.is_small(edge.value) else 1
            if edge.high is not None:
                width = min(width, edge.high - edge.low)  # a sum that is protected by itself keeps its own label
            while not self._is_free(edge, width):
                cycle = self._cheapest_cycle(edge, width)
                if cycle is None:
                    return False
                for other in cycle:
                    if other.hidden is None:
                        other.hidden = Hidden.COMPLEMENTARY
                        waiting.insert(0, other)
        return True

    def hide_up_to_the_largest(self) -> None:
        """Hides every cell that may be hidden for others and is as small as a hidden one.

        A 5 shown next to a hidden 40 would reveal that 5 was not enough, and one of two equal cells which of them was.
        """
        largest = max((edge.value for edge in self.edges if edge.hidden and edge.cost is not None), default=-1)
        for edge in self.edges:
            if edge.cost is not None and edge.value <= largest:
                edge.hidden = Hidden.COMPLEMENTARY

    def interval(self, edge: Edge) -> tuple[int, int | None]:
        """Returns the smallest and largest value of the edge when all hidden edges may move within their labels."""
        more, _ = self._flow(edge.head, edge.tail, edge, edge.room_up())
        less, _ = self._flow(edge.tail, edge.head, edge, edge.room_down())
        return edge.value - (less or 0), None if more is None else edge.value + more

    def _is_free(self, edge: Edge, width: int) -> bool:
        low, high = self.interval(edge)
        return high is None or high - low >= width

    def _cheapest_cycle(self, edge: Edge, width: int) -> list[Edge] | None:
        """Returns the other edges of the cheapest cycle along which the edge can change by one more than it can now.

        Hidden edges cost nothing as far as they still have room.
        """
        paths = []
        for start, end, room in ((edge.head, edge.tail, edge.room_up()), (edge.tail, edge.head, edge.room_down())):
            sent, moved = self._flow(start, end, edge, width if room is None else min(room, width))
            if sent is not None and sent < (width if room is None else room):
                paths.append(self._cheapest_path(start, end, edge, moved))
        found = [path for path in paths if path is not None]
        return min(found, key=lambda path: path[0])[1] if found else None

    def _cheapest_path(
        self, start: str, end: str, without: Edge, moved: Mapping[int, int]
    ) -> tuple[float, list[Edge]] | None:
        best = {start: 0.0}
        queue: list[tuple[float, int, str, list[Edge]]] = [(0.0, 0, start, [])]
        entries = 0
        while queue:
            so_far, _, node, path = heappop(queue)
            if node == end:
                return so_far, path
            if so_far > best[node]:
                continue
            for other, neighbour, forward in self.at[node]:
                price = 0.0 if other.hidden else other.cost
                if other is without or price is None or self._room(other, forward, moved) == 0:
                    continue
                if so_far + price < best.get(neighbour, float("inf")):
                    best[neighbour] = so_far + price
                    entries += 1
                    heappush(queue, (so_far + price, entries, neighbour, [*path, other]))
        return None

    def _flow(self, start: str, end: str, without: Edge, limit: int | None) -> tuple[int | None, dict[int, int]]:
        """Returns the most that can be sent through the hidden edges' room, at most `limit` (None: without limit), and how."""
        moved: dict[int, int] = {}
        sent = 0
        while limit is None or sent < limit:
            path = self._free_path(start, end, without, moved)
            if path is None:
                return sent, moved
            rooms = [room for other, forward in path if (room := self._room(other, forward, moved)) is not None]
            if limit is not None:
                rooms.append(limit - sent)
            if not rooms:
                return None, moved
            step = min(rooms)
            for other, forward in path:
                moved[id(other)] = moved.get(id(other), 0) + (step if forward else -step)
            sent += step
        return sent, moved

    def _free_path(
        self, start: str, end: str, without: Edge, moved: Mapping[int, int]
    ) -> list[tuple[Edge, bool]] | None:
        paths: dict[str, list[tuple[Edge, bool]]] = {start: []}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            if node == end:
                return paths[node]
            for other, neighbour, forward in self.at[node]:
                usable = other is not without and other.hidden and self._room(other, forward, moved) != 0
                if usable and neighbour not in paths:
                    paths[neighbour] = [*paths[node], (other, forward)]
                    queue.append(neighbour)
        return None

    @staticmethod
    def _room(edge: Edge, forward: bool, moved: Mapping[int, int]) -> int | None:
        if forward:
            room = edge.room_up()
            return None if room is None else room - moved.get(id(edge), 0)
        return edge.room_down() + moved.get(id(edge), 0)
