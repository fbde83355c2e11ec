"""How the words of a pack are put one after another, in the script of the reader."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def joined(parts: Iterable[object]) -> str:
    """Several words as one list, with the comma of the reader's script."""
    return pgettext("between the items of a list", ", ").join(str(part) for part in parts)
