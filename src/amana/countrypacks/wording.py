"""Formats and joins words of a pack in the script of the reader."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import pgettext


def format_number(number: float | Decimal) -> str:
    """Formats a number with thousands separated and its minus in front.

    In right-to-left text, a bare minus moves behind the digits; so a negative number is isolated.
    """
    return f"{number:,}" if number >= 0 else f"\u2066\u2212{-number:,}\u2069"


def join_words(parts: Iterable[object]) -> str:
    """Joins several words as one list, with the comma of the reader's script."""
    return pgettext("between the items of a list", ", ").join(str(part) for part in parts)
