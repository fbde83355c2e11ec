"""What a reader gets who selects, searches or copies the text of a letter.

A vowel sign (ُ ّ ً) is drawn by a glyph of its own, at another height than its letter. typst interrupts the line for it
and says of both glyphs that they stand for letter and sign together. Readers then find the letter twice, or the word
turned around, or a line torn in two, and a search for the word fails. Here letters are left to stand for letters, and
signs are drawn after everything else and stand for nothing. Not a point on the page changes; a copy reads as Arabic is
mostly written, without vowel signs.

The change is appended to the file in the way PDF provides (ISO 32000-1, 7.5.6, incremental update); what was there
stays.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import partial
from typing import NamedTuple

_TRAILER = re.compile(rb"trailer\n<<(.*)>>\nstartxref\n(\d+)\n%%EOF\s*\Z", re.DOTALL)
_TABLE_LINE = re.compile(rb"^(\d{10}) \d{5} n", re.MULTILINE)
_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*)\nendobj\n", re.DOTALL)
_PAGE = re.compile(rb"/Type/Page/Resources (\d+) 0 R.*?/Contents (\d+) 0 R", re.DOTALL)
_NAMED_FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
_FONT = re.compile(rb"/DescendantFonts\[(\d+) 0 R\].*?/ToUnicode (\d+) 0 R", re.DOTALL)
_WIDTHS = re.compile(rb"/W\[([^\]]*)\]")
_MEANING = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")
_RUN = re.compile(rb"^q 1 0 0 -1 [\d.-]+ [\d.-]+ cm.*?\nQ\n", re.DOTALL | re.MULTILINE)
_RUN_FONT = re.compile(rb"/(f\d+) [\d.]+ Tf")
_SPOKEN = re.compile(rb"/ActualText<FEFF([0-9A-F]+)>(>>BDC.*?(?=\nEMC))", re.DOTALL)
_STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
# A glyph without an entry is read as the letter of its number; U+0000 is what readers drop.
_NOTHING = "\0"


class Font(NamedTuple):
    """Which glyphs do not move the pen, as signs do and letters never; and what each glyph now stands for."""

    signs: frozenset[int]
    meanings: dict[int, str]


def copied_without_marks(pdf: bytes) -> bytes:
    """The same pages, whose words are read letter by letter; the same bytes when there is no vowel sign.

    `pdf` comes from typst: plain objects, fonts addressed by two bytes, one cross-reference table. Raises ValueError
    for a file of another make.
    """
    trailer = _TRAILER.search(pdf)
    if trailer is None:
        raise ValueError("This PDF does not end in one cross-reference table; it was not made by our typst.")
    objects = _objects(pdf, table=int(trailer[2]))
    changed: dict[int, bytes] = {}
    fonts: dict[int, Font] = {}
    for number, content in objects.items():
        if font := _FONT.search(content):
            signs = _without_width(objects[int(font[1])])
            table = _stream(objects[int(font[2])])
            bare = _MEANING.sub(partial(_meaning_of_letters, signs), table)
            fonts[number] = Font(signs, {int(glyph, 16): _text(text) for glyph, text in _MEANING.findall(bare)})
            if bare != table:
                changed[int(font[2])] = bare
    for content in objects.values():
        if page := _PAGE.search(content):
            named = {name: fonts[int(number)] for name, number in _NAMED_FONT.findall(objects[int(page[1])])}
            drawn = _stream(objects[int(page[2])])
            if (bare := _signs_last(drawn, named)) != drawn:
                changed[int(page[2])] = bare
    return _appended(pdf, changed, trailer) if changed else pdf


def _objects(pdf: bytes, *, table: int) -> dict[int, bytes]:
    starts = sorted(int(line) for line in _TABLE_LINE.findall(pdf, table))
    parts = (pdf[start:end] for start, end in zip(starts, [*starts[1:], table], strict=True))
    return {int(found[1]): found[2] for part in parts if (found := _OBJECT.match(part))}


def _without_width(font: bytes) -> frozenset[int]:
    widths = _WIDTHS.search(font)
    numbers = widths[1].split() if widths else []
    wide: set[int] = set()
    for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        if float(width):
            wide.update(range(int(first), int(last) + 1))
    return frozenset(range(0x10000)) - wide


def _meaning_of_letters(signs: frozenset[int], entry: re.Match[bytes]) -> bytes:
    meaning = _text(entry[2])
    if (letters := _letters(meaning)) == meaning:
        return entry[0]
    if not letters or int(entry[1], 16) in signs:
        letters = _NOTHING
    return b"<%s> <%s>\n" % (entry[1], _hex(letters))


def _signs_last(drawn: bytes, named: dict[bytes, Font]) -> bytes:
    """The same drawing: runs of nothing but signs come after all others, as something that is not read."""
    signs: list[bytes] = []

    def one(run: re.Match[bytes]) -> bytes:
        fonts = [named[font] for font in _RUN_FONT.findall(run[0])]
        glyphs = _glyphs(run[0])
        if len(fonts) == 1 and glyphs and fonts[0].signs.issuperset(glyphs):
            signs.append(run[0])
            return b""
        return _SPOKEN.sub(lambda span: _spoken_letters(span, named), run[0])

    kept = _RUN.sub(one, drawn)
    if not signs:
        return kept
    mute = _SPOKEN.sub(rb"\2", b"".join(signs))
    return kept + b"\n/Artifact BMC\n" + mute + b"EMC\n"


def _spoken_letters(span: re.Match[bytes], named: dict[bytes, Font]) -> bytes:
    """A span that says what its glyphs stand for: without signs, and not at all where they say it themselves."""
    letters = _letters(_text(span[1]))
    [font] = [named[name] for name in _RUN_FONT.findall(span[2])]
    said = "".join(font.meanings.get(glyph, "") for glyph in _glyphs(span[2]))
    return span[2] if said == letters else b"/ActualText<FEFF%s>" % _hex(letters) + span[2]


def _glyphs(drawn: bytes) -> list[int]:
    string = b"".join(_plain(found[1]) for found in _STRING.finditer(drawn))
    return [int.from_bytes(string[at : at + 2]) for at in range(0, len(string), 2)]


def _plain(string: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 8) & 255]) if found[1].isdigit() else _ESCAPES.get(found[1], found[1])

    return _ESCAPED.sub(one, string)


def _letters(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Mn")


def _text(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()


def _stream(content: bytes) -> bytes:
    head, _, body = content.partition(b"\nstream\n")
    body = body.removesuffix(b"\nendstream")
    return zlib.decompress(body) if b"/FlateDecode" in head else body


def _appended(pdf: bytes, changed: dict[int, bytes], trailer: re.Match[bytes]) -> bytes:
    added = bytearray(pdf)
    table = b""
    for number, content in sorted(changed.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(added))
        packed = zlib.compress(content)
        head = b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % (number, len(packed))
        added += head + packed + b"\nendstream\nendobj\n"
    start = len(added)
    added += b"xref\n%strailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (table, trailer[1], trailer[2], start)
    return bytes(added)
