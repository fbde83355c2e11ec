"""Sounds written down: in Arabic letters by ear, in Sorani, in Kurdish Latin and in many a romanisation."""

import random
from itertools import pairwise

from benchmarks.names.generator.sounds import VOWELS, Sounds

_ARABIC = {
    "b": "ب", "p": "ب", "t": "ت", "th": "ث", "j": "ج", "ch": "ج", "H": "ح", "kh": "خ", "d": "د", "dh": "ذ", "r": "ر", "R": "ر",
    "z": "ز", "zh": "ج", "s": "س", "sh": "ش", "S": "ص", "D": "ض", "T": "ط", "Z": "ظ", "E": "ع", "gh": "غ", "f": "ف", "q": "ق",
    "k": "ك", "g": "ك", "l": "ل", "L": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ي", "v": "ف", "'": "ئ",
}  # fmt: skip
_BY_EAR = {  # how often a clerk decides otherwise for a sound that Arabic has no letter for
    "p": (("ب", 0.85), ("پ", 0.15)),
    "ch": (("تش", 0.4), ("ج", 0.35), ("چ", 0.15), ("ش", 0.1)), "zh": (("ج", 0.45), ("ژ", 0.2), ("ز", 0.35)),
    "g": (("ك", 0.35), ("غ", 0.3), ("ج", 0.2), ("گ", 0.1), ("ق", 0.05)), "v": (("ف", 0.8), ("و", 0.1), ("ڤ", 0.1)),
    "t": (("ت", 0.95), ("ط", 0.05)), "s": (("س", 0.95), ("ص", 0.05)), "k": (("ك", 0.93), ("ق", 0.07)),
}  # fmt: skip
_SORANI = {
    "b": "ب", "p": "پ", "t": "ت", "th": "س", "j": "ج", "ch": "چ", "H": "ح", "kh": "خ", "d": "د", "dh": "ز", "r": "ر", "R": "ڕ",
    "z": "ز", "zh": "ژ", "s": "س", "sh": "ش", "S": "س", "D": "ز", "T": "ت", "Z": "ز", "E": "ع", "gh": "غ", "f": "ف", "q": "ق",
    "k": "ک", "g": "گ", "l": "ل", "L": "ڵ", "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ی", "v": "ڤ", "'": "ئ",
    "a": "ە", "i": "ی", "u": "و", "I": "", "aa": "ا", "ii": "ی", "uu": "وو", "e": "ێ", "o": "ۆ", "ah": "ە",
}  # fmt: skip
_HAWAR = {
    "b": "b", "p": "p", "t": "t", "th": "s", "j": "c", "ch": "ç", "H": "h", "kh": "x", "d": "d", "dh": "z", "r": "r", "R": "r",
    "z": "z", "zh": "j", "s": "s", "sh": "ş", "S": "s", "D": "z", "T": "t", "Z": "z", "E": "", "gh": "x", "f": "f", "q": "q",
    "k": "k", "g": "g", "l": "l", "L": "l", "m": "m", "n": "n", "h": "h", "w": "w", "y": "y", "v": "v", "'": "", "a": "e",
    "i": "i", "u": "u", "I": "i", "aa": "a", "ii": "î", "uu": "û", "e": "ê", "o": "o", "ah": "e",
}  # fmt: skip
_LATIN = {
    "b": (("b", 1),), "p": (("p", 0.95), ("b", 0.05)), "t": (("t", 1),), "th": (("th", 0.6), ("s", 0.2), ("t", 0.2)),
    "j": (("j", 0.85), ("g", 0.05), ("dj", 0.06), ("c", 0.04)), "ch": (("ch", 0.9), ("tch", 0.05), ("c", 0.05)),
    "H": (("h", 1),), "kh": (("kh", 0.84), ("x", 0.06), ("h", 0.05), ("k", 0.05)), "d": (("d", 1),),
    "dh": (("th", 0.25), ("dh", 0.3), ("d", 0.2), ("z", 0.25)), "r": (("r", 1),), "R": (("r", 0.9), ("rr", 0.1)), "z": (("z", 1),),
    "zh": (("zh", 0.4), ("j", 0.4), ("z", 0.2)), "s": (("s", 0.97), ("ss", 0.03)), "sh": (("sh", 0.9), ("ch", 0.07), ("s", 0.03)),
    "S": (("s", 1),), "D": (("d", 0.45), ("dh", 0.25), ("th", 0.08), ("z", 0.22)), "T": (("t", 1),),
    "Z": (("z", 0.6), ("dh", 0.25), ("th", 0.15)), "E": (("", 0.85), ("a", 0.1), ("'", 0.05)),
    "gh": (("gh", 0.82), ("g", 0.15), ("q", 0.03)), "f": (("f", 0.97), ("ph", 0.03)),
    "q": (("q", 0.58), ("k", 0.27), ("g", 0.1), ("c", 0.05)), "k": (("k", 0.97), ("c", 0.03)), "g": (("g", 0.93), ("k", 0.07)),
    "l": (("l", 1),), "L": (("l", 0.85), ("ll", 0.15)), "m": (("m", 1),), "n": (("n", 1),), "h": (("h", 1),),
    "w": (("w", 0.92), ("v", 0.08)), "y": (("y", 0.88), ("i", 0.12)), "v": (("v", 0.75), ("w", 0.25)), "'": (("", 0.8), ("'", 0.2)),
    "a": (("a", 0.78), ("e", 0.22)), "i": (("i", 0.7), ("e", 0.3)), "u": (("u", 0.6), ("o", 0.37), ("ou", 0.03)),
    "I": (("i", 0.65), ("e", 0.25), ("", 0.1)), "aa": (("a", 0.9), ("aa", 0.06), ("e", 0.04)),
    "ii": (("i", 0.65), ("ee", 0.22), ("e", 0.06), ("y", 0.07)), "uu": (("u", 0.45), ("ou", 0.27), ("oo", 0.2), ("o", 0.08)),
    "e": (("e", 0.7), ("i", 0.17), ("ei", 0.05), ("ee", 0.08)), "o": (("o", 0.75), ("u", 0.15), ("ou", 0.1)),
    "ah": (("a", 0.6), ("ah", 0.25), ("eh", 0.08), ("e", 0.07)),
}  # fmt: skip


