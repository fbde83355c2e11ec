# SPDX-License-Identifier: Apache-2.0
"""Tables of counts in which no small group can be found, not even by subtraction.

A cell below `k` is hidden (*small*), and enough others are hidden with it (*complementary*) that no hidden number can
be computed from the shown ones, the row and column totals and the grand total. What a reader can infer is known
exactly: a table with its totals is a circulation in a network, and a hidden number is free exactly when a cycle of
hidden numbers runs through it. Explained in docs/understand/disclosure.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from amana_methods.disclosure.circulation import Cell, Edge, Hidden, Network, Rule, Zeros, is_small

__all__ = ["Cell", "Hidden", "Protected", "Zeros", "gather_rare", "intervals", "is_small", "suppress"]


@dataclass(frozen=True, slots=True)
class Protected:
    """A table that may be shown. `margins` are keyed by (dimension, value); there are none below two dimensions.

    `labels_tell` is False in the rare table where the two reasons would themselves reveal a number; every hidden cell
    is then called complementary, and a complementary cell may be small. `margin_labels_tell` says the same of the
    margins of each dimension.
    """

    cells: Mapping[Cell, int | Hidden]
    margins: Mapping[tuple[str, str], int | Hidden]
    total: int | Hidden
    labels_tell: bool = True
    margin_labels_tell: Mapping[str, bool] = field(default_factory=dict)


def suppress(
    table: Mapping[Cell, int],
    dimensions: Sequence[str],
    *,
    k: int = 5,
    zeros: Zeros = "show",
    total: int | None = None,
) -> Protected:
    """Returns the table with every small number hidden, and enough others that none can be derived.

    `table` maps a cell (one value per dimension, at most two dimensions) to a count of persons; a combination that is
    absent is zero. The totals of rows and columns and the grand total count as known to every reader, unless they are
    small themselves; margins are protected first and alone, so that they agree with the table of one dimension. `total`
    is given when a person may be in several cells, so that cells do not add up; there are then no margins. Every hidden
    number keeps at least two possible values, also for a reader who knows what the labels mean. Raises ValueError when
    k < 3, with more than two dimensions, for a negative count, or for a cell of another length. Source:
    docs/understand/disclosure.md, "Complementary suppression".

    >>> suppress({("female",): 98, ("male",): 3}, ["sex"]).cells[("female",)]
    <Hidden.COMPLEMENTARY: 'complementary'>
    """
    _check(table, dimensions, k)
    rule = Rule(k, zeros)
    persons = sum(table.values()) if total is None else total
    total_shown = Hidden.SMALL if rule.is_small(persons) else persons
    if not dimensions:
        return Protected(dict.fromkeys(table, total_shown), {}, total_shown)
    grid = _grid(table, len(dimensions))
    margins, margins_tell = _protect_margins(grid, dimensions, k, zeros)
    for looseness in (_hide_by_label, _hide_unlabelled, _hide_unlabelled_with_zeros, _hide_everything):
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
    """Returns for every hidden cell the smallest and the largest count that a reader must still think possible.

    The reader knows all shown numbers and what the labels mean. None means without upper limit. For tables whose cells
    add up; exact, because a network with whole numbers has whole extremes.
    """
    rule = Rule(k, zeros)
    grid = _grid(table, len(dimensions))
    network = Network(labels_tell=protected.labels_tell)
    for cell, count in grid.items():
        network.add(_inner_edge(cell, count, _label(protected.cells.get(cell, count)), protected.labels_tell, rule, 0))
    for edge in _margin_edges(grid, dimensions, protected.margins, protected.margin_labels_tell, rule):
        network.add(edge)
    network.add(_total_edge(sum(grid.values()), protected.total, rule))
    for edge in network.edges:
        tells = protected.labels_tell if edge.margin is None else protected.margin_labels_tell[edge.margin[0]]
        if edge.hidden and not tells and (edge.cell is not None or edge.margin is not None):
            edge.low = 0  # zeros are hidden too where labels do not distinguish
    return {edge.cell: network.interval(edge) for edge in network.edges if edge.cell is not None and edge.hidden}


def gather_rare(table: Mapping[Cell, int], position: int, *, k: int = 5, other: str) -> dict[Cell, int]:
    """Returns the table in which values of one dimension with fewer than `k` persons altogether are counted as `other`.

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
    """Returns every combination of the values that occur, in a fixed order."""
    if dimensions == 1:
        return dict(sorted(table.items()))
    rows, columns = sorted({cell[0] for cell in table}), sorted({cell[1] for cell in table})
    return {(row, column): table.get((row, column), 0) for row in rows for column in columns}


