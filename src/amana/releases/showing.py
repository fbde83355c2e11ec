"""The numbers of a release as a page shows them: a table with intervals, bars next to it, tiles for places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from amana.countrypacks import pack
from amana.releases.rules import FLOOR
from amana.releases.schema import YES, column_name, family_name, value_name
from amana.reporting.counting import in_words

WIDTH, ROW, TOP, FULL = 440, 48, 22, 330
MOST_BARS = 24
TILE_WIDTH, TILE_HEIGHT, GAP = 74, 57, 4


@dataclass(frozen=True)
class Line:
    """A line of a table: its label, the number as printed, and its interval. `number` is for drawing."""

    label: str
    text: str
    interval: str
    number: int | None = None
    low: int = 0
    high: int = 0
    code: str = ""


@dataclass(frozen=True)
class Bar:
    """A bar with a whisker for its interval."""

    label: str
    text: str
    y: int
    x: int
    width: int
    whisker_from: int
    whisker_to: int
    text_x: int


@dataclass(frozen=True)
class Bars:
    """The bars of a table; in right-to-left languages they start at the right."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    start: int
    number_anchor: str


@dataclass(frozen=True)
class Tile:
    """A place of the tile map; `shade` is 0 for a number that is not printed, else 1 to 4."""

    name: str
    text: str
    x: int
    y: int
    shade: int


