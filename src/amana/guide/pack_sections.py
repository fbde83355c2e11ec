"""What a pack says of the words of the glossary: what a word means in this country, where the general meaning does not say it."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.room_sections import RoomSection, register_section
from amana.countrypacks.schema import Entry, I18n, Sourced


class WordMeaningEntry(Sourced):
    """What one word means in the country, with the source of what it states."""

    means: I18n


class WordMeaningsEntry(Entry):
    """Meanings by the key of the glossary."""

    words: Mapping[str, WordMeaningEntry]


def build_word_meanings(builder: Builder, entry: WordMeaningsEntry) -> Mapping[str, I18n]:
    """Returns the meanings by key; a word that the glossary does not hold is a mistake of the pack."""
    for key in entry.words:
        if key not in builder.said.glossary:
            builder.tree.complain(("word_meanings", "words", key), f"{key} is no word of the glossary")
    return {key: said.means for key, said in entry.words.items()}


WORD_MEANINGS = register_section(
    RoomSection(
        "word_meanings",
        WordMeaningsEntry,
        build_word_meanings,
        label=pgettext_lazy("country pack", "What words mean"),
        default=WordMeaningsEntry(words={}),
    )
)
