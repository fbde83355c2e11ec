"""Every name that can be given, with the spellings it may get in each script and how often."""

import random
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path

from benchmarks.names.generator import sounds, writing
from benchmarks.names.generator.sounds import Sounds

SOURCES = Path(__file__).parent / "sources"
ARABIC, SORANI, LATIN = "ar", "ckb", "la"
MOST = 80  # names of a sex, or family names, of a country whose names come in Latin letters


class Pool[T]:
    """Things with weights, one of which is drawn in a few microseconds."""

    __slots__ = ("_marks", "things", "total", "weights")

    def __init__(self, things: list[T], weights: list[float]) -> None:
        self.things = things
        self.weights = weights
        self._marks = list(accumulate(weights))
        self.total = self._marks[-1] if self._marks else 0.0

    def draw(self, chance: random.Random) -> T:
        return self.things[bisect_right(self._marks, chance.random() * self.total)]


@dataclass(eq=False, slots=True)
class Name:
    """One name: where it comes from, and its spellings by script, the first of each the usual one.

    `tongue` is `arabic`, `persian`, `kurdish` or `foreign`; `written` says which of the three it has an own form in;
    `heard` are its sounds, one entry a word.
    """

    text: str
    tongue: str
    heard: tuple[Sounds, ...]
    arabic: str = ""
    attested: tuple[tuple[str, int], ...] = ()
    article: bool = False
    pools: dict[tuple[int, str], Pool[str]] = field(default_factory=dict)  # by seed and script

    def spelling(self, script: str, seed: int, chance: random.Random) -> str:
        """One of the spellings in `script`, drawn by how common they are."""
        pool = self.pools.get((seed, script))
        if pool is None:
            own = random.Random(f"{seed}:{script}:{self.text}")  # noqa: S311
            pool = self.pools[seed, script] = _pool(self, script, own)
        return pool.draw(chance)

    def usual(self, script: str, seed: int) -> str:
        """The commonest spelling in `script`: what most documents would show."""
        self.spelling(script, seed, random.Random(0))  # noqa: S311
        return self.pools[seed, script].things[0]


def _pool(name: Name, script: str, chance: random.Random) -> Pool[str]:
    found: Counter[str] = Counter()
    if script == LATIN:
        _latin(name, found, chance)
    elif script == SORANI:
        article = "ئەل" if name.article and chance.random() < 0.5 else ""
        for _ in range(4):
            found[article + " ".join(writing.in_sorani(word, chance) for word in name.heard)] += 1
        if name.tongue == "arabic" and name.arabic:
            found[name.arabic.translate(_TO_KURDISH_KEYS)] += 0.5  # type: ignore[assignment]
    elif name.arabic:
        found[name.arabic] += 9
        if name.tongue == "persian":
            found[name.arabic.translate(_TO_ARABIC_KEYS)] += 8
    else:
        for _ in range(6):
            found[" ".join(writing.in_arabic(word, chance) for word in name.heard)] += 1
    spellings = [(s, n) for s, n in found.most_common() if s.strip()] or [(name.text, 1)]
    return Pool([s for s, _ in spellings], [float(n) for _, n in spellings])


_TO_KURDISH_KEYS = str.maketrans({"ي": "ی", "ك": "ک", "ة": "ە", "أ": "ئ", "إ": "ئ"})
_TO_ARABIC_KEYS = str.maketrans({"پ": "ب", "چ": "ج", "ژ": "ج", "گ": "ك"})


def _latin(name: Name, found: Counter[str], chance: random.Random) -> None:
    for spelling, n in name.attested:
        found[spelling] += n
    total = max(found.total(), 1)
    if name.tongue == "foreign":
        for _ in range(5):
            found[writing.respelt(name.attested[0][0], chance)] += total * 0.05  # type: ignore[assignment]
        return
    drawn = [" ".join(writing.in_latin(word, chance) for word in name.heard) for _ in range(6)]
    if name.tongue == "kurdish":
        drawn += [" ".join(writing.in_kurdish_latin(word, chance) for word in name.heard) for _ in range(3)]
    share = 1.0 if not name.attested else total * 0.3 / len(drawn)
    articles = ("Al-", "Al-", "Al ", "al-", "El-", "Al") if name.article else ("",)
    for text in drawn:
        found[chance.choice(articles) + text] += share  # type: ignore[assignment]


_BARE = frozenset("ليلي مصطفي يحيي موسي عيسي مني سلمي هدي شذي مرتضي مجتبي بشري لبني مهي رضوي نهي ضحي سجي يسري".split())
_ENDS_IN_HEH = {"الله", "وجيه", "نبيه", "نزيه", "فقيه", "شاه", "طه", "عبده", "مه"}


