"""Guides by role: the topics of the help that are a role's daily work, on at most four pages, in three languages.

They are written from the same files as the help at the desk, so a room that renews a topic renews its chapter too.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import translation
from django.utils.translation import gettext, pgettext

from amana.commandline.project import PROJECT
from amana.guide.topics import Text, Topic, find_topics, parts_of
from amana.process_state import follows_from_arguments

FOLDER: Final = PROJECT / "docs" / "do" / "guides"
ACCESS: Final = PROJECT / "tests" / "access" / "table.yaml"
LANGUAGES: Final = ("en", "ar", "ckb")
ROLES: Final = (
    "case_manager",
    "screener",
    "service_provider",
    "legal_counsel",
    "supervisor",
    "nrm_coordinator",
    "data_officer",
    "administrator",
)
MOST_WORDS: Final = 1600  # four pages


def pages() -> dict[Path, str]:
    """Returns each guide with the text it should have now, and the list of them. Django must be set up."""
    return {FOLDER / "README.md": _contents()} | {
        FOLDER / f"{role}.{language}.md": guide(role, language) for role in ROLES for language in LANGUAGES
    }


def guide(role: str, language: str) -> str:
    """Returns the guide of one role.

    Where the whole would be longer than `MOST_WORDS` in one of the languages, the chapters of all of them keep purpose, steps
    and care; where that is still too long, steps and care.
    """
    for parts in _LONGEST_FIRST:
        if all(len(_write(role, one, parts).split()) <= MOST_WORDS for one in LANGUAGES):
            break
    return _write(role, language, parts)


_LONGEST_FIRST: Final = (
    ("purpose", "steps", "care", "afterwards", "helpers"),
    ("purpose", "steps", "care", "afterwards"),
    ("purpose", "steps", "care"),
    ("steps", "care"),
)


def _write(role: str, language: str, parts: tuple[str, ...]) -> str:
    from amana.countrypacks import pack

    topics = find_topics().values()
    daily = [topic for topic in topics if role in topic.roles]
    everybodys = [topic for topic in topics if not topic.roles]
    open_too = [topic for topic in topics if topic.roles and topic not in daily and _can_open(role, topic)]
    with translation.override(language):
        name = str(pack("iraq").role(role).name)
        lines = [
            f"# {gettext('Guide: %(role)s') % {'role': name}}",
            gettext("The same words stand behind “Help with this page” on each page of the desk."),
            *(line for topic in daily for line in _chapter(topic.texts[language], parts)),
            f"## {gettext('The same for everybody')}",
            _list(everybodys, language),
        ]
        if open_too:
            lines += [f"## {gettext('Also open to you')}", _list(open_too, language)]
    return "\n\n".join(lines) + "\n"


def _chapter(text: Text, parts: tuple[str, ...]) -> Iterator[str]:
    """Yields the paragraphs of one topic; the active language names its headings."""
    yield f"## {text.title}"
    if "purpose" in parts:
        yield _plain(text.purpose)
    yield "\n".join(f"{number}. {_plain(step)}" for number, step in enumerate(text.steps, 1))
    yield f"**{gettext('Take care')}:** {_plain(text.care)}"
    if "afterwards" in parts:
        yield f"**{gettext('What happens next')}:** {_plain(text.afterwards)}"
    if "helpers" in parts:
        yield f"**{pgettext('the guide', 'Who can help')}:** {_plain(text.helpers)}"


def _list(topics: list[Topic], language: str) -> str:
    return "\n".join(f"- {topic.texts[language].title}" for topic in topics)


def _plain(text: str) -> str:
    return "".join(f"**{part}**" if is_button else part for part, is_button in parts_of(text))


def _can_open(role: str, topic: Topic) -> bool:
    """Whether the reviewed table of access lets somebody with this role open a page of the topic."""
    said = _access()
    for page in topic.pages:
        for name in said["routes"][page].get("GET", []):
            if any(each.partition(":")[2] in (role, "*") for each in said["groups"].get(name, [name])):
                return True
    return False


@follows_from_arguments
@cache
def _access() -> Mapping[str, Any]:
    said: Mapping[str, Any] = yaml.load(ACCESS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return said


def _contents() -> str:
    from amana.countrypacks import pack

    rows = [
        f"| {pack('iraq').role(role).name.en} | " + " | ".join(f"[{one}]({role}.{one}.md)" for one in LANGUAGES) + " |"
        for role in ROLES
    ]
    return _CONTENTS.format(rows="\n".join(rows))


_CONTENTS: Final = """# Guides by role

What somebody does at the desk, by role, in three languages and on at most four pages each. They are written from the topics of the help
(`src/amana/ROOM/guide`), the roles that each topic names and the reviewed table of access: `./amana docs --write`.

| role | English | العربية | کوردی |
|---|---|---|---|
{rows}
"""
