# SPDX-License-Identifier: Apache-2.0
"""Spellings of one name, phone or document number normalised, so that equality can be asked of a keyed hash.

A name is written in Arabic, Sorani and Latin letters, with or without marks, joined or apart. `tokens` unifies what
is the same in writing, `sound_key` what is the same to the ear in most cases. Neither decides that two people are one.
"""

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["fold", "fold_document", "fold_phone", "sound_key", "tokens"]

_ZERO_WIDTH_NON_JOINER = "\u200c"
_TATWEEL = "\u0640"

# Letters that are one letter in different keyboards and habits. Hamza and madda fall away as marks before this.
_SAME_LETTER = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ێ": "ي",
        "ۆ": "و",
        "ۇ": "و",
        "ۊ": "و",
        "ک": "ك",
        "ڪ": "ك",
        "ھ": "ه",
        "ہ": "ه",
        "ة": "ه",
        "ڕ": "ر",
        "ڵ": "ل",
        "ء": "",
        "ş": "sh",
        "ç": "ch",
        "ğ": "gh",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ł": "l",
    }
)
_PARTICLES = frozenset({"al", "el", "ul", "ال", "bin", "ibn", "bint", "بن", "ابن", "بنت", "كوري", "كچي"})
_SERVANT = frozenset({"عبد", "عهبد", "عەبد", "abd", "abdul", "abdel", "abdal", "abdu"})
# Names that begin with the letters of the article and have none.
_NO_ARTICLE = frozenset({"الهام", "الا", "الاء", "الياس", "الين", "الينا", "اليسا", "الماس", "الند", "الله", "الفت"})

# What a letter sounds like, in classes wide enough for the three ways of writing; "" is a vowel or not heard.
_LATIN_PAIRS: Mapping[str, str] = {
    "sh": "c",
    "ch": "j",
    "zh": "j",
    "kh": "x",
    "gh": "k",
    "th": "s",
    "dh": "d",
    "ph": "f",
}
_LATIN = {
    **dict.fromkeys("aeiouwy", ""),
    **{letter: letter for letter in "bdfhjklmnrstx"},
    "c": "j",
    "g": "k",
    "p": "b",
    "q": "k",
    "v": "f",
    "z": "d",
}
_ARABIC = {
    **dict.fromkeys("اوعيە", ""),
    **dict.fromkeys("بپ", "b"),
    **dict.fromkeys("تط", "t"),
    **dict.fromkeys("ثسص", "s"),
    **dict.fromkeys("جچژ", "j"),
    **dict.fromkeys("دذزضظ", "d"),
    **dict.fromkeys("حه", "h"),
    **dict.fromkeys("قكگغ", "k"),
    **dict.fromkeys("فڤ", "f"),
    "خ": "x",
    "ر": "r",
    "ش": "c",
    "ل": "l",
    "م": "m",
    "ن": "n",
}
_SOUNDS = {**_LATIN, **_ARABIC}
_FIRST_CONSONANTS = {"w": "w", "و": "w", "y": "y", "ي": "y"}
_PAIR = re.compile("|".join(_LATIN_PAIRS))
_REPEATED = re.compile(r"(.)\1+")


def fold(text: str) -> str:
    """Returns the text in lower case without marks, stretching and invisible signs, with one form for each letter and digit.

    Arabic and Extended digits become 0 to 9. Sorani's vowel ە stays apart from ه; typed as ه with a zero-width
    non-joiner, it becomes ە.

    >>> fold("مُحَمَّـد"), fold("محمّد"), fold("Ş\u00eclan")
    ('محمد', 'محمد', 'shilan')
    """
    joined = unicodedata.normalize("NFKC", text).casefold().replace("ه" + _ZERO_WIDTH_NON_JOINER, "ە")
    carried = re.sub(r"\bئ", "ا", joined).translate(_SAME_LETTER)
    plain = "".join(
        _plain_digit(letter)
        for letter in unicodedata.normalize("NFKD", carried)
        if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc") and letter != _TATWEEL
    )
    return re.sub("اا+", "ا", plain.translate(_SAME_LETTER))