def _drawn(options: tuple[tuple[str, float], ...], chance: random.Random) -> str:
    mark = chance.random()
    for text, share in options:
        mark -= share
        if mark < 0:
            return text
    return options[0][0]


def in_arabic(sounds: Sounds, chance: random.Random) -> str:
    """Written in Arabic letters by someone who hears it; foreign vowels mostly get a letter of their own."""
    out: list[str] = []
    last = len(sounds) - 1
    for at, sound in enumerate(sounds):
        if sound not in VOWELS:
            if at and sounds[at - 1] == sound and sound not in ("w", "y"):
                continue
            out.append(_drawn(_BY_EAR[sound], chance) if sound in _BY_EAR else _ARABIC[sound])
        elif at == 0:
            out.append(
                {
                    "a": "أ",
                    "aa": _drawn((("أ", 0.7), ("آ", 0.3)), chance),
                    "i": "إ",
                    "ii": "إي",
                    "e": "إي",
                    "I": "إ",
                    "u": "أ",
                    "uu": "أو",
                    "o": "أو",
                }.get(sound, "أ")
            )
        elif sound in ("a", "aa", "ah"):
            if at == last:
                out.append(_drawn((("ا", 0.6), ("ة", 0.2), ("ه", 0.2)) if sound != "ah" else (("ة", 1.0),), chance))
            elif sound == "aa":
                out.append(_drawn((("ا", 0.93), ("", 0.07)), chance))
            else:
                out.append(_drawn((("", 0.75), ("ا", 0.25)), chance))
        elif sound in ("ii", "e"):
            out.append(_drawn((("ي", 0.93), ("", 0.07)), chance) if at != last else "ي")
        elif sound in ("uu", "o"):
            out.append(_drawn((("و", 0.94), ("", 0.06)), chance) if at != last else "و")
        elif sound == "i":
            out.append(_drawn((("ي", 0.6), ("", 0.4)), chance) if at != last else "ي")
        elif sound == "u":
            out.append(_drawn((("و", 0.6), ("", 0.4)), chance) if at != last else "و")
    return "".join(out)


def letters(sounds: Sounds) -> str:
    """An Arabic name as Arabic writes it: long vowels and consonants, nothing else."""
    long = {"aa": "ا", "ii": "ي", "uu": "و", "ah": "ة", "e": "ي", "o": "و"}
    out = [
        ("أ" if s in ("a", "i", "u") else "") if s in VOWELS and s not in long else long.get(s) or _ARABIC[s]
        for s in sounds[:1]
    ]
    for before, sound in pairwise(sounds):
        if sound not in VOWELS and sound == before:
            continue
        out.append(long.get(sound, "") if sound in VOWELS else _ARABIC[sound])
    return "".join(out)


