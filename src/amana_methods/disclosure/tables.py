# SPDX-License-Identifier: Apache-2.0
"""Tables of counts in which no small group can be found, not even by subtraction.

A cell below `k` is hidden (*small*), and enough others are hidden with it (*complementary*) that no hidden number can
be computed from the shown ones, the row and column totals and the grand total. What a reader can infer is known
exactly: a table with its totals is a circulation in a network, and a hidden number is free exactly when a cycle of
hidden numbers runs through it. Explained in docs/understand/disclosure.md.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from typing import Literal

__all__ = ["Cell", "Hidden", "Protected", "gather_rare", "intervals", "is_small", "suppress"]

type Cell = tuple[str, ...]
type Zeros = Literal["show", "hide"]


class Hidden(StrEnum):
    """Why a number is not shown: it is small itself, or it would give a small one away."""

    SMALL = "small"
    COMPLEMENTARY = "complementary"


@dataclass(frozen=True, slots=True)
class Protected:
    """A table that may be shown. `margins` are keyed by (dimension, value); there are none below two dimensions.

    `labels_tell` is False in the rare table where the two reasons would themselves give a number away; every hidden
    cell is then called complementary, and a complementary cell may be small. `margin_labels_tell` says the same of the
    margins of each dimension.
    """

    cells: Mapping[Cell, int | Hidden]
    margins: Mapping[tuple[str, str], int | Hidden]
    total: int | Hidden
    labels_tell: bool = True
    margin_labels_tell: Mapping[str, bool] = field(default_factory=dict)


def is_small(count: int, k: int = 5, zeros: Zeros = "show") -> bool:
    """Whether a count of persons must be hidden by itself. A zero is small only when zeros are hidden."""
    return count < k and (count > 0 or zeros == "hide")


def suppress(
    table: Mapping[Cell, int],
    dimensions: Sequence[str],
    *,
    k: int = 5,
    zeros: Zeros = "show",
    total: int | None = None,
) -> Protected:
    """The table with every small number hidden, and enough others that none can be derived.

    `table` maps a cell (one value per dimension, at most two dimensions) to a count of persons; a combination that is
    absent is zero. The totals of rows and columns and the grand total count as known to every reader, unless they are
    small themselves; margins are protected first and alone, so that they agree with the table of one dimension.
    `total` is given when a person may stand in several cells, so that cells do not add up; there are then no margins.
    Every hidden number keeps at least two possible values, also for a reader who knows what the labels mean.
    Raises ValueError when k < 3, with more than two dimensions, for a negative count, or for a cell of another length.
    Source: docs/understand/disclosure.md, "Complementary suppression".

    >>> suppress({("female",): 98, ("male",): 3}, ["sex"]).cells[("female",)]
    <Hidden.COMPLEMENTARY: 'complementary'>
    """
    _check(table, dimensions, k)
    rule = _Rule(k, zeros)
    persons = sum(table.values()) if total is None else total
    total_shown = Hidden.SMALL if rule.is_small(persons) else persons
    if not dimensions:
        return Protected(dict.fromkeys(table, total_shown), {}, total_shown)
    grid = _grid(table, len(dimensions))
    margins, margins_tell = _protected_margins(grid, dimensions, k, zeros)
    for looseness in (_labelled, _unlabelled, _unlabelled_with_zeros, _everything):
        network = _network(grid, dimensions, margins, margins_tell, total_shown, rule)
        looseness(network, rule)
        if network.protect(rule):
            if len(dimensions) == 1:
                network.hide_up_to_the_largest()
            break
    hidden = {edge.cell: edge.hidden for edge in network.edges if edge.cell is not None}
    shown: dict[Cell, int | Hidden] = {}
    for cell, count in grid.items():
        reason = hidden[cell]
        if reason is not None or cell in table:
            shown[cell] = count if reason is None else reason
    shown_margins = {edge.margin: edge.hidden or edge.value for edge in network.edges if edge.margin is not None}
    if shown_margins != margins:
        margins_tell = dict.fromkeys(dimensions, False)
    return Protected(
        cells=shown,
        margins=shown_margins if total is None else {},
        total=total_shown,
        labels_tell=network.labels_tell,
        margin_labels_tell=margins_tell,
    )


def intervals(
    table: Mapping[Cell, int],
    dimensions: Sequence[str],
    protected: Protected,
    *,
    k: int = 5,
    zeros: Zeros = "show",
) -> dict[Cell, tuple[int, int | None]]:
    """For every hidden cell the smallest and the largest count that a reader must still think possible.

    The reader knows all shown numbers and what the labels mean. None means without upper limit. For tables whose cells
    add up; exact, because a network with whole numbers has whole extremes.
    """
    rule = _Rule(k, zeros)
    grid = _grid(table, len(dimensions))
    network = _Network(labels_tell=protected.labels_tell)
    lowest = min((grid[cell] for cell, shown in protected.cells.items() if isinstance(shown, Hidden)), default=1)
    for cell, count in grid.items():
        network.add(
            _inner_edge(cell, count, _label(protected.cells.get(cell, count)), protected.labels_tell, rule, lowest)
        )
    for edge in _margin_edges(grid, dimensions, protected.margins, protected.margin_labels_tell, rule):
        network.add(edge)
    network.add(_total_edge(sum(grid.values()), protected.total, rule))
    return {edge.cell: network.interval(edge) for edge in network.edges if edge.cell is not None and edge.hidden}


def gather_rare(table: Mapping[Cell, int], position: int, *, k: int = 5, other: str) -> dict[Cell, int]:
    """The table in which values of one dimension with fewer than `k` persons altogether are counted as `other`.

    >>> gather_rare({("NP",): 60, ("LK",): 2, ("GH",): 4}, 0, other="other")
    {('NP',): 60, ('other',): 6}
    """
    persons: dict[str, int] = {}
    for cell, count in table.items():
        persons[cell[position]] = persons.get(cell[position], 0) + count
    gathered: dict[Cell, int] = {}
    for cell, count in table.items():
        value = other if persons[cell[position]] < k else cell[position]
        key = (*cell[:position], value, *cell[position + 1 :])
        gathered[key] = gathered.get(key, 0) + count
    return gathered


@dataclass(frozen=True, slots=True)
class _Rule:
    k: int
    zeros: Zeros

    def is_small(self, count: int) -> bool:
        return is_small(count, self.k, self.zeros)

    @property
    def least(self) -> int:
        """The smallest count that is ever hidden by itself."""
        return 0 if self.zeros == "hide" else 1

    def width(self, labels_tell: bool) -> int:
        """How wide the interval of a small count stays: all that its label allows, or `k` different counts."""
        return self.k - 1 - self.least if labels_tell else self.k - 1


@dataclass(slots=True)
class _Edge:
    """A number of the table: so many persons flow from `tail` to `head`. `low` and `high` are what its label says."""

    tail: str
    head: str
    value: int
    hidden: Hidden | None
    low: int
    high: int | None
    cost: float | None = None  # of hiding it to protect others; None when it may not be hidden for that
    cell: Cell | None = None
    margin: tuple[str, str] | None = None

    def room_up(self) -> int | None:
        return None if self.high is None else self.high - self.value

    def room_down(self) -> int:
        return self.value - self.low


@dataclass(slots=True)
class _Network:
    """A table with its totals as a circulation: what flows into a node flows out of it."""

    edges: list[_Edge] = field(default_factory=list)
    labels_tell: bool = True
    at: dict[str, list[tuple[_Edge, str, bool]]] = field(default_factory=dict)

    def add(self, edge: _Edge) -> None:
        self.edges.append(edge)
        self.at.setdefault(edge.tail, []).append((edge, edge.head, True))
        self.at.setdefault(edge.head, []).append((edge, edge.tail, False))

    def protect(self, rule: _Rule) -> bool:
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
        """Of the cells that may be hidden for others, none is shown that is as small as a hidden one.

        A 5 shown beside a hidden 40 would tell that 5 was not enough, and one of two equal cells which of them was.
        """
        largest = max((edge.value for edge in self.edges if edge.hidden and edge.cost is not None), default=-1)
        for edge in self.edges:
            if edge.cost is not None and edge.value <= largest:
                edge.hidden = Hidden.COMPLEMENTARY

    def interval(self, edge: _Edge) -> tuple[int, int | None]:
        """The smallest and largest value that the edge can take when all hidden edges may move within their labels."""
        more, _ = self._flow(edge.head, edge.tail, edge, edge.room_up())
        less, _ = self._flow(edge.tail, edge.head, edge, edge.room_down())
        return edge.value - (less or 0), None if more is None else edge.value + more

    def _is_free(self, edge: _Edge, width: int) -> bool:
        low, high = self.interval(edge)
        return high is None or high - low >= width

    def _cheapest_cycle(self, edge: _Edge, width: int) -> list[_Edge] | None:
        """The other edges of the cheapest cycle along which the edge can change by one more than it can now.

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
        self, start: str, end: str, without: _Edge, moved: Mapping[int, int]
    ) -> tuple[float, list[_Edge]] | None:
        best = {start: 0.0}
        queue: list[tuple[float, int, str, list[_Edge]]] = [(0.0, 0, start, [])]
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

    def _flow(self, start: str, end: str, without: _Edge, limit: int | None) -> tuple[int | None, dict[int, int]]:
        """The most that can be sent through the hidden edges' room, at most `limit` (None: without limit), and how."""
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
        self, start: str, end: str, without: _Edge, moved: Mapping[int, int]
    ) -> list[tuple[_Edge, bool]] | None:
        paths: dict[str, list[tuple[_Edge, bool]]] = {start: []}
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
    def _room(edge: _Edge, forward: bool, moved: Mapping[int, int]) -> int | None:
        if forward:
            room = edge.room_up()
            return None if room is None else room - moved.get(id(edge), 0)
        return edge.room_down() + moved.get(id(edge), 0)


