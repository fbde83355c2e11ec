# SPDX-License-Identifier: Apache-2.0
"""Why two names are or are not alike, part by part, in a sentence."""

from collections.abc import Mapping
from typing import NamedTuple

from amana_methods.names.parts import Part, parts_of
from amana_methods.names.sounds import vowels_apart

__all__ = ["LANGUAGES", "NameComparison", "Pair", "compare_names"]

LANGUAGES = ("en", "ar", "ckb")

SAME, HEARD, ALIAS, MAY_BE_HEARD, VOWELS, NEAR = "same", "heard", "alias", "may_be_heard", "vowels", "near"
_ORDER = (SAME, HEARD, ALIAS, MAY_BE_HEARD, VOWELS, NEAR)

_PAIRS: Mapping[str, Mapping[str, str]] = {
    SAME: {
        "en": "“{a}” is written alike in both.",
        "ar": "«{a}» مكتوب بالشكل نفسه في الاسمين.",
        "ckb": "«{a}» لە هەردووکیاندا وەک یەک نووسراوە.",
    },
    HEARD: {
        "en": "“{a}” and “{b}” have the same consonants ({key}).",
        "ar": "«{a}» و«{b}» لهما الحروف الصامتة نفسها ({key}).",
        "ckb": "«{a}» و «{b}» هەمان پیتی بێدەنگیان هەیە ({key}).",
    },
    ALIAS: {
        "en": "“{a}” and “{b}” are one name in two traditions.",
        "ar": "«{a}» و«{b}» اسم واحد في تقليدين.",
        "ckb": "«{a}» و «{b}» یەک ناون لە دوو نەریتدا.",
    },
    MAY_BE_HEARD: {
        "en": "“{a}” and “{b}” can be heard as the same ({key}).",
        "ar": "«{a}» و«{b}» قد يُسمعان على نحو واحد ({key}).",
        "ckb": "«{a}» و «{b}» لەوانەیە وەک یەک ببیسترێن ({key}).",
    },
    VOWELS: {
        "en": "“{a}” and “{b}” have the same consonants ({key}) and other vowels.",
        "ar": "«{a}» و«{b}» لهما الحروف الصامتة نفسها ({key}) وحركات مختلفة.",
        "ckb": "«{a}» و «{b}» هەمان پیتی بێدەنگیان هەیە ({key}) بەڵام بزوێنەکانیان جیاوازن.",
    },
    NEAR: {
        "en": "“{a}” and “{b}” differ in one consonant.",
        "ar": "«{a}» و«{b}» يختلفان في حرف صامت واحد.",
        "ckb": "«{a}» و «{b}» لە یەک پیتی بێدەنگدا جیاوازن.",
    },
}
_ALONE = {
    "en": "Nothing in the other name answers to “{words}”.",
    "ar": "لا شيء في الاسم الآخر يقابل «{words}».",
    "ckb": "هیچ شتێک لە ناوەکەی تردا بەرامبەری «{words}» نییە.",
}
_NOTHING = {
    "en": "The two names have no part in common.",
    "ar": "ليس بين الاسمين جزء مشترك.",
    "ckb": "دوو ناوەکە هیچ بەشێکی هاوبەشیان نییە.",
}
_MOVED = {
    "en": "The parts stand in another order.",
    "ar": "ترتيب الأجزاء مختلف.",
    "ckb": "ڕیزبەندیی بەشەکان جیاوازە.",
}
_ALIKE = {
    True: {
        "en": "The names are alike; that alone does not make them one person.",
        "ar": "الاسمان متشابهان، وهذا وحده لا يعني أنهما لشخص واحد.",
        "ckb": "دوو ناوەکە لە یەک دەچن؛ ئەمە بە تەنیا واتای ئەوە نییە کە هی یەک کەسن.",
    },
    False: {
        "en": "The names are not alike.",
        "ar": "الاسمان غير متشابهين.",
        "ckb": "دوو ناوەکە لە یەک ناچن.",
    },
}


class Pair(NamedTuple):
    """Two corresponding parts: how they match, and by which key (empty where no key is shared)."""

    first: str
    second: str
    how: str
    key: str


class NameComparison(NamedTuple):
    """What of one name is found in another. `alike`: every part of the shorter one, all but one with certainty."""

    pairs: tuple[Pair, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    in_order: bool
    alike: bool

    def sentences(self, language: str) -> list[str]:
        """Returns the explanation in English (en), Arabic (ar) or Sorani (ckb). KeyError for another language."""
        said = [_PAIRS[pair.how][language].format(a=pair.first, b=pair.second, key=pair.key) for pair in self.pairs]
        if not said:
            return [_NOTHING[language]]
        said += [
            _ALONE[language].format(words=" ".join(words)) for words in (self.only_first, self.only_second) if words
        ]
        if not self.in_order:
            said.append(_MOVED[language])
        return [*said, _ALIKE[self.alike][language]]


def compare_names(first: str, second: str) -> NameComparison:
    """Returns the parts of two names in pairs, the most alike first.

    >>> compare_names("محمد علي", "Aly Mohamed").sentences("en")[0]
    '“محمد” and “mohamed” have the same consonants (mhmd).'
    """
    ours, theirs = parts_of(first), parts_of(second)
    found = sorted(
        (_ORDER.index(how), abs(i - j), i, j, how, key)
        for i, one in enumerate(ours)
        for j, two in enumerate(theirs)
        for how, key in [_how(one, two)]
        if how
    )
    partner: dict[int, tuple[int, str, str]] = {}
    taken: set[int] = set()
    for _, _, i, j, how, key in found:
        if i not in partner and j not in taken:
            partner[i] = (j, how, key)
            taken.add(j)
    places = [partner[i][0] for i in sorted(partner)]
    fewer = min(len(ours), len(theirs))
    return NameComparison(
        tuple(Pair(ours[i].text, theirs[j].text, how, key) for i, (j, how, key) in sorted(partner.items())),
        tuple(part.text for i, part in enumerate(ours) if i not in partner),
        tuple(part.text for j, part in enumerate(theirs) if j not in taken),
        places == sorted(places),
        bool(partner)
        and len(partner) == fewer
        and sum(how in (NEAR, VOWELS) for _, how, _ in partner.values()) <= (fewer > 1),
    )


def _how(one: Part, two: Part) -> tuple[str, str]:
    if one.text == two.text:
        return SAME, one.keys[0]
    if one.keys[0] == two.keys[0]:
        apart = vowels_apart(one.vowels, two.vowels, x_is_bare=one.is_arabic, y_is_bare=two.is_arabic)
        return (VOWELS if apart else HEARD), one.keys[0]
    if one.alias == two.alias:
        return ALIAS, ""
    for key in one.keys:
        if key in two.keys:
            return MAY_BE_HEARD, key
    return (NEAR, "") if _one_apart(one.keys[0], two.keys[0]) else ("", "")


def _one_apart(x: str, y: str) -> bool:
    """Whether one sign more, less or other makes one key the other; short keys are too unspecific."""
    if min(len(x), len(y)) < 2 or max(len(x), len(y)) < 3 or abs(len(x) - len(y)) > 1:
        return False
    short, long = sorted((x, y), key=len)
    same = next((at for at, (p, q) in enumerate(zip(short, long, strict=False)) if p != q), len(short))
    return short[same:] == long[same + 1 :] or short[same + 1 :] == long[same + 1 :]
