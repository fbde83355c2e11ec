# SPDX-License-Identifier: Apache-2.0
"""From the letters of one word to the consonants that are heard, and the vowels that were written between them.

A letter that is heard in two ways gives two skeletons: ث is s in Baghdad and Tehran and th on a passport; ق is q, g or
gh; a Kurdish c is j, an English c is k or s. Signs of a skeleton: b (b p), f (f v ph), t, d, s, z, S (sh), c (ch), j (j zh),
k (k q), g (g gh), x (kh), h, l, m, n, r, and `a` for a first vowel, w and y at the beginning of a word only.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

__all__ = ["MOST_KEYS", "Sounds", "sounds_of", "vowels_apart"]

MOST_KEYS = 4  # skeletons kept for one word, the likeliest first
_MOST_PATHS = 24  # ways of hearing that are followed at once

_A, _W, _Y, _LONG = 1, 2, 4, 8
_GAPS = 12


class Sounds(NamedTuple):
    """`keys`: skeletons, the likeliest first; `vowels`: four bits for each gap after a consonant (a, w, y, long)."""

    keys: tuple[str, ...]
    vowels: int


# Letters or groups -> what is heard, the likeliest first; "" is not heard. Longer groups are tried first.
_LATIN: Mapping[str, tuple[str, ...]] = {
    "tch": ("c",),
    "sch": ("S",),
    "ngh": ("n", "ng"),
    "sh": ("S",),
    "ch": ("c", "S", "k"),
    "zh": ("j", "z"),
    "kh": ("x", "k"),
    "gh": ("g",),
    "th": ("t", "s", "z"),
    "dh": ("d", "z"),
    "ph": ("f",),
    "bh": ("b",),
    "dj": ("j",),
    "dz": ("z", "d"),
    "ts": ("s", "ts"),
    "tz": ("s", "tz"),
    "ck": ("k",),
    "cq": ("k",),
    "qu": ("k",),
    "ng": ("n", "ng", "nj"),
    "nk": ("nk", "n"),
    "b": ("b",),
    "p": ("b",),
    "d": ("d",),
    "f": ("f",),
    "g": ("g",),
    "h": ("h",),
    "j": ("j",),
    "k": ("k",),
    "l": ("l",),
    "m": ("m",),
    "n": ("n",),
    "q": ("k", "g"),
    "r": ("r",),
    "s": ("s",),
    "t": ("t",),
    "v": ("f", ""),
    "x": ("x", "k", "ks"),
    "z": ("z",),
}
_SOFT_C = ("s", "j")  # before e, i, y: Cecilia; in Kurdish letters Cemal
_HARD_C = ("k",)
_KURDISH_C = ("j", "k")
_SOFT_G = ("g", "j")  # before e, i, y: Gebre, George
_ARABIC: Mapping[str, tuple[str, ...]] = {
    "تش": ("c", "tS"),
    "تس": ("ts", "s"),
    "نغ": ("ng", "n"),
    "نگ": ("ng", "n"),
    "دج": ("j", "dj"),
    "كس": ("ks", "x"),
    "ب": ("b",),
    "پ": ("b",),
    "ت": ("t",),
    "ط": ("t",),
    "ث": ("s", "t"),
    "س": ("s",),
    "ص": ("s",),
    "ج": ("j", "g"),
    "چ": ("c", "j"),
    "ژ": ("j", "z"),
    "ح": ("h",),
    "ه": ("h", ""),  # not at the beginning: in Sorani typed on an Arabic keyboard it is the vowel e
    "خ": ("x", "k"),
    "د": ("d",),
    "ذ": ("z", "d"),
    "ز": ("z",),
    "ض": ("d", "z"),
    "ظ": ("z", "d"),
    "ر": ("r",),
    "ش": ("S",),
    "غ": ("g",),
    "ف": ("f",),
    "ڤ": ("f", ""),
    "ق": ("k", "g"),
    "ك": ("k", "g"),
    "گ": ("g",),
    "ل": ("l",),
    "م": ("m",),
    "ن": ("n",),
}
_VOWELS: Mapping[str, int] = {
    "a": _A,
    "e": 0,
    "i": _Y,
    "o": _W,
    "u": _W,
    "w": _W,
    "y": _Y,
    "ا": _A | _LONG,
    "و": _W | _LONG,
    "ي": _Y | _LONG,
    "ە": 0,
    "ع": 0,
}
_WAW = ("", "f")  # between vowels: w, or the v of Kurdish and Persian
_FIRST: Mapping[str, str] = {"w": "w", "و": "w", "y": "y", "ي": "y"}
_AT_THE_END: Mapping[str, tuple[str, ...]] = {"نج": ("nj", "n"), "نك": ("nk", "n")}


@lru_cache(maxsize=400_000)  # follows from its arguments alone
def sounds_of(word: str, *, kurdish: bool = False) -> Sounds:
    """Returns the skeletons and vowels of one folded word (see `spelling.fold`).

    `kurdish` says that the name is in the Kurdish Latin alphabet, in which c is a j. A word in other scripts is its own
    skeleton. Empty for a word without letters.

    >>> sounds_of("محمد").keys, sounds_of("mehemed").keys, sounds_of("رمضان").keys, sounds_of("ramazan").keys
    (('mhmd',), ('mhmd',), ('rmdn', 'rmzn'), ('rmzn',))
    """
    units, vowels = _units(word, kurdish)
    if not units:
        return Sounds((word,) if word else (), 0)
    keys = dict.fromkeys(key for key in map(_reduce_doubles, _by_likelihood(units)) if key)
    return Sounds(tuple(keys)[:MOST_KEYS], vowels)


def _by_likelihood(units: Iterable[tuple[str, ...]]) -> list[str]:
    paths: list[tuple[int, str]] = [(0, "")]
    for choices in units:
        paths = sorted(
            ((cost + extra, path + heard) for cost, path in paths for extra, heard in enumerate(choices)),
            key=lambda each: each[0],
        )[:_MOST_PATHS]
    return [path for _, path in paths]


def _reduce_doubles(path: str) -> str:
    """Reduces doubled consonants to one, and drops a last h."""
    once = "".join(sign for place, sign in enumerate(path) if not place or sign != path[place - 1])
    return once[:-1] if len(once) > 1 and once.endswith("h") else once


def _units(word: str, kurdish: bool) -> tuple[list[tuple[str, ...]], int]:
    units: list[tuple[str, ...]] = []
    vowels = gap = place = 0
    last = ""
    while place < len(word):
        letter = word[place]
        heard, length = _hear_letter(word, place, kurdish)
        if heard is None and letter not in _VOWELS:
            return [], 0
        if heard is None:
            if not units:
                units.append((_FIRST[letter],) if letter in _FIRST and len(word) > 1 else ("a",))
                gap, last = 0, ""
            elif gap < _GAPS:
                bits = _VOWELS[letter]
                before = (vowels >> (4 * gap)) & 15
                # Two vowel letters together are a long one, but for the silent e of "Mohamed" nothing is added.
                long = _LONG if last == "vowel" and letter in "aeiouy" else 0
                vowels |= (bits | (long if before or bits else 0)) << (4 * gap)
            last = "vowel"
        else:
            heard = heard[:1] if not units and "" in heard else heard
            same = bool(units) and units[-1] == heard and last == "consonant"
            if units and not same:
                gap += 1
            if not same:
                units.append(heard)
            last = "consonant"
        place += length
    return units, vowels


def _hear_letter(word: str, place: int, kurdish: bool) -> tuple[tuple[str, ...] | None, int]:
    rest = len(word) - place
    if rest == 2 and (ending := _AT_THE_END.get(word[place:])):
        return ending, 2
    letter = word[place]
    if letter == "و" and place and word[place - 1] != "و" and word[place + 1 : place + 2] in tuple("ايە"):
        return _WAW, 1
    for table in (_LATIN, _ARABIC):
        for length in (3, 2):
            if length <= rest and (heard := table.get(word[place : place + length])):
                return heard, length
    soft = word[place + 1 : place + 2] in ("e", "i", "y")
    if letter == "c":
        return (_KURDISH_C if kurdish else _SOFT_C if soft else _HARD_C), 1
    if letter == "g" and soft:
        return _SOFT_G, 1
    return _LATIN.get(letter) or _ARABIC.get(letter), 1


def vowels_apart(x: int, y: int, *, x_is_bare: bool, y_is_bare: bool) -> bool:
    """Whether the vowels of two words with one skeleton contradict each other.

    In Arabic letters (`bare`) short vowels are not written: there, no vowel contradicts a long one only.

    >>> hasan, husayn = (sounds_of(word).vowels for word in ("حسن", "حسين"))
    >>> vowels_apart(hasan, husayn, x_is_bare=True, y_is_bare=True)
    True
    """
    for gap in range(_GAPS + 1):
        one, two = (x >> (4 * gap)) & 15, (y >> (4 * gap)) & 15
        if one & 7 and two & 7:
            if not one & two & 7:
                return True
        elif (one & _LONG and y_is_bare) or (two & _LONG and x_is_bare):
            return True
    return False
