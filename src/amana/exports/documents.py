"""Exports as pages, with the number across every page, and the mark in the usual metadata."""

import io
import json
from pathlib import Path

from amana.countrypacks.dates import day_of
from amana.exports import marks
from amana.exports.kinds import Story
from amana.exports.sheets import Label
from amana.printing import LEFTWARDS, as_printed, clean, pieces, typeset

_LAYOUT = Path(__file__).with_name("document.typ")
MOST_PAGES = 60


def as_pages(title: str, story: Story, label: Label) -> bytes:
    """Returns the story as PDF. Raises Unprintable when a character is in no font of ours."""
    language = label.language
    day = as_printed(day_of(label.made_at).isoformat())
    words = {
        "language": language,
        "leftwards": language in LEFTWARDS,
        "title": clean(title),
        "line": pieces(label.line.replace(label.number, as_printed(label.number)), language),
        "behind": [
            pieces(as_printed(label.number), language)[0],
            pieces(label.to, language)[0],
            pieces(day, language)[0],
        ],
        "fine": marks.token(label.mark),
        "codes": [marks.line_code(label.mark, -page) for page in range(1, MOST_PAGES + 1)],
        "parts": [
            {
                "head": pieces(head, language),
                "code": marks.line_code(label.mark, place),
                "lines": [[pieces(name, language) if name else [], pieces(text, language)] for name, text in lines],
            }
            for place, (head, lines) in enumerate(story.parts, start=1)
        ],
    }
    return _with_marks(typeset(_LAYOUT, {"page": json.dumps(words, ensure_ascii=False)}), label)


def _with_marks(pages: bytes, label: Label) -> bytes:
    """Returns the pages with the mark as document id, in the metadata, and as invisible text on each page."""
    import pikepdf

    word, target = marks.token(label.mark), io.BytesIO()
    with pikepdf.open(io.BytesIO(pages)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:identifier"] = word
        document.docinfo["/Reference"] = word
        font = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for page in document.pages:
            name = page.add_resource(font, pikepdf.Name.Font)
            drawn = f"/Artifact BMC q BT {name} 4 Tf 3 Tr 20 8 Td ({word}) Tj ET Q EMC"
            page.contents_add(drawn.encode(), prepend=False)
        document.save(target, deterministic_id=True)
    return target.getvalue()