@dataclass(frozen=True)
class Map:
    """Tiles placed roughly as on the map, which is the same in every language."""

    tiles: tuple[Tile, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Grid:
    """A table of two columns: the values of the second above, a line for each value of the first."""

    corner: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Shown:
    """One table of a release. `few` names the values whose number is not printed because it is below `printed_from`."""

    title: str
    lines: tuple[Line, ...] = ()
    few: tuple[str, ...] = ()
    few_below: int = 0
    printed_from: int = FLOOR
    bars: Bars | None = None
    map: Map | None = None
    grid: Grid | None = None
    half_width: int | None = None

    @property
    def hides(self) -> bool:
        """Whether a cell of the grid is not printed."""
        return self.grid is not None and any(line.number is None for _label, cells in self.grid.lines for line in cells)


def display_tables(result: Mapping[str, Any], *, leftwards: bool) -> list[Shown]:
    """Returns every table of a release in the reader's words; yes columns of one family are grouped."""
    singles: list[Shown] = []
    flags: dict[str, list[Line]] = {}
    for table in result.get("tables", ()):
        names = table["columns"]
        family, _dot, code = names[0].partition(".")
        if len(names) == 2:
            singles.append(_grid(table))
        elif code or names[0] == "labour":
            flags.setdefault(family, []).extend(_flag_lines(table))
        else:
            lines = _lines(table, family)
            singles.append(
                _single(family_name(family), lines, table, leftwards=leftwards, places=family == "governorate")
            )
    for family, lines in flags.items():
        singles.append(_single(family_name(family), lines, {}, leftwards=leftwards, places=False))
    return singles


def people_line(result: Mapping[str, Any]) -> Line | None:
    """Returns how many people a release is about."""
    if not result.get("people"):
        return None
    count, low, high = result["people"]
    return _line(gettext("People"), count, low, high, least=result.get("people_printed_from", FLOOR))


def _lines(table: Mapping[str, Any], family: str) -> list[Line]:
    least = table.get("printed_from", FLOOR)
    return [
        _line(value_name(family, values[0]), *numbers, code=values[0], least=least)
        for values, *numbers in table["cells"]
    ]


def _flag_lines(table: Mapping[str, Any]) -> Iterable[Line]:
    name = table["columns"][0]
    family, _dot, code = name.partition(".")
    label = value_name(family, code) if code else column_name(name)
    for values, *numbers in table["cells"]:
        if values[0] == YES:
            yield _line(label, *numbers)


def _line(
    label: str, count: int | None, low: int | None, high: int | None, *, code: str = "", least: int = FLOOR
) -> Line:
    interval = "" if low is None or high is None else f"{in_words(low)}–{in_words(high)}"
    if count is None:
        return Line(label, f"<{least}", interval, None, low or 0, high or 0, code)
    return Line(label, in_words(count), interval, count, low or 0, high or 0, code)


def _single(title: str, lines: Sequence[Line], table: Mapping[str, Any], *, leftwards: bool, places: bool) -> Shown:
    printed = tuple(line for line in lines if line.number is not None)
    few = tuple(line.label for line in lines if line.number is None)
    bound = max((line.high for line in lines if line.number is None), default=0)
    return Shown(
        title,
        printed,
        few,
        bound,
        printed_from=table.get("printed_from", FLOOR),
        bars=None if places else _bars(printed, leftwards=leftwards),
        map=_map(lines, table.get("printed_from", FLOOR)) if places else None,
        half_width=table.get("half_width"),
    )


def _grid(table: Mapping[str, Any]) -> Shown:
    first, second = table["columns"]
    cells = {tuple(values): numbers for values, *numbers in table["cells"]}
    least = table["printed_from"]
    rows = list(dict.fromkeys(row for row, _column in cells))
    heads = list(dict.fromkeys(column for _row, column in cells))
    told = [
        (value_name(first, row), tuple(_line("", *cells[(row, head)], least=least) for head in heads))
        for row in rows
        if any(cells[(row, head)][0] is not None for head in heads)
    ]
    few = tuple(value_name(first, row) for row in rows if all(cells[(row, head)][0] is None for head in heads))
    title = f"{family_name(first)} × {family_name(second)}"
    grid = Grid(family_name(first), tuple(value_name(second, head) for head in heads), tuple(told))
    return Shown(
        title,
        few=few,
        few_below=least - 1 + table["half_width"],
        printed_from=least,
        grid=grid,
        half_width=table["half_width"],
    )


def _bars(lines: Sequence[Line], *, leftwards: bool) -> Bars | None:
    if not 2 <= len(lines) <= MOST_BARS:
        return None
    most = max(max(line.high, line.number or 0) for line in lines)
    if not most:
        return None

    def along(number: int) -> int:
        return round(FULL * number / most)

    def at(number: int) -> int:
        return WIDTH - along(number) if leftwards else along(number)

    bars = []
    for place, line in enumerate(lines):
        width = max(1, along(line.number or 0))
        end = max(along(line.high), width) + 10
        bars.append(
            Bar(
                label=line.label,
                text=line.text,
                y=place * ROW + TOP,
                x=WIDTH - width if leftwards else 0,
                width=width,
                whisker_from=at(line.low) if line.interval else at(line.number or 0),
                whisker_to=at(line.high) if line.interval else at(line.number or 0),
                text_x=WIDTH - end if leftwards else end,
            )
        )
    start, anchor = (WIDTH, "end") if leftwards else (0, "start")
    return Bars(tuple(bars), WIDTH, len(lines) * ROW + 4, start, anchor)


def _map(lines: Sequence[Line], least: int) -> Map | None:
    by_code = {line.code: line for line in lines}
    places = [place for place in pack().governorates.values() if place.tile is not None]
    if not places:
        return None
    most = max((line.number or 0 for line in lines), default=0)
    tiles = []
    for place in places:
        assert place.tile is not None
        row, column = place.tile
        line = by_code.get(place.id)
        number = line.number if line is not None else None
        shade = 0 if number is None else min(4, 1 + 4 * number // (most + 1))
        text = line.text if line is not None else f"<{least}"
        tiles.append(Tile(str(place.name), text, column * (TILE_WIDTH + GAP) + 2, row * (TILE_HEIGHT + GAP) + 2, shade))
    width = max(tile.x for tile in tiles) + TILE_WIDTH + 2
    return Map(tuple(tiles), width, max(tile.y for tile in tiles) + TILE_HEIGHT + 2)
