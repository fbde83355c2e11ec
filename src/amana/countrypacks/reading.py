"""The values of a pack as a lawyer reads them: by section, each with its label, its content, its sources.

A pack is data for the program; here each value that states its confidence becomes lines of words in the reader's
language. Codes are written as the pack names them; a key of the files has a label in `labels.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

from amana.countrypacks import dates
from amana.countrypacks.labels import KEYS, SECTIONS, span
from amana.countrypacks.loader import pack, pack_folder
from amana.countrypacks.room_sections import registered_sections
from amana.countrypacks.schema.base import LANGUAGES, I18n
from amana.countrypacks.values import Pack, Value
from amana.countrypacks.wording import join_words
from amana.process_state import follows_from_arguments

# Keys that are shown next to a value on its page, or are for the program alone.
_BESIDE = frozenset({"confidence", "source", "basis", "tile", "asks", "set", "track"})
_TITLES = ("name", "title", "label", "text", "what", "prompt")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_NO_BRACKETS = str.maketrans("", "", "[]{}")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a value: its label, its words, and its depth in the value; `foreign` marks words of no page language."""

    label: str
    text: str
    depth: int = 0
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the pack for reading: its section, its name, its content."""

    value: Value
    section: str
    within: tuple[str, ...]
    title: str
    lines: tuple[Line, ...]

    @property
    def words(self) -> str:
        """Returns everything that a search looks through."""
        said = (f"{line.label} {line.text}" for line in self.lines)
        return " ".join((*self.within, self.title, *said, self.value.source or "", self.value.path))


def stated_values(of: Pack) -> Iterator[Value]:
    """Returns every value of the pack that states its confidence, in the order of the pack."""
    return (of.value(path) for path in _stated_paths(of.raw, ""))


def _stated_paths(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, Mapping):
        if path and "confidence" in node:
            yield path
        for key, value in node.items():
            inner = f"{path}.{key}" if path else str(key)
            if str(key).endswith("_confidence") and str(key).removesuffix("_confidence") in node:
                yield inner.removesuffix("_confidence")
            yield from _stated_paths(value, inner)
    elif _is_list(node):
        for place, value in enumerate(node):
            yield from _stated_paths(value, f"{path}.{place}")


def entries(of: Pack) -> tuple[Entry, ...]:
    """Returns all values of the pack that state their confidence, in the language of the page."""
    return _entries(of.id, pack_folder(), _language())


@follows_from_arguments
@lru_cache(maxsize=12)
def _entries(pack_id: str, packs: Path, language: str) -> tuple[Entry, ...]:
    of = pack(pack_id, packs)
    return tuple(entry_of(value, of) for value in stated_values(of))


def entry_of(value: Value, of: Pack) -> Entry:
    """Returns the value in the language of the page."""
    parts = _parts(of.raw, value.path)
    titles = [_title(node, key, of) for key, node in parts[1:]] or [section_name(value.path)]
    lines = (line for line in _lines(value.value, of) if line.text != titles[-1])
    return Entry(value, parts[0][0], tuple(titles[:-1]), titles[-1], tuple(lines))


def section_name(path: str) -> str:
    """Returns the name of the section that a path begins with."""
    section = path.partition(".")[0]
    of_room = next((each.label for each in registered_sections() if each.key == section), "")
    return str(SECTIONS.get(section) or of_room or _plain(section))


def find_entries(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Returns the entries that contain every word of `text`, ignoring case."""
    wanted = text.casefold().split()
    return [entry for entry in entries if all(word in entry.words.casefold() for word in wanted)]


# The place of a value -----------------------------------------------------------------------------


def _parts(raw: Mapping[str, Any], path: str) -> list[tuple[str, Any]]:
    """Returns (key, value) of each step of a path; a key that contains dots is tried as a whole first."""
    words = path.split(".")
    here: Any = raw
    found: list[tuple[str, Any]] = []
    while words:
        for length in range(len(words), 0, -1):
            key = ".".join(words[:length])
            if isinstance(here, Mapping) and key in here:
                here = here[key]
                break
            if _is_list(here) and length == 1:
                here = here[int(key)]
                break
        else:
            raise KeyError(path)
        found.append((key, here))
        words = words[length:]
    return found


def _title(node: Any, key: str, of: Pack) -> str:
    """Returns the title of a value: its own name, else the name of its code, else the label of its key."""
    if isinstance(node, Mapping):
        named = (_title_in(node, word, of) for word in _TITLES)
        if title := next((each for each in named if each), ""):
            return title
    if key.isdecimal():
        return gettext("No. %(n)s") % {"n": int(key) + 1}
    return _label(key, of)


def _title_in(node: Mapping[str, Any], word: str, of: Pack) -> str:
    found = node.get(word)
    if found is None:
        found = node.get(f"{word}_{_language()}") or node.get(f"{word}_en")
    return _text_in(found, of) if _is_text(found) else found if isinstance(found, str) else ""


def _has_label(key: str, of: Pack) -> bool:
    return key in KEYS or key in _names(of, _language())


