"""Paper for interviews: the prompt sheet to talk by, and the full form to tick, as A4 pages from the pack's data.

Blank pages: nothing of a person is on them. Every page carries the code of its sheet and the version of the rules, so
that a typed sheet is matched with the questions it was printed from.
"""

from amana.screening.paper.printing import print_form, print_prompts
from amana.screening.paper.sheets import Chosen, choose

__all__ = ["Chosen", "choose", "print_form", "print_prompts"]