def _check(table: Mapping[Cell, int], dimensions: Sequence[str], k: int) -> None:
    if k < 3:
        raise ValueError("k is at least 3: below, the label 'small' alone would tell the number")
    if len(dimensions) > 2:
        raise ValueError("a table is protected in at most two dimensions; publish it two at a time")
    for cell, count in table.items():
        if len(cell) != len(dimensions):
            raise ValueError(f"a cell has {len(cell)} values for {len(dimensions)} dimensions")
        if count < 0:
            raise ValueError("a count is never negative")


def _grid(table: Mapping[Cell, int], dimensions: int) -> dict[Cell, int]:
    """Every combination of the values that occur, in a fixed order."""
    if dimensions == 1:
        return dict(sorted(table.items()))
    rows, columns = sorted({cell[0] for cell in table}), sorted({cell[1] for cell in table})
    return {(row, column): table.get((row, column), 0) for row in rows for column in columns}


def _protected_margins(
    grid: Mapping[Cell, int], dimensions: Sequence[str], k: int, zeros: Zeros
) -> tuple[dict[tuple[str, str], int | Hidden], dict[str, bool]]:
    """The margins of a table of two dimensions as they would be shown alone, and whether their labels tell."""
    margins: dict[tuple[str, str], int | Hidden] = {}
    labels_tell: dict[str, bool] = {}
    if len(dimensions) == 2:
        for position, dimension in enumerate(dimensions):
            alone = suppress(_sums(grid, position), [dimension], k=k, zeros=zeros)
            margins |= {(dimension, cell[0]): shown for cell, shown in alone.cells.items()}
            labels_tell[dimension] = alone.labels_tell
    return margins, labels_tell


