"""A figure in the reader's words: the sheet that page, file and terminal share. Hidden numbers never get here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext, pgettext

from amana.countrypacks import dates
from amana.referrals import queries as referrals
from amana.reporting import pack as results
from amana.reporting.counting import OTHERS, UNKNOWN, Answer, in_words
from amana.reporting.indicators import Measure
from amana_methods.calendar import Month
from amana_methods.disclosure import Cell, Hidden
from amana_methods.indicators import Figure, Value

_COUNTS = frozenset({Measure.PERSONS, Measure.EVENTS, Measure.WEIGHTED, Measure.SEVERAL})
_GRIDS = frozenset({Measure.PERSONS, Measure.EVENTS, Measure.WEIGHTED})
_SHARES = frozenset({Measure.SHARE, Measure.SHARE_OF_PERSONS})


@dataclass(frozen=True)
class Shown:
    """A number as it is written, or the reason why it is hidden; `number` is for a drawing."""

    text: str
    hidden: bool = False
    number: float | None = None


@dataclass(frozen=True)
class Row:
    """A line of the sheet."""

    labels: tuple[str, ...]
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Sheet:
    """A table: the names of its columns, its lines, and the line of totals."""

    labels: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: Row


def display_value(value: Value | None, measure: Measure) -> Shown:
    """Formats a value: a count, a share in per cent, days, an amount; or "<5", or that it is hidden."""
    if value is None:
        return Shown("–")
    if value.hidden is Hidden.SMALL and measure in _COUNTS:
        return Shown(f"<{results.min_cell()}", hidden=True)
    if value.hidden is not None:
        return Shown(pgettext("a number", "hidden"), hidden=True)
    if value.value is None:
        return Shown("–")
    if measure in _SHARES:
        return Shown(f"{float(value.value):.0%}", number=float(value.value))
    return Shown(in_words(value.value), number=float(value.value))


def beside(value: Value | None, name: str) -> Shown:
    """A number shown with a value."""
    if value is None or name not in value.beside:
        return Shown("–")
    number = value.beside[name]
    return (
        Shown(pgettext("a number", "hidden"), hidden=True) if number is None else Shown(in_words(number), number=number)
    )


def labeller(dimension: str) -> Callable[[str], str]:
    """Returns a function that labels a code of this dimension in the reader's words."""
    if dimension == "provider":
        return lambda code: referrals.names([UUID(code)]).get(UUID(code), code) if code != UNKNOWN else _unknown()

    def label(code: str) -> str:
        if code == UNKNOWN:
            return _unknown()
        if code == OTHERS:
            return gettext("Other countries, few people each")
        if dimension == "month":
            month = Month.parse(code)
            return month_name(date(month.year, month.month, 1))
        if dimension == "referrer_type":
            return results.code_name("institution", code) or code
        return results.code_name(dimension, code) or code

    return label


def _unknown() -> str:
    return gettext("Not known")


def month_name(day: date) -> str:
    """Returns a month with its year: March 2026."""
    return dates.month(day)


def value_name(answer: Answer) -> str:
    """Returns the name of the value's column."""
    if answer.measure is Measure.SEVERAL:
        return str(answer.counts[0][1])
    return {
        Measure.PERSONS: pgettext("column of a table", "People"),
        Measure.WEIGHTED: pgettext("column of a table", "Number"),
        Measure.EVENTS: pgettext("column of a table", "Number"),
        Measure.SHARE: pgettext("column of a table", "Share"),
        Measure.SHARE_OF_PERSONS: pgettext("column of a table", "Share"),
        Measure.MEDIAN_DAYS: pgettext("column of a table", "Days (median)"),
        Measure.MONEY: pgettext("column of a table", "Amount"),
    }[answer.measure]


def _beside_names(answer: Answer) -> tuple[tuple[str, str], ...]:
    if answer.measure is Measure.SEVERAL:
        return tuple((name, str(label)) for name, label in answer.counts[1:])
    if answer.measure in _SHARES:
        return (("numerator", gettext("of these")), ("denominator", gettext("out of")))
    if answer.measure is Measure.MEDIAN_DAYS:
        return (("persons", gettext("people")),)
    if answer.measure is Measure.MONEY:
        return (("pieces", gettext("pieces")), ("persons", gettext("people")))
    return ()


def sheet(answer: Answer) -> Sheet:
    """Returns the whole figure as a table: two dimensions as a grid where the measure allows it, else one line for each cell."""
    if len(answer.by) == 2 and answer.measure in _GRIDS:
        return _grid(answer)
    names = _beside_names(answer)
    labels = [labeller(each) for each in answer.by]

    def line(value: Value) -> tuple[Shown, ...]:
        return (display_value(value, answer.measure), *(beside(value, name) for name, _label in names))

    rows = tuple(
        Row(tuple(say(code) for say, code in zip(labels, cell, strict=True)), line(value))
        for cell, value in answer.figure.cells.items()
    )
    return Sheet(
        tuple(results.dimension_name(each) for each in answer.by),
        (value_name(answer), *(label for _name, label in names)),
        rows,
        Row((gettext("All"), *("" for _ in answer.by[1:])), line(answer.figure.total)),
    )


def _grid(answer: Answer) -> Sheet:
    first, second = answer.by
    rows = list(dict.fromkeys(cell[0] for cell in answer.figure.cells))
    columns = list(dict.fromkeys(cell[1] for cell in sorted(answer.figure.cells, key=lambda cell: cell[1])))
    margins = bool(answer.alone)
    nothing = Value(0)

    def at(figure: Figure, cell: Cell) -> Shown:
        return display_value(figure.cells.get(cell, nothing), answer.measure)

    say_row, say_column = labeller(first), labeller(second)
    lines = tuple(
        Row(
            (say_row(code),),
            (
                *(at(answer.figure, (code, other)) for other in columns),
                at(answer.alone[first], (code,)) if margins else Shown(""),
            ),
        )
        for code in rows
    )
    foot = tuple(at(answer.alone[second], (other,)) if margins else Shown("") for other in columns)
    return Sheet(
        (results.dimension_name(first),),
        (*(say_column(code) for code in columns), gettext("All")),
        lines,
        Row((gettext("All"),), (*foot, display_value(answer.figure.total, answer.measure))),
    )
