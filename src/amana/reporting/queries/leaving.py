"""Which tables were exported before, and whether another one would reveal few people by subtraction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product

from amana.errors import Refused
from amana.reporting import counting
from amana.reporting import pack as results
from amana.reporting.counting import Answer
from amana.reporting.indicators import ANSWERED, Measure
from amana.reporting.queries.figures import count, period_of
from amana.reporting.queries.snapshot import snapshot
from amana.trust.models import Line
from amana_methods.calendar import Period
from amana_methods.disclosure.cube import SUM, Key, difference_is_safe, sums_of
from amana_methods.disclosure.tables import Cell
from amana_methods.indicators import Figure, Value

TAKEN = "reporting.table_taken"
_COUNTS = frozenset({Measure.PERSONS, Measure.EVENTS, Measure.WEIGHTED, Measure.SEVERAL})


def too_near(answer: Answer, now: datetime) -> Period | None:
    """Returns the months of an earlier table of this figure from which this one differs by few people; None for none.

    Both are counted as of now. Only tables whose months contain the others' can be subtracted from each other.
    """
    if not ANSWERED[answer.id].hides:
        return None
    for first, last, by in taken_tables(answer.id):
        earlier = period_of(first, last)
        if earlier != answer.period and _is_nested(earlier, answer.period):
            before = _recount(answer.id, first, last, by, now)
            common = tuple(each for each in answer.by if each in before.by)
            if not _is_safe(answer, before, common, now):
                return earlier
    return None


def taken_tables(indicator: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Returns months and dimensions of every exported table of a figure, each once."""
    lines = Line.objects.filter(verb=TAKEN, ids__indicator=indicator).values_list("ids", flat=True)
    told = ((ids["first"], ids["last"], tuple(each for each in ids.get("by", "").split(",") if each)) for ids in lines)
    return list(dict.fromkeys(told))


def _recount(id: str, first: str, last: str, by: Sequence[str], now: datetime) -> Answer:
    """Counts an exported table again; without its dimensions where the pack no longer allows them."""
    try:
        return count(id, first, last, by, now)
    except Refused:
        return count(id, first, last, (), now)


def _is_nested(one: Period, other: Period) -> bool:
    return (one.first <= other.first and other.last <= one.last) or (
        other.first <= one.first and one.last <= other.last
    )


def _is_safe(answer: Answer, before: Answer, common: Sequence[str], now: datetime) -> bool:
    recipe, limits = ANSWERED[answer.id], results.limits()
    facts = snapshot(recipe.needs, now)
    tables = [counting.whole_table(recipe, facts, each.period, common, limits) for each in (answer, before)]
    if tables[0] is None or tables[1] is None:
        return _numbers_are_safe(answer, before, limits.min_cell)
    ours, theirs = _same_cells(tables[0], tables[1], len(common))
    return difference_is_safe(
        _published_cells(answer, common, ours), ours, _published_cells(before, common, theirs), theirs, limits.min_cell
    )


def _numbers_are_safe(answer: Answer, before: Answer, k: int) -> bool:
    """Whether no number of people in both figures differs by few, for figures whose cells do not add up."""
    pairs = [(answer.figure.total, before.figure.total)]
    if answer.by == before.by:
        both = answer.figure.cells.keys() & before.figure.cells.keys()
        pairs += [(answer.figure.cells[cell], before.figure.cells[cell]) for cell in both]
    return all(
        one is None or other is None or not 0 < abs(one - other) < k
        for ours, theirs in pairs
        for one, other in zip(_people(ours, answer.measure), _people(theirs, answer.measure), strict=False)
    )


def _people(value: Value, measure: Measure) -> list[int | None]:
    """Returns the numbers of people in a value: itself where it is a count, and those shown with a share, a median or a sum."""
    beside = [number for name, number in value.beside.items() if name != "pieces"]
    if measure in _COUNTS:
        return [None if value.value is None else int(value.value), *beside]
    return beside


def _same_cells(
    one: Mapping[Cell, int], other: Mapping[Cell, int], size: int
) -> tuple[dict[Key, float], dict[Key, float]]:
    """Returns both tables with their sums, over the values that occur in either."""
    values = [sorted({cell[place] for table in (one, other) for cell in table}) for place in range(size)]
    every = list(product(*values))
    first, second = ({cell: float(table.get(cell, 0)) for cell in every} for table in (one, other))
    return sums_of(first, size), sums_of(second, size)


def _published_cells(answer: Answer, common: Sequence[str], true: Mapping[Key, float]) -> dict[Key, float | None]:
    """Returns what the published figure shows of a table over some of its dimensions; a missing cell is zero."""
    seen: dict[Key, float | None] = {(SUM,) * len(common): _number(answer.figure, None)}
    for key in true:
        named = [place for place, value in enumerate(key) if value is not SUM]
        dimensions = tuple(common[place] for place in named)
        cell: Cell = tuple(value for value in key if value is not SUM)
        if not named:
            continue
        if dimensions == answer.by:
            seen[key] = _number(answer.figure, cell)
        elif len(named) == 1 and dimensions[0] in answer.alone:
            seen[key] = _number(answer.alone[dimensions[0]], cell)
    return seen


def _number(figure: Figure, cell: Cell | None) -> float | None:
    value = figure.total if cell is None else figure.cells.get(cell)
    if value is None:
        return 0.0
    return None if value.value is None else float(value.value)