def _seated(letters: str, latin: str) -> str:
    """Letters with their hamza seats, ta marbuta and alif maqsura as school teaches them; the source has folded them."""
    words = letters.split()
    for at, word in enumerate(words):
        article = "ال" if word.startswith("ال") and len(word) > 4 else ""
        body = word.removeprefix(article)
        if body.startswith("ا") and len(body) > 2 and body[1] not in "لبنقست":
            first = next((x for x in latin.lower().removeprefix("al").lstrip("- ") if x.isalpha()), "a")
            body = ("إ" if first in "ie" else "أ") + body[1:]
        if body in _BARE:
            body = body[:-1] + "ى"
        elif body.endswith("ه") and len(body) > 2 and body not in _ENDS_IN_HEH:
            body = body[:-1] + "ة"
        words[at] = article + body
    return " ".join(words)


def _from_arabic(letters: str, spellings: str, country: str) -> Name:
    attested = tuple((s.rsplit(":", 1)[0].replace("_", " "), int(s.rsplit(":", 1)[1])) for s in spellings.split())
    best = attested[0][0]
    article = letters.startswith("ال") and len(letters) > 4 and best[:1].lower() in "ae"
    tongue = "persian" if country in ("IR", "PK") else "arabic"
    body = letters.removeprefix("ال") if article else letters
    latin = best.lower().removeprefix("al").removeprefix("el").lstrip("- ") if article else best
    latin_words = latin.replace("-", " ").split()
    words = body.split()
    heard = (
        tuple(sounds.together(w, x) for w, x in zip(words, latin_words, strict=True))
        if len(words) == len(latin_words)
        else (sounds.together(body.replace(" ", ""), latin.replace(" ", "")),)
    )
    heard = tuple(h for h in heard if h) or (sounds.heard(latin),)
    own = _seated(letters, best) if tongue == "arabic" else letters.replace("ي", "ی").replace("ك", "ک")
    return Name(letters, tongue, heard, own, attested, article)


def _zipf(count: int, slope: float) -> list[float]:
    return [1 / (rank + 2.7) ** slope for rank in range(count)]


@cache
def arabic(country: str, kind: str, most: int, slope: float = 0.0) -> Pool[Name]:
    """The `most` commonest given names (`m`, `f`) or family names (`s`) of IQ, SY, IR or PK; AR are women of all Arab countries.

    Weighted by how often the source has them, or with `slope` by a Zipf law over their rank.
    """
    names: list[Name] = []
    weights: list[float] = []
    for line in (SOURCES / "arabic.tsv").read_text("utf-8").splitlines():
        place, sex, letters, spellings = line.split("\t")
        if place == country and sex == kind and len(names) < most:
            names.append(_from_arabic(letters, spellings, country))
            weights.append(float(sum(n for _, n in names[-1].attested)))
    return Pool(names, _zipf(len(names), slope) if slope else weights)


@cache
def kurdish(kind: str, slope: float) -> Pool[Name]:
    """Kurdish names: `m`, `f`, family names `s`, and those of Yezidi families `y`."""
    for line in (SOURCES / "kurdish.tsv").read_text("utf-8").splitlines():
        sex, listed = line.split("\t")
        if sex == kind:
            texts = list(dict.fromkeys(listed.split()))
            random.Random(kind).shuffle(texts)  # noqa: S311
            return Pool([Name(t, "kurdish", (sounds.from_kurdish(t),)) for t in texts], _zipf(len(texts), slope))
    raise KeyError(kind)


def foreign(text: str, attested: tuple[tuple[str, int], ...] = ()) -> Name:
    """A name that exists in Latin letters and is heard into the others."""
    shown = text.replace("_", " ")
    words = shown.replace("-", " ").split()
    return Name(shown, "foreign", tuple(h for w in words if (h := sounds.heard(w))), "", attested or ((shown, 10),))


@cache
def latin(country: str, kind: str, slope: float) -> Pool[Name]:
    """Names that come in Latin letters, from the packages and from our own lists together."""
    texts: list[str] = []
    for file in ("handwritten.tsv", "latin.tsv"):
        for line in (SOURCES / file).read_text("utf-8").splitlines():
            place, sex, listed = line.split("\t")
            if place == country and sex == kind:
                texts += listed.split()
    texts = list(dict.fromkeys(texts))
    texts = texts[:MOST]
    return Pool([foreign(t) for t in texts], _zipf(len(texts), slope))


@cache
def ethiopian(kind: str) -> Pool[Name]:
    """Ethiopian given names of a sex, with their attested spellings; a father's name is one of the men's."""
    names, weights = [], []
    for line in (SOURCES / "ethiopian.tsv").read_text("utf-8").splitlines():
        sexes, text, tier, variants = line.split("\t")
        if kind in sexes and text.replace(" ", "").isalpha():
            spelt = ((text, 10), *((v, 2) for v in variants.split() if v.isascii() and v.isalpha()))
            names.append(foreign(text, spelt))
            weights.append(4.0 if tier == "1" else 1.0)
    return Pool(names, weights)
