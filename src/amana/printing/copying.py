"""Makes the text of a letter right for readers who select, search or copy it.

A vowel sign (ُ ّ ً) is drawn by a glyph of its own, at another height than its letter. typst interrupts the line for it
and maps both glyphs to letter and sign together. Readers then find the letter twice, or the word reversed, or a line
torn in two, and a search for the word fails. Here letters are mapped to letters alone, and signs are drawn after
everything else and mapped to nothing. Not a point on the page changes; a copy reads as Arabic is mostly written,
without vowel signs.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pikepdf

    type Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage

_MEANING: Final = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")  # a line of the table from glyphs to letters
# A glyph without an entry is read as the letter of its number; U+0000 is what readers drop.
_NOTHING: Final = "\0"


class Font(NamedTuple):
    """The glyphs that do not move the pen, as signs do and letters never; and the text that each glyph maps to now."""

    signs: frozenset[int]
    meanings: dict[int, str]


def copied_without_marks(pdf: bytes) -> bytes:
    """Returns the same pages, whose words are read letter by letter; the same bytes when there is no vowel sign.

    `pdf` is typst's: fonts are addressed by two bytes. Raises ValueError for a file of another program.
    """
    # Loaded at the first page, as typst is.
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as wrong:
        raise ValueError("This file was not made by our typst: it is no PDF.") from wrong
    with document:
        fonts: dict[tuple[int, int], Font] = {}
        changed = False
        for page in document.pages:
            named = {}
            for name, font in page.resources.get("/Font", {}).items():
                if font.objgen not in fonts:
                    fonts[font.objgen], another = _standing_for_letters(font)
                    changed |= another
                named[name] = fonts[font.objgen]
            changed |= _draw_signs_last(document, page, named)
        if not changed:
            return pdf
        target = io.BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()


# Fonts ----------------------------------------------------------------------------------------------


def _standing_for_letters(font: pikepdf.Object) -> tuple[Font, bool]:
    """Maps the font's glyphs to letters; returns it, and whether any mapping changed. Raises ValueError."""
    if "/DescendantFonts" not in font or "/ToUnicode" not in font:
        raise ValueError("This file was not made by our typst: a font is not addressed by two bytes.")
    signs = _without_width(font.DescendantFonts[0])
    table = font.ToUnicode.read_bytes()
    bare = _MEANING.sub(partial(_meaning_of_letters, signs), table)
    if bare != table:
        font.ToUnicode.write(bare)
    return Font(signs, {int(glyph, 16): _text(text) for glyph, text in _MEANING.findall(bare)}), bare != table


def _without_width(font: pikepdf.Object) -> frozenset[int]:
    """The glyphs that do not move the pen. typst gives the widths as first glyph, last glyph, width, and so on."""
    numbers = list(font.get("/W", []))
    wide: set[int] = set()
    for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        if width:
            wide.update(range(int(first), int(last) + 1))
    return frozenset(range(0x10000)) - wide


def _meaning_of_letters(signs: frozenset[int], entry: re.Match[bytes]) -> bytes:
    meaning = _text(entry[2])
    if (letters := _letters(meaning)) == meaning:
        return entry[0]
    if not letters or int(entry[1], 16) in signs:
        letters = _NOTHING
    return b"<%s> <%s>\n" % (entry[1], letters.encode("utf-16-be").hex().upper().encode())


# Pages ----------------------------------------------------------------------------------------------


def _draw_signs_last(document: pikepdf.Pdf, page: pikepdf.Page, named: Mapping[str, Font]) -> bool:
    """Moves runs of nothing but signs after all others, as artifacts that are not read; whether anything changed."""
    import pikepdf

    drawn = list(pikepdf.parse_content_stream(page))
    kept: list[Instruction] = []
    signs: list[Instruction] = []
    for run in _runs(drawn):
        used = [named[str(each.operands[0])] for each in run if str(each.operator) == "Tf"]
        glyphs = _glyphs(run)
        if len(used) == 1 and glyphs and used[0].signs.issuperset(glyphs):
            signs += [_without_text(each) if _spoken_by(each) else each for each in run]
        else:
            kept += _spoken_letters(run, named)
    if signs:
        begin = pikepdf.ContentStreamInstruction([pikepdf.Name.Artifact], pikepdf.Operator("BMC"))
        kept += [begin, *signs, pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC"))]
    elif all(one is other for one, other in zip(kept, drawn, strict=True)):
        return False
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
    return True


def _runs(drawn: Sequence[Instruction]) -> Iterator[list[Instruction]]:
    """Splits the drawing: a `q` to its `Q`, without another `q` in it, is one piece; all else is single."""
    at = 0
    while at < len(drawn):
        end = at + 1
        if str(drawn[at].operator) == "q":
            while end < len(drawn) and str(drawn[end].operator) not in {"q", "Q"}:
                end += 1
            end = end + 1 if end < len(drawn) and str(drawn[end].operator) == "Q" else at + 1
        yield list(drawn[at:end])
        at = end


def _spoken_letters(run: Sequence[Instruction], named: Mapping[str, Font]) -> Iterator[Instruction]:
    """The run, whose spans give the text of their glyphs without signs, or none where the glyphs give it themselves."""
    for place, each in enumerate(run):
        spoken = _spoken_by(each)
        if spoken is None:
            yield each
            continue
        span = run[place + 1 : _end_of_span(run, place)]
        [font] = [named[str(one.operands[0])] for one in span if str(one.operator) == "Tf"]
        letters = _letters(spoken)
        said = "".join(font.meanings.get(glyph, "") for glyph in _glyphs(span))
        if said == letters:
            yield _without_text(each)
        else:
            yield each if spoken == letters else _with_text(each, letters)


def _end_of_span(run: Sequence[Instruction], place: int) -> int:
    """Returns the place of the `EMC` that ends the span that starts here."""
    depth = 0
    for at in range(place, len(run)):
        operator = str(run[at].operator)
        depth += (operator in {"BDC", "BMC"}) - (operator == "EMC")
        if depth == 0:
            return at
    return len(run)


def _spoken_by(begin: Instruction) -> str | None:
    """Returns the text that a span gives for its glyphs; None where it gives none, or where no span starts."""
    if str(begin.operator) != "BDC":
        return None
    spoken = begin.operands[1].get("/ActualText")
    return None if spoken is None else str(spoken)


def _without_text(begin: Instruction) -> Instruction:
    """Returns the same span without a text for its glyphs."""
    return _with_text(begin, None)


def _with_text(begin: Instruction, letters: str | None) -> Instruction:
    import pikepdf

    tag, properties = begin.operands[0], dict(begin.operands[1].items())
    properties.pop("/ActualText")
    if letters is not None:
        properties["/ActualText"] = pikepdf.String(letters)
    return pikepdf.ContentStreamInstruction([tag, pikepdf.Dictionary(properties)], begin.operator)


def _glyphs(drawn: Sequence[Instruction]) -> list[int]:
    """Returns the numbers of the glyphs that are drawn, in the order of drawing."""
    import pikepdf

    string = b"".join(
        bytes(part)
        for each in drawn
        if str(each.operator) in {"Tj", "TJ"}
        for part in (each.operands[0] if str(each.operator) == "TJ" else each.operands)
        if isinstance(part, pikepdf.String)
    )
    return [int.from_bytes(string[at : at + 2]) for at in range(0, len(string), 2)]


# Words ----------------------------------------------------------------------------------------------


def _letters(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Mn")


def _text(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")
