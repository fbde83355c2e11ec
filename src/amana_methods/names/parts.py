# SPDX-License-Identifier: Apache-2.0
"""A name as its parts: joins what belongs together, leaves out what carries no information, each part with its keys."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from amana_methods.names.aliases import alias_of
from amana_methods.names.sounds import MOST_KEYS, sounds_of
from amana_methods.names.spelling import fold

__all__ = ["MOST_PARTS", "Part", "parts_of"]

MOST_PARTS = 6  # of a name; further ones are left out


class Part(NamedTuple):
    """One part of a name. `text` is its folded spelling, `keys` its skeletons (likeliest first), `vowels` as in `Sounds`.

    `alias` names the group of spellings or traditions it belongs to; a part in none is its own first key.
    """

    text: str
    keys: tuple[str, ...]
    vowels: int
    alias: str

    @property
    def is_arabic(self) -> bool:
        """Whether it is written in Arabic letters; Sorani and Persian count."""
        return any("\u0600" <= letter <= "\u06ff" for letter in self.text)


def _fold_words(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


# Words of kinship, titles and articles that are words of their own and do not identify anybody.
_LEFT_OUT = _fold_words(
    """
    al el ul ud ed ur id ad ar as ash at az an il de del dela delos delas los las la da dos di du der van von y e the
    bin ibn ben bint bnt bt bte binti binte binta wld ould weld son daughter of kuri kure kurri kchi kici so wo
    mr mrs ms miss dr eng haji hajji hajj haj hadji hajja hajah alhaj alhaji elhaj jr sr ii iii iv sis
    mst mosammat musammat mosammot most msammat mosa mosamat mussammat mosamad mosmt smt shri sri shrimati
    ato woizero weizero woyzero
    ال بن ابن بنت ولد كوري كچي كوڕي السيدة السيد الانسة حاج حاجي الحاج الحاجة حاجيە د م دي دا ديلا ديل ديلوس لوس لا فان مسز مستر
    """
)
_SERVANT = _fold_words(
    "عبد عهبد عەبد عەبدول ابدول ابدل ابد abd abdul abdel abdu abdol abdoul ebd ebdul evd evdil ebdil abdur abdus"
)
_ARTICLE_AFTER_SERVANT = _fold_words("al el ul ur ar us as un an ال ir il is ush ash uz az or ol")
_FATHER = _fold_words("ابو أبو ئەبو ابي ابا abu abo abou aboo ebu ام أم ئوم um umm om oum باوكي داكي")
_SAINT = _fold_words("san santa sta sto santo saint st سان سانتا سانتو سانت")
_RELIGION = _fold_words(
    "دين الدين ديان din deen dine eddin eddine uddin udin aldin aldeen addin aldine eldin eldeen eldine uddeen"
)
_GOD = _fold_words("الله اللە اله ەڵلا الا allah ullah alla ulla eallah elah ilah")
_ABD_LATIN = re.compile(r"^(?:[ae](?:b|v|w)(?:d|th))(?:[aeiou]{0,2})(?=[^aeiou])(?P<rest>.{3,})$")
_ABD_ARABIC = re.compile(r"^(?:عبد|عەبد|عهبد|اەبد|اهبد|ابد|اەڤد|اڤد|افد|اەفد)(?P<rest>.{2,})$")
_DIN_LATIN = re.compile(r"^(?P<front>.{3,}?)(?:[aeiou]{1,2}(?:l|d|ld)?|d)?d(?:i|ee|e|y)ne?$")
_DIN_ARABIC = re.compile(r"^(?P<front>.{2,})(?:الدين|ەدين|ودين|ەددين|وددين|الدين)$")
_NO_ARTICLE_ARABIC = _fold_words(
    "الهام الاء الا الياس الين الينا اليسا الماس الند الفت البا الما الزا الدا المازا الينور اليزابيث"
)
_KURDISH_SIGNS = re.compile(r"[êîûşçÊÎÛŞÇ]")
_CONSONANT = re.compile(r"[^aeiou]")


def parts_of(name: str) -> tuple[Part, ...]:
    """Returns the parts of a name in their order, at most six; none for a name without letters.

    Articles, "son of" and titles are left out; "servant of", "father of", a saint and "of the religion" are one part
    with what they belong to. Names after a semicolon are other names: see `linkage.Registration`.

    >>> [part.keys[0] for part in parts_of("عبد الرحمن بن علي")], [part.keys[0] for part in parts_of("Ali, Abdurrahman")]
    (['abdrhmn', 'al'], ['al', 'abdrhmn'])
    """
    kurdish = bool(_KURDISH_SIGNS.search(unicodedata.normalize("NFC", name)))
    spoken = re.sub(r"['’‘ʼʻ`´]", "", fold(name))
    parts = (_part(word, kurdish) for word in _join_words(re.findall(r"[^\W\d_]+", spoken)))
    return tuple(part for part in parts if part.keys)[:MOST_PARTS]


def _join_words(words: list[str]) -> Iterator[str]:
    """Joins words with a space inside: "abd rahman", "nur din"."""
    held = ""
    ready: list[str] = []
    for place, word in enumerate(words):
        last = place == len(words) - 1
        if held == "abd" and word in _ARTICLE_AFTER_SERVANT:
            continue
        if held:
            ready.append(f"{held} {_without_article(word)}")
            held = ""
        elif word in _SERVANT and not last:
            held = "abd"
        elif word in _FATHER and not last:
            held = "abu" if word[0] in "اأئaeب" and not word.startswith(("ام", "أم")) else "um"
        elif word in _SAINT and not last:
            held = "san"
        elif word in _RELIGION and ready and " " not in ready[-1]:
            ready[-1] = f"{ready[-1]} din"
        elif word in _GOD and ready and " " not in ready[-1]:
            ready[-1] = f"{ready[-1]} lh"
        elif word == "md" or (word not in _LEFT_OUT and len(word) > 1):
            ready.append(word)
    yield from ready


@lru_cache(maxsize=400_000)  # follows from its arguments alone
def _part(word: str, kurdish: bool) -> Part:
    if word in ("md", "mohd", "muhd", "mhd"):
        return Part(word, ("mhmd",), 0, alias_of(word, "mhmd"))
    prefix, stem, suffix = _split_affixes(word)
    text = word.replace(" ", "")
    vowels = 0
    keys: dict[str, None] = {}
    for rank, each in enumerate(_stems(stem)):
        sounds = sounds_of(each, kurdish=kurdish)
        vowels = vowels if rank else sounds.vowels
        keys |= dict.fromkeys(f"{prefix}{key}{suffix}" for key in sounds.keys)
    kept = tuple(keys)[:MOST_KEYS]
    group = alias_of(text, kept[0]) if kept else ""
    return Part(text, kept, vowels, group or (kept[0] if kept else ""))


def _split_affixes(word: str) -> tuple[str, str, str]:
    """Splits a word in before, stem and after: "abd" before what is served, "dn" after what is "of the religion"."""
    if " " in word:
        first, _, second = word.partition(" ")
        if second == "din":
            return "", first, "dn"
        if second == "lh":
            return "", first, "l"
        if first == "abd":
            return "abd", _after_servant(second), ""
        return {"abu": "ab-", "um": "m-", "san": "sn"}[first], second, ""
    if found := _ABD_ARABIC.match(word) or _ABD_LATIN.match(word):
        return "abd", _after_servant(found["rest"]), ""
    if (found := _DIN_ARABIC.match(word)) or ("d" in word[2:] and (found := _DIN_LATIN.match(word))):
        return "", found["front"], "dn"
    return "", word, ""


def _after_servant(rest: str) -> str:
    """Returns what is served, without the article that grew into it: karim of "ulkarim", rahman of "urrahman"."""
    if rest.startswith(("ال", "ول")) and len(rest) > 3:
        return rest[2:]
    plain = re.sub(r"^[aeiou]+", "", rest) if re.match(r"^[aeiou]+(?:l[^aeiou]|(.)\1)", rest) else rest
    doubled = re.match(r"^([rsntdz]|sh)\1", plain)
    if doubled:
        return plain[len(doubled[1]) :]
    return plain[1:] if re.match(r"^l[^aeiou]", plain) else plain


def _without_article(word: str) -> str:
    if word.startswith("ال") and len(word) > 4 and word not in _NO_ARTICLE_ARABIC:
        return word[2:]
    return word


def _stems(word: str) -> tuple[str, ...]:
    """Returns the word, and without what may be an article or a particle grown into it, the likelier first."""
    if word.startswith("ال") and len(word) > 4 and word not in _NO_ARTICLE_ARABIC:
        return (word, word[2:]) if word[2] in "يوا" and len(word) < 7 else (word[2:], word)
    for article in ("ئەل", "ەل", "ئال", "اەل"):
        if word.startswith(article) and len(word) > len(article) + 2:
            return (word[len(article) :], word)
    if len(word) > 5 and word[:2] in ("al", "el") and _CONSONANT.match(word[2]):
        return (word[2:], word) if word[:2] == "al" else (word, word[2:])
    for particle in ("dela", "delos", "ديلا", "ديلوس"):
        if word.startswith(particle) and len(word) > len(particle) + 3:
            return (word[len(particle) :], word)
    return (word,)
