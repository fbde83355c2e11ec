"""From a letter to the bytes of its PDF."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amana.justice.letters.copying import copied_without_marks
from amana.justice.letters.errors import Unprintable
from amana.justice.letters.letter import Letter
from amana.justice.letters.wording import LEFTWARDS, clean, pieces

if TYPE_CHECKING:
    from typst import Fonts

HERE = Path(__file__).parent


def render(letter: Letter) -> bytes:
    """The letter as an A4 page in PDF, or several if it is long; the same bytes for the same letter.

    Words reach the layout as data and are never read as markup. Raises Unprintable when a character is in no font
    of ours: a letter with an empty box in somebody's name is worse than none.
    """
    inputs = _inputs(letter)
    _compile("letter.typ", inputs, complete=True)
    return copied_without_marks(_compile("letter.typ", inputs))


def _inputs(letter: Letter) -> dict[str, str]:
    stamp = _outlined(clean(letter.labels.specimen), letter.language) if letter.specimen else ""
    return {"letter": json.dumps(_content(letter)), "stamp": stamp}


def _content(letter: Letter) -> dict[str, object]:
    """What the layout reads: paragraphs as lists of (text, printed), labels as plain text."""
    language = letter.language
    labels = letter.labels

    def lines(texts: tuple[str, ...]) -> list[object]:
        return [line for text in texts for line in pieces(text, language)]

    def plain(text: str) -> str:
        return clean(text).replace("\n", " ")

    return {
        "language": language,
        "leftwards": language in LEFTWARDS,
        "title": plain(labels.title),
        "number_label": plain(labels.number),
        "date_label": plain(labels.date),
        "copies_label": plain(labels.copies),
        "page_label": plain(labels.page),
        "specimen": plain(labels.specimen) if letter.specimen else "",
        "check": pieces(labels.check, language),
        "check_code": plain(letter.check_code),
        "number": plain(letter.number),
        "date": pieces(letter.date, language),
        "letterhead": lines(letter.letterhead),
        "letterhead_beside": lines(letter.letterhead_beside),
        "addressee": lines(letter.addressee),
        "subject": pieces(letter.subject, language),
        "salutation": pieces(letter.salutation, language),
        "opening": pieces(letter.opening, language),
        "identity": [[pieces(label, language), pieces(value, language)] for label, value in letter.identity],
        "reason": pieces(letter.reason, language),
        "requests": [pieces(request, language) for request in letter.requests],
        "closing": pieces(letter.closing, language),
        "signatory": lines(letter.signatory),
        "copies": lines(letter.copies),
        "badges": lines(letter.badges),
    }


def _outlined(word: str, language: str) -> str:
    """`word` as a drawing (SVG): the word across a specimen is no text, so it never mixes with the text of the page."""
    return _compile("stamp.typ", {"word": word, "language": language}, drawing=True).decode()


def _compile(template: str, inputs: dict[str, str], *, drawing: bool = False, complete: bool = False) -> bytes:
    """What the template gives. With `complete`, a missing character is an error: the profile PDF/UA-1 demands that."""
    # Loaded at the first letter, so that starting a server or a command does not pay for it.
    import typst

    try:
        return typst.compile(
            HERE / template,
            root=HERE,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="svg" if drawing else "pdf",
            sys_inputs=inputs,
            pdf_standards="ua-1" if complete else [],
        )
    except typst.TypstError as failure:
        if "could not be displayed with" in failure.message:
            # Without its cause: the message quotes the name it stumbled over.
            raise Unprintable from None
        raise


@cache
def _fonts() -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
