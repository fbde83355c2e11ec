# SPDX-License-Identifier: Apache-2.0
"""Digits of every script, as people type them: Arabic-Indic, Eastern Arabic-Indic, Devanagari and the others, as 0-9."""

import unicodedata

__all__ = ["western_digits"]


def western_digits(text: str) -> str:
    """Returns `text` with every decimal digit written 0-9, and everything else as it was.

    >>> western_digits("٢٠٢٦-۰۳-۰۱"), western_digits("١a ۲z ३u")
    ('2026-03-01', '1a 2z 3u')
    """
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