def in_sorani(sounds: Sounds, chance: random.Random) -> str:
    """Written in Sorani, where each vowel but the half-vowel has a letter and Arabic letters of one sound fall together."""
    out: list[str] = []
    last = len(sounds) - 1
    for at, sound in enumerate(sounds):
        if at and sounds[at - 1] == sound and sound not in ("w", "y"):
            continue
        letter = _SORANI[sound]
        if sound in VOWELS and at == 0:
            letter = "ئ" + (letter or "ی")
        elif sound == "i" and 0 < at < last:
            letter = _drawn((("ی", 0.62), ("", 0.38)), chance)
        elif sound == "uu":
            letter = _drawn((("وو", 0.75), ("و", 0.25)), chance)
        elif sound == "r" and at == 0:
            letter = _drawn((("ڕ", 0.35), ("ر", 0.65)), chance)
        elif sound == "v":
            letter = _drawn((("ڤ", 0.75), ("ف", 0.15), ("و", 0.1)), chance)
        elif sound == "l" and at:
            letter = _drawn((("ل", 0.92), ("ڵ", 0.08)), chance)
        elif sound == "E":
            letter = _drawn((("ع", 0.85), ("", 0.15)), chance)
        elif sound == "gh":
            letter = _drawn((("غ", 0.8), ("خ", 0.1), ("ق", 0.1)), chance)
        elif sound == "e":
            letter = _drawn((("ێ", 0.88), ("ی", 0.12)), chance)
        elif sound == "o":
            letter = _drawn((("ۆ", 0.9), ("و", 0.1)), chance)
        out.append(letter)
    return "".join(out)


def in_latin(sounds: Sounds, chance: random.Random) -> str:
    """One romanisation out of the many in use: English, French and Kurdish habits mixed, vowels as heard."""
    out: list[str] = []
    last = len(sounds) - 1
    for at, sound in enumerate(sounds):
        if sound not in VOWELS and at and sounds[at - 1] == sound:
            if chance.random() < 0.65 and len(out[-1]) == 1:
                out.append(out[-1])
            continue
        text = _drawn(_LATIN[sound], chance)
        if at == last and sound == "ii":
            text = _drawn((("i", 0.82), ("y", 0.15), ("ee", 0.03)), chance)
        elif at == last and sound in ("aa", "a"):
            text = _drawn((("a", 0.85), ("ah", 0.13), ("aa", 0.02)), chance)
        elif at == last and sound == "h":
            text = _drawn((("h", 0.6), ("", 0.4)), chance)
        if at == 0 and text == "" and sound in VOWELS:
            text = "i"
        out.append(text)
    return _titled("".join(out))


def in_kurdish_latin(sounds: Sounds, chance: random.Random) -> str:
    """Written in Kurdish Latin letters; now and then without their marks, as on a foreign keyboard."""
    out = [_HAWAR[s] for at, s in enumerate(sounds) if not (at and sounds[at - 1] == s)]
    text = "".join(out)
    if chance.random() < 0.4:
        text = text.translate(str.maketrans("çêîşû", "ceisu"))
    return _titled(text)


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


_RESPELLINGS: tuple[tuple[str, str], ...] = (
    ("ee", "i"), ("i", "ee"), ("i", "e"), ("e", "i"), ("i", "y"), ("y", "i"), ("oo", "u"), ("u", "oo"), ("u", "o"), ("o", "u"),
    ("a", "e"), ("e", "a"), ("aa", "a"), ("c", "k"), ("k", "c"), ("ph", "f"), ("f", "ph"), ("th", "t"), ("t", "th"), ("s", "z"),
    ("z", "s"), ("v", "b"), ("b", "v"), ("w", "v"), ("v", "w"), ("ch", "sh"), ("sh", "s"), ("j", "g"), ("g", "j"), ("ll", "l"),
    ("l", "ll"), ("nn", "n"), ("n", "nn"), ("ss", "s"), ("s", "ss"), ("m", "mm"), ("h", ""), ("ie", "y"), ("dh", "d"), ("q", "k"),
    ("ou", "u"), ("x", "ks"), ("ey", "i"), ("ai", "ay"), ("kh", "k"), ("r", "l"), ("p", "f"),
)  # fmt: skip


def respelt(latin: str, chance: random.Random) -> str:
    """The same name as another desk writes it who was told it and not shown it: one or two places differ."""
    text = latin.lower()
    for _ in range(1 if chance.random() < 0.7 else 2):
        places = [(old, new, at) for old, new in _RESPELLINGS if (at := text.find(old)) >= 0]
        if not places:
            break
        old, new, at = chance.choice(places)
        if at == 0 and (new == "" or (new[:1] != old[:1] and chance.random() < 0.7)):
            continue
        text = text[:at] + new + text[at + len(old) :]
    return "".join(_titled(part) if part[:1].isalpha() else part for part in _kept(text))


def _kept(text: str) -> list[str]:
    """The words of a name with the blanks and hyphens between them."""
    parts, word = [], ""
    for letter in text:
        if letter in " -'":
            parts += [word, letter]
            word = ""
        else:
            word += letter
    return [*parts, word]
