"""Reading a letter back as a person does who selects its text.

pdftotext (poppler) is the reader: of those compared it was the only one that kept every word and every number in order
(docs/decisions/0019-letters-with-typst.md). It puts the stretches of an Arabic line that run left to right between direction
marks, and leaves spaces and signs beside a number in the order in which they stand on paper. `read` puts those back
where a reader's eye puts them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from typing import Any

import pytest
from pypdf.generic import PdfObject

_STRETCH = re.compile("\u202a([^\u202a-\u202c]*)\u202c")
_BESIDE = re.compile(r"^([^\w+]*)(.*?)([^\w+]*)$", re.DOTALL)
_MARKS = re.compile("[\u202a-\u202c\u200b]")


def read(pdf: bytes, *options: str) -> str:
    """The text of all pages on one line, in logical order; pages are divided by a form feed."""
    lines = _STRETCH.sub(lambda stretch: _in_order(stretch[1]), _run("pdftotext", pdf, *options, "-", "-").decode())
    pages = _MARKS.sub("", lines).split("\f")
    return "\f".join(" ".join(page.split()) for page in pages).rstrip("\f")


def words_on_paper(pdf: bytes) -> list[tuple[float, float, str]]:
    """(left edge, right edge, word) in points."""
    page = _run("pdftotext", pdf, "-bbox", "-", "-").decode()
    found = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">(.*?)</word>', page)
    return [(float(left), float(right), word) for left, right, word in found]


def picture(pdf: bytes) -> bytes:
    """The first page as an image (PGM)."""
    return _run("pdftoppm", pdf, "-r", "60", "-gray", "-f", "1", "-l", "1", "-")


def inside(thing: PdfObject, *path: str) -> Any:
    """What stands in the file under these names, one inside the other."""
    found: Any = thing.get_object()
    for name in path:
        found = found[name].get_object()
    return found


def as_copied(text: str) -> str:
    """What a reader gets for `text`: without vowel signs and direction marks, on one line."""
    bare = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(bare.split())


def _run(program: str, pdf: bytes, *arguments: str) -> bytes:
    if shutil.which(program) is None:
        pytest.fail(f"{program} is missing, so nobody has read the letters. Install the package poppler-utils.")
    return subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True).stdout


def _in_order(stretch: str) -> str:
    found = _BESIDE.match(stretch)
    assert found is not None
    return found[3][::-1] + found[2] + found[1][::-1]
