"""What happens to letters at a desk: habits of the keyboard, stray marks, and slips of the finger."""

import random

_KEYS = {
    "la": "qwertyuiop asdfghjkl zxcvbnm",
    "ar": "ضصثقفغعهخحجد شسيبلاتنمكط ئءؤرلاىةوزظ",
    "ckb": "قوەرتیئحۆپ اسدفگهژکل زخجچڤبنم",
}
_SHORT_VOWELS = "\u064e\u064f\u0650\u0652\u0651"


def slip(word: str, script: str, chance: random.Random) -> str:
    """`word` with one slip: a letter missing, doubled, swapped with its neighbour, or a neighbouring key."""
    if len(word) < 3:
        return word
    at = chance.randrange(1, len(word))
    mark = chance.random()
    if mark < 0.3:
        return word[:at] + word[at + 1 :]
    if mark < 0.5:
        return word[:at] + word[at] + word[at:]
    if mark < 0.75 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    row = next((r for r in _KEYS[script].split() if word[at].lower() in r), "")
    if not row:
        return word[:at] + word[at + 1 :]
    place = row.index(word[at].lower())
    return word[:at] + row[max(0, min(len(row) - 1, place + chance.choice((-1, 1))))] + word[at + 1 :]


class Keyboard:
    """The habits of one clerk in Arabic letters, drawn once for a registration."""

    __slots__ = ("hamza", "heh", "joined", "kurdish", "maqsura", "marks", "persian", "yeh")

    def __init__(self, script: str, chance: random.Random) -> None:
        self.hamza = chance.random() < 0.45  # leaves hamza seats out
        self.heh = chance.random() < 0.3  # writes ta marbuta as heh
        self.maqsura = chance.random() < 0.25  # writes alif maqsura as yeh
        self.yeh = chance.random() < 0.1  # writes final yeh as alif maqsura
        self.persian = chance.random() < (0.08 if script == "ar" else 0.0)  # a Persian keyboard
        self.kurdish = chance.random() < 0.07  # an Arabic keyboard at a Kurdish desk
        self.joined = chance.random() < 0.5  # عبدالله in one word
        self.marks = chance.random() < 0.03  # stray vowel marks

    def typed(self, text: str, script: str, chance: random.Random) -> str:
        """`text` as this clerk types it."""
        if script == "ar":
            text = text.translate(_PERSIAN if self.persian else _ARABIC)
            if self.hamza:
                text = text.translate(_NO_HAMZA)
            if self.heh:
                text = text.replace("ة", "ه")
            if self.maqsura:
                text = text.replace("ى", "ي")
            elif self.yeh and text.endswith("ي"):
                text = text[:-1] + "ى"
            if self.joined:
                text = text.replace("عبد ", "عبد")
        elif self.kurdish:
            text = text.translate(_PLAIN_KEYS)
        if self.marks and len(text) > 2:
            at = chance.randrange(1, len(text))
            text = text[:at] + chance.choice(_SHORT_VOWELS) + text[at:]
        return text


_PERSIAN = str.maketrans("يكى", "یکی")
_ARABIC = str.maketrans("یک", "يك")
_NO_HAMZA = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي"})
_PLAIN_KEYS = str.maketrans({"ێ": "ي", "ۆ": "و", "ڵ": "ل", "ڕ": "ر", "ی": "ي", "ک": "ك", "ە": "ه", "ڤ": "ف"})
