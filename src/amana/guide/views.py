"""The pages of the guide."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from amana.guide.topics import Text, Topic, find_topic, find_topics, parts_of


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """Lists the topics by their titles."""
    topics = sorted(((_text_of(each).title, each.name) for each in find_topics().values()), key=lambda row: row[0])
    return render(request, "guide/contents.html", {"topics": topics})


@require_GET
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """Shows one topic in the reader's language."""
    return render(request, "guide/topic.html", {"text": _as_html(_text_of(find_topic(name)))})


def _text_of(topic: Topic) -> Text:
    return topic.texts[translation.get_language() or "en"]


def _as_html(text: Text) -> Text:
    """Returns the text with its words escaped and its buttons marked, for a template."""
    return replace(
        text,
        purpose=_mark(text.purpose),
        steps=tuple(_mark(step) for step in text.steps),
        care=_mark(text.care),
        afterwards=_mark(text.afterwards),
        helpers=_mark(text.helpers),
    )


def _mark(text: str) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<b>{}</b>", part) if named else part,) for part, named in parts_of(text))
    )
