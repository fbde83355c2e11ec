"""What a pack says of messages: the texts sent to a person, what a caller is played, and the notice to a desk."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Strict, StringConstraints, model_validator

from amana.countrypacks.room_sections import RoomSection, keep_entry, register_section
from amana.countrypacks.schema import LANGUAGES, Entry, I18n

type Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
WORD = "{word}"


class TemplateEntry(Entry):
    """A neutral text, and the same with her code word at `{word}`, and no other placeholder."""

    name: I18n
    text: I18n
    with_word: I18n

    @model_validator(mode="after")
    def _word_has_its_place(self) -> "TemplateEntry":
        for language in LANGUAGES:
            plain, worded = self.text.text(language), self.with_word.text(language)
            if "{" in plain or "}" in plain:
                raise ValueError(f"text ({language}) has a place to fill; only with_word has one")
            if worded.count(WORD) != 1 or "{" in worded.replace(WORD, "") or "}" in worded.replace(WORD, ""):
                raise ValueError(f"with_word ({language}) should have the place {WORD} once, and no other")
        return self

    def compose_text(self, language: str, word: str) -> str:
        """Returns the text in this language, with her code word where she has one."""
        return self.with_word.text(language).replace(WORD, word) if word else self.text.text(language)


class VoiceEntry(Entry):
    """The sentences for a caller before the tone, while the call is passed on, and at the end."""

    greeting: I18n
    hold: I18n
    thanks: I18n


class NoticeEntry(Entry):
    """The mail to a desk, which says that something is new and nothing else."""

    subject: I18n
    text: I18n


class MessagesEntry(Entry):
    """Texts to people and to desks, how long one may wait, and after how many days a contact has to be checked again."""

    life_hours: int
    checked_within_days: int
    notice_times: Annotated[tuple[Hour, ...], Strict(False)]
    templates: Mapping[str, TemplateEntry]
    voice: VoiceEntry
    notice: NoticeEntry
    never: Mapping[str, I18n]

    @model_validator(mode="after")
    def _says_nothing(self) -> "MessagesEntry":
        if not 1 <= self.life_hours <= 72:
            raise ValueError("life_hours lies between 1 and 72")
        texts = [each for entry in self.templates.values() for each in (entry.text, entry.with_word)]
        texts += [self.voice.greeting, self.voice.hold, self.voice.thanks, self.notice.subject, self.notice.text]
        for text in texts:
            for language in LANGUAGES:
                said = text.text(language).casefold()
                # A name in Latin letters reveals as much in any language.
                words = {word for each in self.never.values() for word in (each.text(language), each.en)}
                found = sorted(word for word in words if word.casefold() in said)
                if found:
                    raise ValueError(f"a text in {language} holds the word {found[0]}, which messages.never forbids")
        return self


MESSAGES = register_section(RoomSection("messages", MessagesEntry, keep_entry))
