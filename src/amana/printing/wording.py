"""Prepares words for the page: harmless, in the right digits, and each number in its own direction."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LEFTWARDS = frozenset({"ar", "ckb"})

_ISOLATE, _END = "\u2066", "\u2069"
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKED = re.compile(f"{_ISOLATE}([^{_ISOLATE}{_END}]*){_END}")
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_WORD = rf"[{_LATIN}0-9+@#](?:[{_LATIN}0-9./_:@#&'’+-]*[{_LATIN}0-9])?"
# A word with a Latin letter in it, and the Latin words and numbers that follow it.
_LATIN_RUN = re.compile(rf"(?<![{_LATIN}0-9+@#])(?=[0-9./_:@#&'’+-]*[{_LATIN}]){_WORD}(?:,? {_WORD})*")
_HAS_LATIN = re.compile(f"[{_LATIN}]")

_ARABIC_INDIC = str.maketrans("0123456789۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩" * 2)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")

_LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
_MAY_BREAK = "\u200b"


class Piece(NamedTuple):
    """A stretch of text; `printed` stretches run left to right and keep their digits."""

    text: str
    printed: bool


def as_printed(text: str) -> str:
    """Returns `text` marked as copied from a document: left to right, digits untouched.

    For passport numbers, references, phones and names in Latin letters. The mark survives formatting into a sentence.

    >>> pieces(as_printed("0012345"), "ar")
    [[Piece(text='0012345', printed=True)]]
    """
    return f"{_ISOLATE}{clean(text)}{_END}"


def clean(text: str) -> str:
    """`text` without invisible characters: control characters, half surrogates, marks that turn direction around.

    Line breaks of every kind become one kind; letters written as base and accent become one letter, where there is one.
    """
    visible = _DIRECTION_MARKS.sub("", _LINE_BREAKS.sub("\n", text)).replace("\t", " ")
    return unicodedata.normalize(
        "NFC", "".join(c for c in visible if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    )


def arabic_digits(text: str) -> str:
    """Returns `text` with the digits that Arabic and Sorani letters use, thousands divided by their own sign.

    >>> arabic_digits("4,200,000 of 2026")
    '٤٬٢٠٠٬٠٠٠ of ٢٠٢٦'
    """
    return _THOUSANDS.sub("٬", text).translate(_ARABIC_INDIC)


def pieces(text: str, language: str) -> list[list[Piece]]:
    """Returns the paragraphs of `text`, each as pieces in reading order. Empty paragraphs are left out.

    >>> pieces("كتاب HC/2026 في 24", "ar")
    [[Piece(text='كتاب ', printed=False), Piece(text='HC/2026', printed=True), Piece(text=' في ٢٤', printed=False)]]
    """
    paragraphs: list[list[Piece]] = [[]]
    for at, part in enumerate(_MARKED.split(text)):
        lines = clean(part).split("\n")
        if at % 2:
            paragraphs[-1].append(Piece(" ".join(lines), True))
            continue
        for number, line in enumerate(lines):
            if number:
                paragraphs.append([])
            paragraphs[-1].extend(_running_pieces(line, language))
    shown = [[Piece(_breakable(text), printed) for text, printed in line if text] for line in paragraphs]
    return [line for line in shown if any(piece.text.strip() for piece in line)]


def _running_pieces(line: str, language: str) -> list[Piece]:
    if language not in LEFTWARDS:
        return [Piece(line, False)]
    if _HAS_LATIN.search(line) and not any(unicodedata.bidirectional(c) in ("R", "AL") for c in line):
        return [Piece(line, True)]
    found: list[Piece] = []
    end = 0
    for run in _LATIN_RUN.finditer(line):
        found += [Piece(arabic_digits(line[end : run.start()]), False), Piece(run[0], True)]
        end = run.end()
    return [*found, Piece(arabic_digits(line[end:]), False)]


def _breakable(text: str) -> str:
    """Adds places to break to words that no column could hold."""
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(re.findall(".{1,12}", word[0])), text)
