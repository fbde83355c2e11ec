"""Two texts of the same thing, side by side, with what differs marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of words, and whether the other text lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Compared:
    """One field as both people wrote it."""

    label: str
    theirs: tuple[Piece, ...]
    mine: tuple[Piece, ...]


def compare(theirs: Mapping[str, str], mine: Mapping[str, str]) -> tuple[Compared, ...]:
    """Every field that differs, in the order of `theirs` and then what only `mine` has. Keys are the labels.

    >>> [field.label for field in compare({"Plan": "by car", "Place": "here"}, {"Plan": "on foot", "Place": "here"})]
    ['Plan']
    """
    labels = [*theirs, *(label for label in mine if label not in theirs)]
    return tuple(
        Compared(label, *_mark_differences(theirs.get(label, ""), mine.get(label, "")))
        for label in labels
        if theirs.get(label, "") != mine.get(label, "")
    )


def _mark_differences(theirs: str, mine: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cuts both texts into pieces, word by word."""
    left, right = _WORDS.findall(theirs), _WORDS.findall(mine)
    ours: list[Piece] = []
    others: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if i1 < i2:
            others.append(Piece("".join(left[i1:i2]), tag != "equal"))
        if j1 < j2:
            ours.append(Piece("".join(right[j1:j2]), tag != "equal"))
    return tuple(others), tuple(ours)
