"""The sentences of the audit log: one for each code, in the reader's language.

Each room keeps the sentences of its own codes in its module `audit_lines`, which is imported when the program starts.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from amana.process_state import filled_at_start

if TYPE_CHECKING:
    from django.utils.functional import Promise

MODULE = "audit_lines"
_sentences: "dict[str, Promise | str]" = filled_at_start({})


def register_sentences(sentences: "Mapping[str, Promise | str]") -> None:
    """Registers the sentences of these codes. Raises ValueError for a code that has one already."""
    if twice := _sentences.keys() & sentences.keys():
        raise ValueError(f"said twice: {', '.join(sorted(twice))}")
    _sentences.update(sentences)


def has_sentence(verb: str) -> bool:
    """Returns whether this code of the audit log has a sentence."""
    return verb in _sentences


def sentence_of(verb: str) -> str:
    """Returns the sentence of the line; for a code of another version, one that says so."""
    return str(_sentences.get(verb) or gettext("An entry of a kind that this version does not know."))
