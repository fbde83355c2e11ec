"""Exports as tables: CSV and workbook, with the marks in them and no cell that a program would run."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext

from amana.countrypacks.dates import day_of
from amana.exports import marks
from amana.exports.kinds import Sheet
from amana.printing import LEFTWARDS

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Label:
    """The label of an export: its number, whose copy it is, the moment, the language, and the mark it hides."""

    number: str
    to: str
    made_at: datetime
    language: str
    mark: bytes

    @property
    def line(self) -> str:
        """Returns the visible watermark."""
        return gettext("Export %(number)s, only for %(to)s, %(day)s") % {
            "number": self.number,
            "to": self.to,
            "day": day_of(self.made_at).isoformat(),
        }


def harmless(value: str | int) -> str | int:
    """Returns the value so that no office program runs it: an apostrophe before anything that would begin a formula.

    >>> harmless("=1+1"), harmless("+9647500000142"), harmless("Zaynab"), harmless(-3)
    ("'=1+1", "'+9647500000142", 'Zaynab', -3)
    """
    if isinstance(value, int):
        return value
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS_A_FORMULA) else value


def _marked_rows(sheet: Sheet, label: Label) -> tuple[list[str], list[list[str | int]]]:
    """Heads and rows with the code of each row in front, and the mark without width after every text but the first."""
    heads = [gettext("Line") + marks.blank(label.mark), *sheet.heads]
    rows = []
    for place, row in enumerate(sheet.rows, start=1):
        cells: list[str | int] = [harmless(value) for value in row]
        for at, value in enumerate(cells):
            if at and isinstance(value, str) and value:  # not after a number that somebody pastes into a search
                cells[at] = f"{value}{marks.blank(label.mark)}"
        rows.append([marks.line_code(label.mark, place), *cells])
    return heads, rows


def as_csv(title: str, sheet: Sheet, label: Label) -> bytes:
    """Returns the table as CSV (UTF-8 with BOM, as spreadsheets expect it); the last row says whose copy it is."""
    heads, rows = _marked_rows(sheet, label)
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(text) for text in heads])
    writer.writerows(rows)
    writer.writerow([])
    writer.writerow([harmless(title), harmless(label.line)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def as_workbook(title: str, sheet: Sheet, label: Label) -> bytes:
    """The table as a workbook; every cell is text or a number by its type, every printed page says whose copy it is."""
    import xlsxwriter

    heads, rows = _marked_rows(sheet, label)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    word = marks.token(label.mark)
    book.set_properties({"title": title, "comments": word, "created": label.made_at.replace(tzinfo=None)})
    book.set_custom_property("Reference", word)
    book.define_name("_reference", f'="{word}"')
    page = book.add_worksheet(gettext("Export"))
    if label.language in LEFTWARDS:
        page.right_to_left()
    bold, soft = book.add_format({"bold": True}), book.add_format({"italic": True, "font_color": "#4C585B"})
    page.write_string(0, 0, title, bold)
    page.write_string(1, 0, label.line, soft)
    _write(page, 3, heads, bold)
    for place, row in enumerate(rows, start=4):
        _write(page, place, row, None)
    page.write_string(len(rows) + 5, 0, label.line, soft)
    page.repeat_rows(0, 3)
    shown = label.line.replace("&", "&&")[:200]
    page.set_header(f"&C{shown}")
    page.set_footer(f"&C{shown}&R&P / &N")
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_column(0, len(heads) - 1, 18)
    book.close()
    return target.getvalue()


def _write(page: object, place: int, cells: Sequence[str | int], style: object) -> None:
    for column, value in enumerate(cells):
        write = page.write_number if isinstance(value, int) else page.write_string  # type: ignore[attr-defined]
        write(place, column, value, style)
