"""Letters to courts and offices: wording in, a finished A4 page as PDF out.

`compose(pack, facts, ...)` takes wording from the country pack and refuses what is not confirmed; `render(letter)` lays
it out. Both are pure: same letter, same bytes; no database, no network, no program besides Python. A lawyer finds all
wording in the pack, and a reviewer sees here only layout. Words are data and never become markup. Text can be selected,
searched and copied from the page, and the properties of the file say nothing about the person.
"""

from amana.justice.letters.compose import Heads, compose
from amana.justice.letters.errors import Incomplete, NoAddressee, Unconfirmed
from amana.justice.letters.letter import Labels, Letter
from amana.justice.letters.printing import render
from amana.printing import Unprintable, as_printed

__all__ = [
    "Heads",
    "Incomplete",
    "Labels",
    "Letter",
    "NoAddressee",
    "Unconfirmed",
    "Unprintable",
    "as_printed",
    "compose",
    "render",
]
