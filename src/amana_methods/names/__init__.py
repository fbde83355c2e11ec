# SPDX-License-Identifier: Apache-2.0
"""Spellings of one name normalised, in Arabic, Sorani, Persian and Latin letters.

- `spelling`: what is the same in writing (`fold`, `tokens`, `fold_phone`, `fold_document`) and one wide sound key
- `parts`: a name as its parts, each with the keys under which it is found and the vowels that were written
- `sounds`: from letters to consonant skeletons, several where one letter may be heard in two ways
- `aliases`: names that are one name in different traditions
- `comparison`: why two names are or are not alike, in a sentence

None of it decides that two people are one; `amana_methods.linkage` weighs names together with what else is known.
"""

from amana_methods.names.comparison import NameComparison, compare_names
from amana_methods.names.parts import Part, parts_of
from amana_methods.names.spelling import fold, fold_document, fold_phone, sound_key, tokens

__all__ = [
    "NameComparison",
    "Part",
    "compare_names",
    "fold",
    "fold_document",
    "fold_phone",
    "parts_of",
    "sound_key",
    "tokens",
]
