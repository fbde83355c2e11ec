"""The sentences of the conversation: its parts, what is said at each moment, and how each item is asked."""

from collections.abc import Mapping

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.schema import LANGUAGES, I18n, Language
from amana.countrypacks.source import Key
from amana.intake.pack_sections.screening.shape import AsksEntry, SaidEntry, ScreeningEntry
from amana.intake.pack_sections.screening.value import ConversationPart, ConversationWords, Said
from amana.intake.pack_sections.sentences import faults


def build_conversation(builder: Builder, said: ScreeningEntry) -> tuple[ConversationPart, ...]:
    """Returns the parts with their items; an item that is in no part, or in two, is a problem."""
    indicators = said.indicators
    parts, seen = [], set[str]()
    for key, entry in said.conversation.parts.items():
        at: Key = ("screening", "conversation", "parts", key)
        for topic, items in entry.topics.items():
            builder.check_all_known((*at, "topics", topic), items, indicators, "indicator")
            for item in items:
                if item in seen:
                    builder.tree.complain((*at, "topics", topic), f"{item} stands in the conversation twice")
                seen.add(item)
        items = tuple(item for group in entry.topics.values() for item in group)
        _check_sentence(builder, (*at, "open_prompt", "text"), entry.open_prompt.text)
        parts.append(ConversationPart(key, entry.title, _build_sentence(entry.open_prompt), items))
    for item in indicators:
        if item not in seen:
            builder.tree.complain(("screening", "indicators", item), "belongs to no part of the conversation")
    return tuple(parts)


def build_words(builder: Builder, said: ScreeningEntry) -> ConversationWords:
    lines_of = said.conversation.words
    for moment in ("before_start", "distressed", "stop", "close"):
        if not lines_of.get(moment):
            builder.tree.complain(("screening", "conversation", "words", moment), "is missing")
    for moment, lines in lines_of.items():
        for number, line in enumerate(lines):
            _check_sentence(builder, ("screening", "conversation", "words", moment, number, "text"), line.text)
    words = {moment: tuple(_build_sentence(each) for each in lines) for moment, lines in lines_of.items()}
    return ConversationWords(
        before_start=words.get("before_start", ()),
        distressed=words.get("distressed", ()),
        stop=words.get("stop", ()),
        close=words.get("close", ()),
    )


def build_prompts(builder: Builder, said: ScreeningEntry) -> dict[str, Said]:
    """Returns the sentences in which items, factors of vulnerability and needs are asked, by their id."""
    found = {}
    for section in ("indicators", "vulnerability", "needs"):
        entries: Mapping[str, AsksEntry] = getattr(said, section)
        for key, entry in entries.items():
            if entry.prompt is None:
                builder.tree.complain(("screening", section, key, "prompt"), "is missing (how is it asked?)")
            else:
                _check_sentence(builder, ("screening", section, key, "prompt"), entry.prompt)
                found[key] = Said(entry.prompt, _to_woman(entry.prompt, entry.prompt_to_woman))
    return found


def build_child_prompts(builder: Builder, said: ScreeningEntry) -> dict[str, Said]:
    """Returns the sentences in which a child is asked, where they differ."""
    found = {}
    for section in ("indicators", "vulnerability", "needs"):
        entries: Mapping[str, AsksEntry] = getattr(said, section)
        for key, entry in entries.items():
            if entry.child is not None and entry.child.prompt is not None:
                _check_sentence(builder, ("screening", section, key, "child", "prompt"), entry.child.prompt)
                found[key] = Said(entry.child.prompt, _to_woman(entry.child.prompt, entry.child.to_girl))
    return found


def _check_sentence(builder: Builder, at: Key, text: I18n) -> None:
    """Checks a spoken sentence against the countable rules."""
    for language in LANGUAGES:
        for fault in faults(text.text(language), language):
            builder.tree.complain((*at, language), fault)


def _build_sentence(entry: SaidEntry) -> Said:
    return Said(entry.text, _to_woman(entry.text, entry.to_woman))


def _to_woman(text: I18n, forms: Mapping[Language, str]) -> I18n:
    """Returns the text with the forms for a woman in the languages that have one."""
    return I18n(en=forms.get("en", text.en), ar=forms.get("ar", text.ar), ckb=forms.get("ckb", text.ckb))
