"""The rules that pages and packs state, the commands that hold them, and the tests that break without them.

`rules.yaml` is written and reviewed by people. `docs/lookup/rules.md` is made from it:

    .venv/bin/python -m tests.rules.table
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from amana.countrypacks.loader import PACKS, read_tree

ROOT = PACKS.parent
DATA = Path(__file__).with_name("rules.yaml")
PAGE = ROOT / "docs" / "lookup" / "rules.md"
SENTENCES_OF_PAGES = ROOT / "src" / "amana" / "locale" / "ar" / "LC_MESSAGES" / "django.po"
COUNTRIES = ("iraq-kurdistan", "example")  # with what they extend

# A sentence with one of these may promise something. Whoever reads it has a right to know that it holds.
RULE_WORDS = re.compile(
    r"\b(must|never|only|at most|at least|within|two people|second person|another person|second pair|somebody else"
    r"|nobody|always|alone|until|without|cannot|may not|at once)\b",
    re.IGNORECASE,
)
# Parts of a pack that state rules whatever their words are.
RULE_KEYS = re.compile(
    r"(\.(guard|note|effect)|\.conditions\.\d+\.text|^invariants\.\d+|\.rules\.\d+|^transnational\.steps\.\d+"
    r"|^wall\.reasons\.\w+\.text|^receipt\.rights\.\d+|^violence\.reporting_limits\.\d+|^screening\.rules\.principles\.\w+)$"
)
_MESSAGE = re.compile(r'^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.MULTILINE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Rule:
    """One rule: the sentences that state it, the commands that hold it, the tests that fail without it."""

    id: str
    held_by: tuple[str, ...]
    tests: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What people wrote down: rules, sentences that people keep, sentences that state none, and what is not read."""

    rules: tuple[Rule, ...]
    kept_by_people: Mapping[str, tuple[str, ...]]
    no_rule: tuple[str, ...]
    not_read: Mapping[str, str]

    def known(self) -> set[str]:
        """Every sentence that somebody has looked at."""
        said = {sentence for rule in self.rules for sentence in rule.says}
        kept = {sentence for sentences in self.kept_by_people.values() for sentence in sentences}
        return said | kept | set(self.no_rule)


def read_table() -> Table:
    """The reviewed data."""
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return Table(
        tuple(
            Rule(each["id"], tuple(each["held_by"]), tuple(each["tests"]), tuple(each["says"]))
            for each in data["rules"]
        ),
        {each["why"]: tuple(each["says"]) for each in data["kept_by_people"]},
        tuple(data["no_rule"]),
        {each["key"]: each["why"] for each in data["not_read"]},
    )


def sentences_of_pages() -> set[str]:
    """Every sentence of templates, forms and errors, in English."""
    found = set()
    for block in SENTENCES_OF_PAGES.read_text(encoding="utf-8").split("\n\n"):
        if block.startswith("#~"):
            continue
        for match in _MESSAGE.finditer(block + "\n"):
            text = "".join(json.loads(piece) for piece in _PIECE.findall(match.group(1)))
            if text:
                found.add(text)
    return found


def sentences_of_packs(not_read: Iterable[str] = ()) -> dict[str, str]:
    """Every English text of the packs by its key, without the parts that are not read."""
    skipped = tuple(not_read)
    found: dict[str, str] = {}
    for name in COUNTRIES:
        for key, text in _texts(read_tree(name)[0].value, ()):
            if not any(re.match(pattern, key) for pattern in skipped):
                found[key if found.get(key, text) == text else f"{name}: {key}"] = text
    return found


def _texts(value: Any, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("en"), str):
            yield ".".join(path), value["en"]
            return
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, str(number)))


def stating_rules(pages: Iterable[str], packs: Mapping[str, str]) -> set[str]:
    """The sentences that somebody has to look at: their words promise something, or their place in the pack does."""
    found = {text for text in pages if RULE_WORDS.search(text)}
    return found | {text for key, text in packs.items() if RULE_WORDS.search(text) or RULE_KEYS.search(key)}


def page(table: Table) -> str:
    """The page for readers."""
    lines = [
        "# Rules, and what holds them",
        "",
        "Each rule that a page or a pack states, the command that refuses what it forbids, and the test that fails when it does not.",
        "The page is made from `tests/rules/rules.yaml` by `.venv/bin/python -m tests.rules.table`; a test compares both with every",
        "sentence of the pages and packs. Whoever writes a new sentence with words such as *only*, *never* or *at most* adds it there.",
        "",
        "| rule | as the reader sees it | held by | fails without it |",
        "|---|---|---|---|",
    ]
    for rule in table.rules:
        said = "<br>".join(_cell(text) for text in rule.says)
        held = "<br>".join(f"`{name}`" for name in rule.held_by)
        tests = "<br>".join(f"`{node}`" for node in rule.tests)
        lines.append(f"| {rule.id} | {said} | {held} | {tests} |")
    lines += [
        "",
        "## Kept by people",
        "",
        "No record can know whether these are kept. They say what to do, and nothing refuses.",
        "",
    ]
    for why, sentences in table.kept_by_people.items():
        lines += [f"{why}", "", *(f"- {_cell(text)}" for text in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(read_table()), encoding="utf-8")
