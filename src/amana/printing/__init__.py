"""Paper: words and a layout in, the bytes of an A4 page out; for letters, forms and anything else that is printed.

`typeset(layout, inputs)` is pure: same words, same bytes; no database, no network, no font of the machine. Words reach
the layout as data (`pieces`) and never become markup. Text can be selected, searched and copied from the page.
"""

from amana.printing.errors import Unprintable
from amana.printing.qr import qr
from amana.printing.typesetting import draw, typeset
from amana.printing.wording import LEFTWARDS, Piece, as_printed, clean, pieces

__all__ = ["LEFTWARDS", "Piece", "Unprintable", "as_printed", "clean", "draw", "pieces", "qr", "typeset"]
