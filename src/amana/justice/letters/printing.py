"""From a letter to the bytes of its PDF."""

from __future__ import annotations

import json
from pathlib import Path

from amana.justice.letters.letter import Letter
from amana.printing import LEFTWARDS, clean, draw, pieces, typeset

HERE = Path(__file__).parent
LAYOUT = HERE / "letter.typ"


def render(letter: Letter) -> bytes:
    """Renders the letter as an A4 page in PDF, or several if it is long; the same bytes for the same letter.

    Words reach the layout as data and are never read as markup. Raises Unprintable when a character is in no font
    of ours: a letter with an empty box in somebody's name is worse than none.
    """
    return typeset(LAYOUT, _inputs(letter))


def _inputs(letter: Letter) -> dict[str, str]:
    stamp = _draw_outline(clean(letter.labels.specimen), letter.language) if letter.specimen else ""
    return {"letter": json.dumps(_content(letter)), "stamp": stamp}


def _content(letter: Letter) -> dict[str, object]:
    """Returns what the layout reads: paragraphs as lists of (text, printed), labels as plain text."""
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


def _draw_outline(word: str, language: str) -> str:
    """Returns `word` as a drawing (SVG): the word across a specimen is no text, so it never mixes with the text of the page."""
    return draw(HERE / "stamp.typ", {"word": word, "language": language})