def _label(key: str, of: Pack) -> str:
    return str(KEYS.get(key) or _names(of, _language()).get(key) or _plain(key))


# What it says -------------------------------------------------------------------------------------


def _lines(node: Any, of: Pack, depth: int = 0, label: str = "", key: str = "") -> Iterator[Line]:
    if isinstance(node, Mapping) and not _is_text(node):
        if "value" in node and "unit" in node:
            yield Line(label or gettext("Time"), _span(node), depth)
            node = {name: value for name, value in node.items() if name not in ("value", "unit")}
        elif label:
            yield Line(label, "", depth)
        inner = depth + 1 if label else depth
        for name, value in node.items():
            if name not in _BESIDE and not name.endswith(("_confidence", "_source")) and value not in (None, "", ()):
                label_here = "" if _is_text(value) and not _has_label(name, of) else _label(name, of)
                yield from _lines(value, of, inner, label_here, name)
    elif _is_list(node) and any(isinstance(each, Mapping) and not _is_text(each) for each in node):
        yield Line(label, "", depth)
        for place, each in enumerate(node, start=1):
            yield from _lines(each, of, depth + 1, gettext("No. %(n)s") % {"n": place})
    elif _is_list(node) and any(_is_text(each) for each in node):
        yield Line(label, "", depth)
        yield from (Line("", _text(each, of, key), depth + 1) for each in node)
    else:
        known = _is_text(node) or not isinstance(node, str) or _name_in(node, key, of) is not None
        yield Line(label, _text(node, of, key), depth, foreign=not known and _language() != "en")


def _text(node: Any, of: Pack, key: str = "") -> str:
    if _is_text(node):
        return _text_in(node, of)
    if _is_list(node):
        return join_words(_text(each, of, key) for each in node)
    if isinstance(node, bool):
        return gettext("yes") if node else gettext("no")
    if isinstance(node, date):
        return dates.day(node)
    if isinstance(node, int | float):
        return f"{node:,}"
    text = str(node)
    if name := _name_in(text.removesuffix("?"), key, of):
        return name
    if " " not in text:
        return _plain(text)
    return _CODE.sub(lambda code: _name_in(code[0], "", of) or _plain(code[0]), text).translate(_NO_BRACKETS)


def _name_in(code: str, key: str, of: Pack) -> str | None:
    """Returns the pack's name for a code: in the list that the key is named for, else wherever it has one meaning alone."""
    for name in (key, f"{key}s", key.removesuffix("s")):
        for option in of.lists.get(name, ()):
            if option.id == code:
                return str(option.label)
    return _names(of, _language()).get(code)


def _span(node: Mapping[str, Any]) -> str:
    return span(str(node["unit"]), int(node["value"]))


def _text_in(node: Any, of: Pack) -> str:
    """Returns a text in the reader's language, with the names of the fields that are filled in later.

    Where the text lacks that language, it is returned in another one.
    """
    language = _language()
    text = (
        node.text(language)
        if isinstance(node, I18n)
        else node.get(language) or node.get("en") or next(iter(node.values()))
    )
    return _PLACE.sub(lambda place: f"«{_name_in(place[1], '', of) or _plain(place[1])}»", str(text))


def _is_text(node: Any) -> bool:
    return isinstance(node, I18n) or (isinstance(node, Mapping) and bool(node) and set(node) <= set(LANGUAGES))


def _is_list(node: Any) -> bool:
    return isinstance(node, Sequence) and not isinstance(node, str)


def _plain(code: str) -> str:
    """Turns a code without a name into words: `threat_or_force` becomes threat or force."""
    return code.removesuffix("?").replace("_", " ")


def _language() -> str:
    language = (get_language() or "en").partition("-")[0]
    return language if language in LANGUAGES else "en"


@follows_from_arguments
@lru_cache(maxsize=12)
def _names_of(pack_id: str, packs: Path, language: str) -> dict[str, str]:
    return _collect(pack(pack_id, packs), language)


def _names(of: Pack, language: str) -> Mapping[str, str]:
    """Returns the pack's names for its codes, in a language, without codes that mean different things in two lists."""
    return _names_of(of.id, pack_folder(), language)


def _collect(of: Pack, language: str) -> dict[str, str]:
    found: dict[str, set[str]] = {}

    def add(code: str, name: object) -> None:
        text = name.text(language) if isinstance(name, I18n) else str(name)
        found.setdefault(code, set()).add(text)

    for options in of.lists.values():
        for option in options:
            add(option.id, option.label)
    for group in (of.roles, of.parties, of.services, of.governorates, of.districts, of.territories, of.authorities):
        for code, each in group.items():
            add(code, each.name)
    for urgency in of.urgencies:
        add(urgency.id, urgency.name)
    for field in of.fields.values():
        add(field.id, field.label)
    for code, name in (*of.purposes.items(), *of.phases.items()):
        add(code, name)
    for machine in of.machines.values():
        add(machine.id, machine.name)
        for track in machine.tracks.values():
            for state in track.states:
                add(state.id, state.name)
    return {code: next(iter(names)) for code, names in found.items() if len(names) == 1}