def _sums(grid: Mapping[Cell, int], position: int) -> dict[Cell, int]:
    sums: dict[Cell, int] = {}
    for cell, count in grid.items():
        sums[(cell[position],)] = sums.get((cell[position],), 0) + count
    return sums


def _network(
    grid: Mapping[Cell, int],
    dimensions: Sequence[str],
    margins: Mapping[tuple[str, str], int | Hidden],
    margins_tell: Mapping[str, bool],
    total: int | Hidden,
    rule: _Rule,
) -> _Network:
    """The network of the table, with small cells hidden and nothing else yet."""
    network = _Network()
    for cell, count in grid.items():
        label = Hidden.SMALL if rule.is_small(count) else None
        network.add(_inner_edge(cell, count, label, True, rule, rule.least))
    for edge in _margin_edges(grid, dimensions, margins, margins_tell, rule):
        network.add(edge)
    network.add(_total_edge(sum(grid.values()), total, rule))
    return network


def _inner_edge(cell: Cell, count: int, label: Hidden | None, labels_tell: bool, rule: _Rule, lowest: int) -> _Edge:
    tail, head = ("all", "sum") if len(cell) == 1 else (f"row {cell[0]}", f"column {cell[1]}")
    low, high = _range(label, labels_tell, rule, lowest)
    return _Edge(tail, head, count, label, low, high, cell=cell)