def tokens(name: str) -> tuple[str, ...]:
    """Returns the words of a name in the order given, folded, without article, "son of" and single letters.

    "Servant of" is one word with the name that follows.

    >>> tokens("عبد الرحمن بن علي"), tokens("Abd al-Rahman Ali")
    (('عبدرحمن', 'علي'), ('abdrahman', 'ali'))
    """
    spoken = re.sub(r"['’‘ʼʻ`´]", "", fold(name))
    words: list[str] = []
    servant = False
    for word in re.findall(r"[^\W_]+", spoken):
        if word in _PARTICLES or (servant and word in ("ur", "ar", "us", "as", "un", "an")):
            continue
        if word in _SERVANT:
            servant = True
            continue
        plain = _without_article(word)
        if servant:
            plain, servant = ("عبد" if "\u0600" <= plain[0] <= "\u06ff" else "abd") + plain, False
        if len(plain) > 1:
            words.append(plain)
    return (*words, "abd") if servant else tuple(words)


def sound_key(word: str) -> str:
    """Returns the consonants of one word in wide classes, the same for most spellings in Arabic, Sorani and Latin letters.

    A first vowel is written `a`; other vowels, and `w`, `y` and `h` where writing leaves them out, are not heard. Words
    in other scripts are their own key. Many different names share a key: use it to look for candidates, never alone.

    >>> sound_key("Şîrîn"), sound_key("شيرين"), sound_key("Shereen")
    ('crn', 'crn', 'crn')
    """
    folded = re.sub(r"[^\w]|_", "", fold(word))
    if not folded:
        return ""
    folded = _without_article(folded)
    paired = _PAIR.sub(lambda pair: _LATIN_PAIRS[pair[0]].upper(), folded)
    first = paired[0]
    if first not in _SOUNDS and not first.isupper():
        return folded
    key = _FIRST_CONSONANTS.get(first) or _sound(first) or "a"
    heard = _REPEATED.sub(r"\1", key + "".join(_sound(letter) for letter in paired[1:]))
    heard = heard[:-1] if len(heard) > 1 and heard.endswith("h") else heard
    return "abd" + heard[4:] if heard.startswith("abdl") and len(heard) > 4 else heard


def fold_phone(text: str, country_code: str = "") -> str:
    """Returns a phone number in its international form, such as +9647701234567; "" when it is none.

    `country_code` (digits, without +) completes a number written as at home, with or without the leading 0. Without a
    country code the last nine digits stand for the number, since all ways of writing it end in them.

    >>> fold_phone("٠٧٧٠ ١٢٣ ٤٥٦٧", "964"), fold_phone("00964 (0)770 1234567", "964"), fold_phone("0770-123-4567")
    ('+9647701234567', '+9647701234567', '701234567')
    """
    written = fold(text)
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", written))
    if not 6 <= len(digits) <= 17 or re.search(r"[^\W\d_]", written):
        return ""
    if not country_code:
        return digits[-9:]
    if written.lstrip(" (").startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif digits.startswith("0"):
        number = country_code + digits[1:]
    elif digits.startswith(country_code) and len(digits) > 10:
        number = digits
    else:
        number = country_code + digits
    number = re.sub(f"^{country_code}0+", country_code, number)
    return f"+{number}" if 7 <= len(number) <= 15 else ""


def fold_document(text: str) -> str:
    """Returns a document number as its letters and digits in capitals, without spaces and signs.

    >>> fold_document("a ١٢٣-456/7")
    'A1234567'
    """
    return re.sub(r"[\W_]", "", fold(text)).upper()


def _plain_digit(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 and word not in _NO_ARTICLE else word


def _sound(letter: str) -> str:
    return letter.lower() if letter.isupper() else _SOUNDS.get(letter, "")
