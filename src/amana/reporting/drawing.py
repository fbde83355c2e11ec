"""Bars for a table of one dimension: a drawing next to the table, which remains authoritative."""

from dataclasses import dataclass

from amana.reporting.words import Sheet

WIDTH, ROW, TOP = 440, 48, 22
_FULL = 350


@dataclass(frozen=True)
class Bar:
    """One bar: its position, its length, and its label. A hidden one is drawn dashed."""

    label: str
    text: str
    hidden: bool
    x: int
    y: int
    width: int
    text_x: int


@dataclass(frozen=True)
class Drawing:
    """The bars in a box of `width` by `height`; in right-to-left languages they start at the right.

    Numbers are written from left to right in every language, so they are anchored at their other end there.
    """

    bars: tuple[Bar, ...]
    width: int
    height: int
    start: int
    number_anchor: str


def bars(sheet: Sheet, *, leftwards: bool) -> Drawing | None:
    """Returns the bars of a sheet with one dimension; None where there is nothing to compare."""
    rows = [row for row in sheet.rows if row.cells]
    numbers = [row.cells[0].number for row in rows if row.cells[0].number is not None]
    if len(sheet.labels) != 1 or len(rows) < 2 or len(rows) > 24 or not numbers or max(numbers) <= 0:
        return None
    drawn = []
    for place, row in enumerate(rows):
        cell = row.cells[0]
        width = 28 if cell.hidden else round(_FULL * (cell.number or 0) / max(numbers))
        drawn.append(
            Bar(
                label=row.labels[0],
                text=cell.text,
                hidden=cell.hidden,
                x=WIDTH - width if leftwards else 0,
                y=place * ROW + TOP,
                width=max(width, 1),
                text_x=WIDTH - width - 8 if leftwards else width + 8,
            )
        )
    start, anchor = (WIDTH, "end") if leftwards else (0, "start")
    return Drawing(tuple(drawn), WIDTH, len(rows) * ROW + 4, start, anchor)
