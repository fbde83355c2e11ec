"""Names as sounds: read out of Kurdish letters, out of an Arabic and a Latin spelling together, or heard by ear.

A name is a tuple of sounds. Consonants are written like common romanisations (`th` ث, `dh` ذ, `kh`, `gh`, `sh`, `ch`,
`zh`), the emphatic ones and the throat with a capital (`S` ص, `D` ض, `T` ط, `Z` ظ, `H` ح, `E` ع, `L` ڵ, `R` ڕ) and a stop
with `'`. Vowels: short `a i u`, the Kurdish half-vowel `I` that Sorani leaves out, long `aa ii uu`, `e o`; `ah` is a
final ta marbuta.
"""

import random
from functools import cache

Sounds = tuple[str, ...]

VOWELS = frozenset(("a", "i", "u", "I", "aa", "ii", "uu", "e", "o", "ah"))
_HAWAR = {
    "a": "aa", "b": "b", "c": "j", "ç": "ch", "d": "d", "e": "a", "ê": "e", "f": "f", "g": "g", "h": "h", "i": "I",
    "î": "ii", "j": "zh", "k": "k", "l": "l", "m": "m", "n": "n", "o": "o", "p": "p", "q": "q", "r": "r", "s": "s",
    "ş": "sh", "t": "t", "u": "u", "û": "uu", "v": "v", "w": "w", "x": "kh", "y": "y", "z": "z", "'": "E",
}  # fmt: skip


def from_kurdish(name: str) -> Sounds:
    """The sounds of a name in Kurdish Latin letters, which are nearly a notation of sounds already."""
    return tuple(_HAWAR[letter] for letter in name.lower())


_LETTERS = {
    "ب": "b", "پ": "p", "ت": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "H", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
    "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "ع": "E", "غ": "gh", "ف": "f",
    "ق": "q", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ء": "'", "ئ": "'",
    "ؤ": "'", "ا": "aa", "ھ": "h", "ں": "n", "ے": "e",
}  # fmt: skip
_SPELT = {
    "b": "b p", "p": "p b", "t": "t th d", "th": "th t s", "j": "j g dj c zh", "ch": "ch tch c j", "H": "h", "kh": "kh x h k",
    "d": "d", "dh": "dh d z th", "r": "r", "z": "z", "zh": "zh j z", "s": "s c", "sh": "sh ch s", "S": "s c", "D": "d dh z th",
    "T": "t", "Z": "z dh th d", "E": "a aa ' e i o u", "gh": "gh g q", "f": "f ph", "q": "q k g c gh", "k": "k c q ck",
    "g": "g gh", "l": "l", "m": "m", "n": "n", "h": "h", "w": "w v ou oo u o ow", "y": "y i ee ei e ie", "'": "' e i",
    "aa": "a aa e i o u", "e": "e ay",
}  # fmt: skip
_SILENT = {"E": 0.3, "'": 0.2, "h": 0.5, "aa": 0.7, "w": 1.2, "y": 1.2}
_SHORT = {"a": "a", "e": "i", "i": "i", "y": "i", "o": "u", "u": "u"}


@cache
def together(letters: str, latin: str) -> Sounds:
    """The sounds of one word whose Arabic letters give the consonants and whose Latin spelling gives the vowels."""
    word = [_LETTERS[x] for x in letters if x in _LETTERS]
    text = "".join(x for x in latin.lower() if x.isascii() and x.isalpha())
    best: dict[tuple[int, int], tuple[float, Sounds]] = {(0, 0): (0.0, ())}
    for i in range(len(word) + 1):
        for j in range(len(text) + 1):
            if (i, j) not in best:
                continue
            cost, sounds = best[i, j]
            for ni, nj, extra, heard in _moves(word, text, i, j):
                found = (cost + extra, sounds + heard)
                if (ni, nj) not in best or found[0] < best[ni, nj][0]:
                    best[ni, nj] = found
    return _tidied(best[len(word), len(text)][1])


def _moves(word: list[str], text: str, i: int, j: int) -> list[tuple[int, int, float, Sounds]]:
    moves: list[tuple[int, int, float, Sounds]] = []
    if i < len(word):
        sound = word[i]
        for size in (2, 1):
            part = text[j : j + size]
            if len(part) == size and part in _SPELT[sound].split():
                moves.append((i + 1, j + size, 0.0 if sound != "E" else 0.1, _read(sound, part, i)))
        moves.append((i + 1, j, _SILENT.get(sound, 2.0), () if sound in ("h", "aa", "'") else (sound,)))
    if j < len(text):
        letter = text[j]
        if letter in _SHORT:
            moves.append((i, j + 1, 0.15, (_SHORT[letter],)))
        else:
            doubled = j > 0 and text[j - 1] == letter
            moves.append((i, j + 1, 0.3 if doubled else 2.0, ("=",) if doubled else ()))
    return moves


