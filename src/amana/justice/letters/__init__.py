"""Letters to courts and offices: wording in, a finished A4 page as PDF out.

`render(letter)` is pure: same letter, same bytes; no database, no network, no program beside Python. All wording is
given, so that a lawyer finds it in the country pack and a reviewer sees here only layout. Words are data and never
become markup. Text can be selected, searched and copied from the page, and nothing about the person stands in the
properties of the file.
"""

from amana.justice.letters.errors import Unprintable
from amana.justice.letters.letter import Labels, Letter
from amana.justice.letters.printing import render
from amana.justice.letters.wording import as_printed

__all__ = ["Labels", "Letter", "Unprintable", "as_printed", "render"]
