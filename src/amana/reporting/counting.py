"""From records to a figure: counted, divided, and with small groups hidden. Pure except for the words of the pack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from amana.reporting.indicators import Measure, Recipe
from amana.reporting.indicators.recipe import Records
from amana.reporting.limits import Limits
from amana.reporting.pack_sections import ResultEntry
from amana.reporting.tables import People, Snapshot
from amana_methods.calendar import Period
from amana_methods.disclosure import Cell, Hidden, is_small
from amana_methods.indicators import (
    Figure,
    Table,
    Value,
    count_events,
    count_figure,
    count_persons,
    median_figure,
    money_figure,
    round_figure,
    share_figure,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNKNOWN, OTHERS = "unknown", "other_countries"
NATIONALITY, DISTRICT = "nationality_group", "district"
_SHARES = frozenset({Measure.SHARE, Measure.SHARE_OF_PERSONS})


class _Definition(TypedDict):
    definition: str
    version: str


@dataclass(frozen=True)
class Answer:
    """A figure with everything that is shown with it.

    `alone` holds the figure of each dimension by itself where there are two; they are the margins of the table. There
    are none when the table is `overlapping`: then somebody is in several of its cells. `opted_out` is how many of those
    counted do not want to be in data releases; None where that is not known.
    """

    id: str
    entry: ResultEntry
    period: Period
    figure: Figure
    measure: Measure
    counted_at: datetime
    notes: "tuple[_StrPromise, ...]"
    counts: "tuple[tuple[str, _StrPromise], ...]"
    alone: dict[str, Figure]
    opted_out: Value | None
    overlapping: bool

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions, in their order."""
        return self.figure.by


def most_dimensions(recipe: Recipe) -> int:
    """Returns how many dimensions can be added to the parts that the measure itself has."""
    return 1 if recipe.measure in _SHARES else 2


def divided_by(recipe: Recipe, entry: ResultEntry) -> tuple[str, ...]:
    """Returns the dimensions that the pack allows and the records have, in the order of the pack."""
    return tuple(each for each in entry.disaggregate if each in recipe.dimensions)


def fit_together(recipe: Recipe, by: Sequence[str]) -> bool:
    """Whether these dimensions are recorded together; what is recorded apart can be combined with few others."""
    apart = [each for each in by if each in recipe.apart]
    return not apart or all(each in recipe.apart_with for each in by if each not in apart)


def answer(
    id: str, recipe: Recipe, entry: ResultEntry, snapshot: Snapshot, period: Period, by: Sequence[str], limits: Limits
) -> Answer:
    """Returns the figure of an indicator. The dimensions have been checked; a small group is never in it."""
    records = _records(recipe, by)(snapshot, period)
    if NATIONALITY in by:
        records = merge_rare_nationalities(records, limits.rare_nationality)
    if DISTRICT in by:
        records = without_districts(records, limits.fewest_for_districts)
    if recipe.measure is Measure.MONEY:
        records, by = _with_currency(records, by, limits.currency)
    figure = _figure(id, recipe, entry, records, by, limits)
    alone, overlapping = {}, _overlaps(recipe.measure, records, by)
    if len(by) == 2 and recipe.measure is not Measure.MONEY and not overlapping:
        alone = {each: _figure(id, recipe, entry, records, [each], limits) for each in by}
    return Answer(
        id,
        entry,
        period,
        figure,
        recipe.measure,
        snapshot.now,
        recipe.notes,
        recipe.counts,
        alone,
        _opted_out(snapshot, records, limits),
        overlapping,
    )


def whole_table(
    recipe: Recipe, snapshot: Snapshot, period: Period, by: Sequence[str], limits: Limits
) -> dict[Cell, int] | None:
    """Returns the counts behind a figure with nothing hidden, to compare exported tables; never shown.

    None where cells do not add up, or where the figure is no plain count of people who could be found.
    """
    if not recipe.hides or recipe.measure not in (Measure.PERSONS, Measure.EVENTS):
        return None
    records = _records(recipe, by)(snapshot, period)
    if NATIONALITY in by:
        records = merge_rare_nationalities(records, limits.rare_nationality)
    table = count_persons(records, by) if recipe.measure is Measure.PERSONS else count_events(records, by)
    if table.overlapping:
        return None
    return dict(table.cells) if by else {(): table.total}


def _records(recipe: Recipe, by: Sequence[str]) -> Callable[[Snapshot, Period], Records]:
    return next((recipe.apart[each] for each in by if each in recipe.apart), recipe.records)


def merge_rare_nationalities(records: Records, least: int) -> Records:
    """Merges nationalities of fewer than `least` people."""
    people: dict[str, set[object]] = {}
    for number, record in enumerate(records):
        for code in _codes(record.get(NATIONALITY)):
            people.setdefault(code, set()).add(record.get("person", number))
    rare = {code for code, who in people.items() if len(who) < least and code != UNKNOWN}
    return [
        {**record, NATIONALITY: tuple(OTHERS if code in rare else code for code in _codes(record.get(NATIONALITY)))}
        for record in records
    ]


def without_districts(records: Records, least: int) -> Records:
    """Returns the records unchanged, or without districts when they are about fewer than `least` people altogether."""
    people = {record.get("person", number) for number, record in enumerate(records)}
    return records if len(people) >= least else [{**record, DISTRICT: UNKNOWN} for record in records]