def _protect_margins(
    grid: Mapping[Cell, int], dimensions: Sequence[str], k: int, zeros: Zeros
) -> tuple[dict[tuple[str, str], int | Hidden], dict[str, bool]]:
    """Returns the margins of a table of two dimensions as they would be shown alone, and whether their labels distinguish."""
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
    rule: Rule,
) -> Network:
    """Returns the network of the table, with small cells hidden and nothing else yet."""
    network = Network()
    for cell, count in grid.items():
        label = Hidden.SMALL if rule.is_small(count) else None
        network.add(_inner_edge(cell, count, label, True, rule, rule.least))
    for edge in _margin_edges(grid, dimensions, margins, margins_tell, rule):
        network.add(edge)
    network.add(_total_edge(sum(grid.values()), total, rule))
    return network


def _inner_edge(cell: Cell, count: int, label: Hidden | None, labels_tell: bool, rule: Rule, lowest: int) -> Edge:
    tail, head = ("all", "sum") if len(cell) == 1 else (f"row {cell[0]}", f"column {cell[1]}")
    low, high = _range(label, labels_tell, rule, lowest)
    return Edge(tail, head, count, label, low, high, cell=cell)


def _margin_edges(
    grid: Mapping[Cell, int],
    dimensions: Sequence[str],
    margins: Mapping[tuple[str, str], int | Hidden],
    margins_tell: Mapping[str, bool],
    rule: Rule,
) -> Iterable[Edge]:
    for position, dimension in enumerate(dimensions if len(dimensions) == 2 else ()):
        sums = {value: count for (value,), count in _sums(grid, position).items()}
        labels = {value: _label(margins.get((dimension, value), count)) for value, count in sums.items()}
        lowest = min((count for value, count in sums.items() if labels[value]), default=rule.least)
        for value, count in sums.items():
            low, high = _range(labels[value], margins_tell[dimension], rule, lowest)
            tail, head = ("all", f"row {value}") if position == 0 else (f"column {value}", "sum")
            yield Edge(tail, head, count, labels[value], low, high, margin=(dimension, value))


def _range(label: Hidden | None, labels_tell: bool, rule: Rule, lowest: int) -> tuple[int, int | None]:
    """Returns the counts that a label leaves open; one that is not hidden yet would be called complementary."""
    if not labels_tell:
        return min(lowest, rule.least), None
    return (rule.least, rule.k - 1) if label is Hidden.SMALL else (rule.k, None)


def _total_edge(count: int, shown: int | Hidden, rule: Rule) -> Edge:
    """Returns the edge of the grand total; when cells do not add up to it, the sum of the cells takes its place, which
    is stricter.
    """
    high = rule.k - 1 if count < rule.k else None
    return Edge("sum", "all", count, _label(shown), min(rule.least, count), high)


def _label(shown: int | Hidden) -> Hidden | None:
    return shown if isinstance(shown, Hidden) else None


def _hide_by_label(network: Network, rule: Rule) -> None:
    """Allows cells of at least `k` to be hidden for the small ones, the smaller the better."""
    for edge in network.edges:
        if edge.cell is not None and edge.hidden is None and edge.value >= rule.k:
            edge.cost = edge.value


def _hide_unlabelled(network: Network, rule: Rule) -> None:
    """Does the same as `_hide_by_label`, but the labels no longer distinguish which hidden cell is the small one."""
    _hide_by_label(network, rule)
    network.labels_tell = False
    for edge in network.edges:
        if edge.cell is not None and (edge.hidden or edge.cost is not None):
            edge.low, edge.high = rule.least, None
            edge.hidden = edge.hidden and Hidden.COMPLEMENTARY


def _hide_unlabelled_with_zeros(network: Network, rule: Rule) -> None:
    """Does the same as `_hide_unlabelled`, and zeros may be hidden too."""
    _hide_unlabelled(network, rule)
    for edge in network.edges:
        if edge.cell is not None:
            edge.low, edge.high = 0, None
            if edge.hidden is None and edge.value == 0:
                edge.cost = rule.k


def _hide_everything(network: Network, rule: Rule) -> None:
    """Hides everything but the grand total."""
    network.labels_tell = False
    for edge in network.edges:
        if edge.cell is not None or edge.margin is not None:
            edge.hidden, edge.low, edge.high = Hidden.COMPLEMENTARY, 0, None
