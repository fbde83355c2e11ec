"""The pages of the guide."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from amana.guide.glossary import Finder, Word, all_words
from amana.guide.topics import Text, Topic, find_topic, find_topics, parts_of


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """Lists the topics by their titles."""
    topics = sorted(((_text_of(each).title, each.name) for each in find_topics().values()), key=lambda row: row[0])
    return render(request, "guide/contents.html", {"topics": topics})


@require_GET
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """Shows one topic in the reader's language, and what its words mean."""
    finder = Finder(_language())
    text = _as_html(_text_of(find_topic(name)), finder)
    return render(request, "guide/topic.html", {"text": text, "words": finder.found})


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """Lists the words of the work in three languages, with what they mean in the reader's."""
    return render(request, "guide/words.html", {"words": all_words(_language())})


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Lists the keys that do something at the desk."""
    return render(request, "guide/keys.html")


def _language() -> str:
    return translation.get_language() or "en"


def _text_of(topic: Topic) -> Text:
    return topic.texts[_language()]


def _as_html(text: Text, finder: Finder) -> Text:
    """Returns the text with its words escaped and its buttons and terms marked, for a template."""
    return replace(
        text,
        purpose=_mark(text.purpose, finder),
        steps=tuple(_mark(step, finder) for step in text.steps),
        care=_mark(text.care, finder),
        afterwards=_mark(text.afterwards, finder),
        helpers=_mark(text.helpers, finder),
    )


def _mark(text: str, finder: Finder) -> SafeString:
    parts: list[SafeString | str] = []
    for part, is_button in parts_of(text):
        if is_button:
            parts.append(format_html("<b>{}</b>", part))
        else:
            parts += [_link(inner, word) if word else inner for inner, word in finder.parts_of(part)]
    return format_html_join("", "{}", ((part,) for part in parts))


def _link(part: str, word: Word) -> SafeString:
    return format_html('<a class="term" href="#word-{}" title="{}">{}</a>', word.key, word.meaning, part)
