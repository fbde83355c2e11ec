"""A paper for the person herself, in her language: what she agreed to, who opened her file, a copy of what it says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amana.printing import LEFTWARDS, pieces, qr, typeset

_LEFTWARDS = LEFTWARDS | {"fa", "ur"}
_LAYOUT = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True)
class Part:
    """A part of the paper: sentences, then labels with what stands beside them, then a list of short lines."""

    heading: str = ""
    lines: Sequence[str] = ()
    pairs: Sequence[tuple[str, str]] = ()
    list: Sequence[str] = field(default=())
    language: str = ""  # where it is another than that of the paper


def _part(part: Part, language: str) -> dict[str, Any]:
    """A part as the layout takes it; what is written in Arabic letters has its Latin words and numbers isolated."""
    read_as = "ar" if language in _LEFTWARDS - LEFTWARDS else language
    return {
        "language": language,
        "leftwards": language in _LEFTWARDS,
        "heading": part.heading,
        "lines": [pieces(line, read_as) for line in part.lines],
        "pairs": [[pieces(label, read_as), pieces(value, read_as)] for label, value in part.pairs],
        "list": [pieces(line, read_as) for line in part.list],
    }


def paper(language: str, title: str, parts: Sequence[Part], *, code: str = "", code_says: str = "") -> bytes:
    """A4 pages (PDF). With `code`, a QR code of that text stands at the end. Raises Unprintable."""
    told = [_part(part, part.language or language) for part in parts]
    page = {
        "language": language, "leftwards": language in _LEFTWARDS, "title": title, "parts": told,
        "code": list(qr(code)) if code else [], "code_says": code_says,
    }  # fmt: skip
    return typeset(_LAYOUT, {"page": json.dumps(page, ensure_ascii=False)})
