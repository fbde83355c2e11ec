"""The words of the work: how each is called in three languages, and what some of them mean.

How a word is called is in the country pack. What it means is in `words.yaml`, by the key of the pack's glossary; where it means
something of its own in a country, the pack says so, and that counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from amana.countrypacks import I18n, pack
from amana.guide.pack_sections import WORD_MEANINGS
from amana.process_state import follows_from_arguments

MEANINGS = Path(__file__).with_name("words.yaml")
# What may be written before and after a word of a text that is still the word: articles and endings.
_BEFORE = {"en": "", "ar": "(?:[وفبك]?ال|لل|[وفبلك])?", "ckb": ""}
_AFTER = {"en": "s?", "ar": "", "ckb": r"\w{0,8}"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means in every country. A word that is an everyday one too is explained in the list and not marked in texts."""

    means: I18n
    is_everyday: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: its key, its names in three languages, and name and meaning in the reader's.

    The meaning is empty where nobody wrote one.
    """

    key: str
    names: I18n
    name: str
    meaning: str
    is_everyday: bool


def all_words(language: str) -> list[Word]:
    """Returns every entry, in the order of its names in this language."""
    country = pack()
    general, own = read_meanings(MEANINGS), WORD_MEANINGS.of(country)
    words = []
    for key, names in country.glossary.items():
        meaning = general.get(key)
        means = own.get(key) or (meaning.means if meaning else None)
        words.append(
            Word(
                key,
                names,
                getattr(names, language),
                means.text(language) if means else "",
                meaning is not None and meaning.is_everyday,
            )
        )
    return sorted(words, key=lambda word: word.name.casefold())


@follows_from_arguments
@cache
def read_meanings(file: Path) -> Mapping[str, Meaning]:
    """Returns what words mean in every country, by key."""
    found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {
        key: Meaning(I18n(en=entry["en"], ar=entry["ar"], ckb=entry["ckb"]), entry.get("everyday", False))
        for key, entry in found.items()
    }


class Finder:
    """Finds words of the glossary in the texts of one page, each once: where it is first used."""

    def __init__(self, language: str) -> None:
        self.found: list[Word] = []
        self._by_name: dict[str, Word] = {}
        for word in all_words(language):
            if word.meaning and not word.is_everyday:
                for name in re.split(r"\s*[/،]\s*", word.name):
                    self._by_name.setdefault(name.casefold(), word)
        longest_first = sorted(self._by_name, key=len, reverse=True)
        names = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<!\w){_BEFORE[language]}({names}){_AFTER[language]}(?!\w)", re.IGNORECASE)

    def parts_of(self, text: str) -> Iterator[tuple[str, Word | None]]:
        """Yields the parts of a text, each with the word that it is, where it is one and is used for the first time."""
        end = 0
        for hit in self._pattern.finditer(text):
            word = self._by_name[hit[1].casefold()]
            if word in self.found:
                continue
            self.found.append(word)
            yield text[end : hit.start()], None
            yield hit[0], word
            end = hit.end()
        yield text[end:], None