def _margin_edges(
    grid: Mapping[Cell, int],
    dimensions: Sequence[str],
    margins: Mapping[tuple[str, str], int | Hidden],
    margins_tell: Mapping[str, bool],
    rule: _Rule,
) -> Iterable[_Edge]:
    for position, dimension in enumerate(dimensions if len(dimensions) == 2 else ()):
        sums = {value: count for (value,), count in _sums(grid, position).items()}
        labels = {value: _label(margins.get((dimension, value), count)) for value, count in sums.items()}
        lowest = min((count for value, count in sums.items() if labels[value]), default=rule.least)
        for value, count in sums.items():
            low, high = _range(labels[value], margins_tell[dimension], rule, lowest)
            tail, head = ("all", f"row {value}") if position == 0 else (f"column {value}", "sum")
            yield _Edge(tail, head, count, labels[value], low, high, margin=(dimension, value))


def _range(label: Hidden | None, labels_tell: bool, rule: _Rule, lowest: int) -> tuple[int, int | None]:
    """The counts that a label leaves open; one that is not hidden yet would be called complementary."""
    if not labels_tell:
        return min(lowest, rule.least), None
    return (rule.least, rule.k - 1) if label is Hidden.SMALL else (rule.k, None)


def _total_edge(count: int, shown: int | Hidden, rule: _Rule) -> _Edge:
    """The grand total; when cells do not add up to it, the sum of the cells stands for it, which is stricter."""
    high = rule.k - 1 if count < rule.k else None
    return _Edge("sum", "all", count, _label(shown), min(rule.least, count), high)


def _label(shown: int | Hidden) -> Hidden | None:
    return shown if isinstance(shown, Hidden) else None


def _labelled(network: _Network, rule: _Rule) -> None:
    """Small cells are hidden; cells of at least `k` may be, the smaller the better."""
    for edge in network.edges:
        if edge.cell is not None and edge.hidden is None and edge.value >= rule.k:
            edge.cost = edge.value


def _unlabelled(network: _Network, rule: _Rule) -> None:
    """As before, but the labels no longer tell which hidden cell is the small one."""
    _labelled(network, rule)
    network.labels_tell = False
    for edge in network.edges:
        if edge.cell is not None and (edge.hidden or edge.cost is not None):
            edge.low, edge.high = rule.least, None
            edge.hidden = edge.hidden and Hidden.COMPLEMENTARY


def _unlabelled_with_zeros(network: _Network, rule: _Rule) -> None:
    """As before, and zeros may be hidden too."""
    _unlabelled(network, rule)
    for edge in network.edges:
        if edge.cell is not None:
            edge.low, edge.high = 0, None
            if edge.hidden is None and edge.value == 0:
                edge.cost = rule.k


def _everything(network: _Network, rule: _Rule) -> None:
    """Only the grand total is left."""
    network.labels_tell = False
    for edge in network.edges:
        if edge.cell is not None or edge.margin is not None:
            edge.hidden, edge.low, edge.high = Hidden.COMPLEMENTARY, 0, None
