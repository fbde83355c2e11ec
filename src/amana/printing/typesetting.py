"""Typesets a layout (a .typ file) and its words as the bytes of a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amana.printing.copying import copied_without_marks
from amana.printing.errors import Unprintable
from amana.process_state import follows_from_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typst import Fonts

FONTS = Path(__file__).parent / "fonts"


def typeset(layout: Path, inputs: Mapping[str, str]) -> bytes:
    """Returns the pages of `layout` as PDF, filled with `inputs` (its sys.inputs); the same bytes for the same words.

    Raises Unprintable when a character is in no font of ours: a page with an empty box in somebody's name is worse than
    none.
    """
    laid_out(layout, inputs, complete=True)
    return copied_without_marks(laid_out(layout, inputs))


def draw(layout: Path, inputs: Mapping[str, str]) -> str:
    """Returns the page of `layout` as a drawing (SVG), which never mixes with the text of a page."""
    return laid_out(layout, inputs, drawing=True).decode()


def laid_out(layout: Path, inputs: Mapping[str, str], *, drawing: bool = False, complete: bool = False) -> bytes:
    """Runs typst. With `complete`, a missing character is an error: the profile PDF/UA-1 demands that."""
    # Loaded at the first page, so that starting a server or a command does not pay for it.
    import typst

    try:
        return typst.compile(
            layout,
            root=layout.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="svg" if drawing else "pdf",
            sys_inputs=dict(inputs),
            pdf_standards="ua-1" if complete else [],
        )
    except typst.TypstError as failure:
        if "could not be displayed with" in failure.message:
            # Without its cause: the message quotes the name it stumbled over.
            raise Unprintable from None
        raise


@follows_from_arguments
@cache
def _fonts() -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
