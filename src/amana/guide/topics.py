"""The topics of the guide, as the rooms wrote them: each in a file `guide/TOPIC.yaml` of its room.

A file names the `pages` it explains by their routes, the `roles` whose daily work it is (no role: everybody's), and has the same
text in each language. `{Keep}` in a text is the button of that name, `{a button|Find}` one with a context.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.utils.translation import gettext, pgettext

from amana.errors import NotFound
from amana.process_state import follows_from_arguments

FOLDER = "guide"
BUTTON = re.compile(r"\{(?:([^{}|]+)\|)?([^{}|]+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """What a topic says in one language. Buttons are written as `{Keep}`."""

    title: str
    purpose: str
    steps: tuple[str, ...]
    care: str
    afterwards: str
    helpers: str

    def paragraphs(self) -> tuple[str, ...]:
        """Returns every sentence of it, in the order of the page."""
        return (self.title, self.purpose, *self.steps, self.care, self.afterwards, self.helpers)


@dataclass(frozen=True, slots=True)
class Topic:
    """One task: its name in the address, its room, the routes of its pages, the roles that do it daily, its texts by language."""

    name: str
    room: str
    pages: tuple[str, ...]
    roles: tuple[str, ...]
    texts: Mapping[str, Text]


def find_topics() -> Mapping[str, Topic]:
    """Returns all topics by name, in the order of the rooms."""
    return _read(tuple(Path(app.path) for app in apps.get_app_configs()))


def topic_of(page: str) -> Topic | None:
    """Returns the topic that explains the page with this route; None if there is none."""
    return _by_page(tuple(Path(app.path) for app in apps.get_app_configs())).get(page)


def find_topic(name: str) -> Topic:
    """Returns one topic. Raises NotFound for a name that none has."""
    try:
        return find_topics()[name]
    except KeyError:
        raise NotFound from None


@follows_from_arguments
@cache
def _read(rooms: tuple[Path, ...]) -> Mapping[str, Topic]:
    return {file.stem: read_topic(file) for room in rooms for file in sorted((room / FOLDER).glob("*.yaml"))}


@follows_from_arguments
@cache
def _by_page(rooms: tuple[Path, ...]) -> Mapping[str, Topic]:
    return {page: topic for topic in _read(rooms).values() for page in topic.pages}


def read_topic(file: Path) -> Topic:
    """Reads one file. Raises TypeError or KeyError where a part is missing or has another name."""
    said: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    pages, roles = tuple(said.pop("pages")), tuple(said.pop("roles"))
    texts = {language: Text(**{**words, "steps": tuple(words["steps"])}) for language, words in said.items()}
    return Topic(file.stem, file.parent.parent.name, pages, roles, texts)


def buttons_in(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Returns (context, sentence) of each button that the texts name; the context is empty for most."""
    return [(found[1] or "", found[2]) for text in texts for found in BUTTON.finditer(text)]


def parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """Yields the parts of a text in the active language, each with whether it is the name of a button.

    >>> list(parts_of("Press {Keep}."))
    [('Press ', False), ('Keep', True), ('.', False)]
    """
    end = 0
    for found in BUTTON.finditer(text):
        yield text[end : found.start()], False
        yield pgettext(found[1], found[2]) if found[1] else gettext(found[2]), True
        end = found.end()
    yield text[end:], False