def _read(sound: str, part: str, at: int) -> Sounds:
    if sound == "w":
        return ("w",) if part in ("w", "v") else ("a", "w") if part == "ow" else ("uu",)
    if sound == "y":
        return ("y",) if part == "y" else ("a", "y") if part == "ei" else ("ii",)
    if sound == "aa" and at == 0:
        return (_SHORT[part[0]],)
    if sound == "E":
        return ("E", _SHORT.get(part[0], "a")) if part != "'" else ("E",)
    return (sound,)


def _tidied(sounds: Sounds) -> Sounds:
    """Doubling after its consonant, and no two vowels in a row that are one."""
    out: list[str] = []
    for sound in sounds:
        if sound == "=":
            if out and out[-1] not in VOWELS:
                out.append(out[-1])
        elif out and sound in VOWELS and out[-1] in VOWELS:
            out[-1] = max(out[-1], sound, key=len)
        else:
            out.append(sound)
    return tuple(out)


_EAR = {
    "tch": ("ch",), "sch": ("sh",), "ngh": ("n", "gh"), "sh": ("sh",), "ch": ("ch",), "kh": ("kh",), "ph": ("f",),
    "gh": ("gh",), "zh": ("zh",), "th": ("t",), "dh": ("d",), "bh": ("b",), "jh": ("j",), "ck": ("k",), "qu": ("k", "w"),
    "gy": ("j",), "ky": ("ch",), "hy": ("sh",), "ny": ("n", "y"), "ts": ("t", "s"), "aa": ("aa",), "ee": ("ii",),
    "oo": ("uu",), "ou": ("uu",), "ai": ("a", "y"), "ay": ("a", "y"), "ei": ("a", "y"), "ey": ("a", "y"), "au": ("a", "w"),
    "aw": ("a", "w"), "a": ("aa",), "b": ("b",), "c": ("k",), "d": ("d",), "e": ("e",), "f": ("f",), "g": ("g",),
    "h": ("h",), "i": ("i",), "j": ("j",), "k": ("k",), "l": ("l",), "m": ("m",), "n": ("n",), "o": ("o",), "p": ("p",),
    "q": ("q",), "r": ("r",), "s": ("s",), "t": ("t",), "u": ("u",), "v": ("v",), "w": ("w",), "x": ("k", "s"),
    "y": ("y",), "z": ("z",),
}  # fmt: skip


@cache
def heard(latin: str) -> Sounds:
    """What a clerk hears when a name is said that he has only seen in Latin letters, if at all."""
    text = "".join(x for x in latin.lower() if x.isascii() and x.isalpha())
    out: list[str] = []
    at = 0
    while at < len(text):
        size = next(n for n in (3, 2, 1) if text[at : at + n] in _EAR)
        part = text[at : at + size]
        following = text[at + size : at + size + 1]
        sounds = _EAR[part]
        if part == "c" and following and following in "eiy":
            sounds = ("s",)
        elif part == "j" and following == "h":
            sounds = ("j",)
        elif part == "y" and (not following or following not in "aeiou") and out:
            sounds = ("ii",)
        elif part == "h" and not following:
            sounds = ()
        if not (size == 1 and at and text[at - 1] == part and part not in "aeiou"):
            out.extend(sounds)
        at += size
    joined: list[str] = []
    for sound in out:  # two vowels in a row get the glide one hears between them
        if joined and sound in VOWELS and joined[-1] in VOWELS:
            joined.append("w" if joined[-1] in ("u", "uu", "o") or sound in ("u", "o") else "y")
        joined.append(sound)
    return tuple(joined)


_ONSETS = {
    "arabic": "b t j H kh d r z s sh S D T E gh f q k l m n h w y".split(),
    "kurdish": "b p t j ch kh d r z zh s sh f q k g l m n h w y v".split(),
    "persian": "b p t j ch kh d r z s sh f gh k g l m n h v y".split(),
}


def invented(style: str, chance: random.Random) -> Sounds:
    """A family name that no list holds, in the shape of its language (`arabic`, `kurdish` or `persian`)."""
    onset = _ONSETS[style]
    shapes = {
        "arabic": ("CaCCaa", "CuCaayC", "CaCiiC", "CaaCiC", "CaCaaC", "CuCuuC", "CaCCuuC", "CiCaaC"),
        "kurdish": ("CaCaa", "CeCaaC", "CICCaaC", "CaaCoC", "CoCaaC", "CiiCaC", "CaCwaaC", "CuuCaa"),
        "persian": ("CaCaaC", "CuCaaC", "CaaCaC", "CiCaaC", "CaCCaaC", "CuCC", "CaaCiiC"),
    }
    out: list[str] = []
    shape = chance.choice(shapes[style])
    at = 0
    while at < len(shape):
        size = 2 if shape[at : at + 2] in VOWELS else 1
        part = shape[at : at + size]
        out.append(chance.choice(onset) if part == "C" else part)
        at += size
    return (
        *out,
        *chance.choice((("ii",), ("ii",), ("aa", "w", "ii"), ()) if style != "persian" else (("ii",), ("uu", "r"), ())),
    )