def _codes(fact: object) -> tuple[str, ...]:
    if isinstance(fact, tuple):
        return tuple(str(code) for code in fact) or (UNKNOWN,)
    return (str(fact),) if fact else (UNKNOWN,)


def _overlaps(measure: Measure, records: Records, by: Sequence[str]) -> bool:
    """Whether somebody or something is in several cells, by several codes or by several records."""
    if measure is Measure.PERSONS:
        return count_persons(records, by).overlapping
    return any(len(set(_codes(record.get(each)))) > 1 for record in records for each in by)


def _with_currency(records: Records, by: Sequence[str], currency: str) -> tuple[Records, tuple[str, ...]]:
    """Adds the currency to amounts; several are never added up, so then the table is divided by it."""
    records = [{**record, "currency": record.get("currency") or currency} for record in records]
    several = len({record["currency"] for record in records}) > 1
    return records, (*by, "currency") if several and "currency" not in by else tuple(by)


def _figure(id: str, recipe: Recipe, entry: ResultEntry, records: Records, by: Sequence[str], limits: Limits) -> Figure:
    figure = _exact_figure(id, recipe, entry, records, by, limits)
    if recipe.hides and limits.round_to > 1 and recipe.measure not in (Measure.MONEY, Measure.MEDIAN_DAYS):
        return round_figure(figure, limits.round_to)
    return figure


def _exact_figure(
    id: str, recipe: Recipe, entry: ResultEntry, records: Records, by: Sequence[str], limits: Limits
) -> Figure:
    k = limits.min_cell if recipe.hides else None
    said = _Definition(definition=str(entry.definition), version=str(entry.version))
    match recipe.measure:
        case Measure.PERSONS:
            return count_figure(id, count_persons(records, by), k=k, **said)
        case Measure.EVENTS:
            return count_figure(id, count_events(records, by), k=k, **said)
        case Measure.WEIGHTED:
            return count_figure(id, _sum_weights(records, by), k=k, **said)
        case Measure.SHARE | Measure.SHARE_OF_PERSONS:
            persons = recipe.measure is Measure.SHARE_OF_PERSONS
            return share_figure(id, records, by, met="met", persons=persons, k=k, **said)
        case Measure.MEDIAN_DAYS:
            return median_figure(id, records, by, days="days", k=limits.min_cell, **said)
        case Measure.MONEY:
            percent = float(limits.dominance_percent)
            return _with_pieces(money_figure(id, records, by, k=k, dominance_percent=percent, **said), records)
        case Measure.SEVERAL:
            return _combine_counts(id, recipe, records, by, k, said)


def _sum_weights(records: Records, by: Sequence[str]) -> Table:
    cells: dict[Cell, int] = {}
    total = 0
    for record in records:
        number = int(str(record["n"]))
        total += number
        if by:
            cell = tuple(_codes(record.get(each))[0] for each in by)
            cells[cell] = cells.get(cell, 0) + number
    return Table(tuple(by), total, dict(sorted(cells.items())), overlapping=False)


def _with_pieces(figure: Figure, records: Records) -> Figure:
    """Adds the number of pieces to each amount that is shown."""

    def pieces(value: Value, cell: Cell | None) -> Value:
        if value.hidden is not None:
            return value
        number = sum(
            int(str(record["n"]))
            for record in records
            if cell is None or all(_codes(record.get(d))[0] == code for d, code in zip(figure.by, cell, strict=True))
        )
        return replace(value, beside={**value.beside, "pieces": number})

    cells = {cell: pieces(value, cell) for cell, value in figure.cells.items()}
    return replace(figure, total=pieces(figure.total, None), cells=cells)


def _combine_counts(
    id: str, recipe: Recipe, records: Records, by: Sequence[str], k: int | None, said: _Definition
) -> Figure:
    """Returns one figure with the first count as its value and the others added to it; each is protected on its own."""
    figures = {
        name: count_figure(id, count_events([r for r in records if r["count"] == name], by), k=k, **said)
        for name, _label in recipe.counts
    }
    first, *others = figures
    nothing = Value(0)

    def together(values: dict[str, Value]) -> Value:
        lead = values[first]
        return Value(lead.value, lead.hidden, {name: _whole(values[name]) for name in others})

    cells = sorted({cell for figure in figures.values() for cell in figure.cells})
    return Figure(
        id,
        tuple(by),
        together({name: figure.total for name, figure in figures.items()}),
        {cell: together({name: figure.cells.get(cell, nothing) for name, figure in figures.items()}) for cell in cells},
        **said,
    )


def _whole(value: Value) -> int | None:
    return None if value.value is None else int(value.value)


def _opted_out(snapshot: Snapshot, records: Records, limits: Limits) -> Value | None:
    persons = {record["person"] for record in records if isinstance(record.get("person"), UUID)}
    if not persons or not snapshot.cases:
        return None
    number = len(persons & People(snapshot.cases).opted_out)
    return Value(None, Hidden.SMALL) if is_small(number, limits.min_cell) else Value(number)


def in_words(value: Decimal | int | float) -> str:
    """Formats a number as in a table: thousands separated, no more decimals than it has."""
    whole = int(value)
    return f"{whole:,}" if value == whole else f"{value:,.2f}"
