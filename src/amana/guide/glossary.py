"""The words of the work: how each is called in three languages, and what some of them mean.

How a word is called is in the country pack; what it means here is in `words.yaml`, by the key of the pack's glossary.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from amana.countrypacks import I18n, pack
from amana.process_state import follows_from_arguments

MEANINGS = Path(__file__).with_name("words.yaml")
# What may be written before and after a word of a text that is still the word: articles and endings.
_BEFORE = {"en": "", "ar": "(?:[وفبك]?ال|لل|[وفبلك])?", "ckb": ""}
_AFTER = {"en": "s?", "ar": "", "ckb": r"\w{0,8}"}
# Words whose names are also everyday words in one of the languages, or mean several things on a page ("sent", "means", نقل, کار).
# The list of words explains them; a topic does not mark them, because most of its uses would be another one.
EVERYDAY = frozenset(
    {
        "accepted", "acknowledged", "act", "action", "boy", "completed", "date_of_birth", "declined", "district", "draft",
        "file", "fine", "follow_up", "girl", "governorate", "hand_over", "harbouring", "judgment", "means", "nationality",
        "office", "passport", "password", "profile", "programme", "protection", "purpose", "receipt", "recruitment", "report",
        "report_from_the_public", "residence_permit", "return", "returnee", "sent", "sex", "sign_in", "sub_district",
        "suspect", "target", "the_person", "transfer", "transport", "version",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One entry: its key, its names in three languages, and name and meaning in the reader's.

    The meaning is empty where nobody wrote one.
    """

    key: str
    names: I18n
    name: str
    meaning: str


def all_words(language: str) -> list[Word]:
    """Returns every entry, in the order of its names in this language."""
    meanings = read_meanings(MEANINGS)
    words = [
        Word(key, names, getattr(names, language), meanings[key][language] if key in meanings else "")
        for key, names in pack().glossary.items()
    ]
    return sorted(words, key=lambda word: word.name.casefold())


@follows_from_arguments
@cache
def read_meanings(file: Path) -> Mapping[str, Mapping[str, str]]:
    """Returns what words mean, by key and language."""
    found: Mapping[str, Mapping[str, str]] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


class Finder:
    """Finds words of the glossary in the texts of one page, each once: where it is first used."""

    def __init__(self, language: str) -> None:
        self.found: list[Word] = []
        self._by_name: dict[str, Word] = {}
        for word in all_words(language):
            if word.meaning and word.key not in EVERYDAY:
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
