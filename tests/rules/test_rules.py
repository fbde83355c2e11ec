"""What a page or a pack promises is held by a command, and a test fails without it."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.rules import table
from tests.rules.table import ROOT, Rule, Table, read_table

RULES = read_table()


def names_in(file: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def missing_tests(rules: tuple[Rule, ...]) -> list[str]:
    """The named tests that are not there."""
    missing = []
    for node in sorted({node for rule in rules for node in rule.tests}):
        file, _, name = node.partition("::")
        if not (ROOT / file).is_file() or name not in names_in(ROOT / file):
            missing.append(node)
    return missing


def unknown_commands(rules: tuple[Rule, ...]) -> list[str]:
    """The named commands that are not there."""
    unknown = []
    for name in sorted({name for rule in rules for name in rule.held_by}):
        module, _, attribute = name.rpartition(".")
        try:
            found = hasattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError:
            found = False
        if not found:
            unknown.append(name)
    return unknown


def unreviewed(known: Table, pages: set[str], packs: dict[str, str]) -> list[str]:
    """Sentences whose words promise something, at which nobody has looked."""
    return sorted(table.stating_rules(pages, packs) - known.known())


def test_every_rule_has_a_sentence_a_command_and_a_test() -> None:
    assert [rule.id for rule in RULES.rules if not (rule.says and rule.held_by and rule.tests)] == []
    assert len({rule.id for rule in RULES.rules}) == len(RULES.rules)


def test_every_named_test_is_there() -> None:
    assert missing_tests(RULES.rules) == []


def test_every_named_command_is_there() -> None:
    assert unknown_commands(RULES.rules) == []


def test_every_sentence_of_the_table_is_still_said_somewhere() -> None:
    said = table.sentences_of_pages() | set(table.sentences_of_packs().values())
    assert sorted(RULES.known() - said) == []


def test_every_sentence_that_promises_something_was_looked_at() -> None:
    """Add the sentence to a rule of `rules.yaml` with its command and test; or to what people keep; or to `no_rule`."""
    assert unreviewed(RULES, table.sentences_of_pages(), table.sentences_of_packs(RULES.not_read)) == []


def test_no_sentence_is_a_rule_and_none_at_once() -> None:
    ruled = {text for rule in RULES.rules for text in rule.says}
    kept = {text for texts in RULES.kept_by_people.values() for text in texts}
    assert ruled & set(RULES.no_rule) == set()
    assert kept & (ruled | set(RULES.no_rule)) == set()


def test_the_page_is_made_from_the_table() -> None:
    assert table.PAGE.read_text(encoding="utf-8") == table.page(RULES)


@pytest.mark.parametrize(
    "planted", ["A file is closed only by three people.", "Nobody reads this within 24 hours.", "It must be signed."]
)
def test_a_planted_sentence_is_found(planted: str) -> None:
    assert unreviewed(RULES, {planted}, {}) == [planted]
    assert unreviewed(RULES, set(), {"lists.x.y": planted}) == [planted]


def test_a_planted_guard_is_found_whatever_its_words_are() -> None:
    assert unreviewed(RULES, set(), {"machines.procedure.transitions.t99.guard": "The moon is full."}) != []
    assert unreviewed(RULES, set(), {"lists.moon.full": "The moon is full."}) == []


def test_a_planted_rule_with_no_test_or_command_is_found() -> None:
    planted = (Rule("x", ("amana.cases.commands.no_such",), ("tests/rules/test_rules.py::test_no_such",), ("x",)),)
    assert missing_tests(planted) == ["tests/rules/test_rules.py::test_no_such"]
    assert unknown_commands(planted) == ["amana.cases.commands.no_such"]
