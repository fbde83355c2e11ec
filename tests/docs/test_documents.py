"""What the documents say is there: links, verbs, settings, records of dependencies."""

import re
import tomllib
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from amana.commandline.verb import Verb
from amana.development import reference
from amana.development.checks import CHECKS
from amana.web.cli.registry import VERBS
from amana.web.cli.verbs.docs import pages

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
SETTING = re.compile(r"""(?:environ(?:\.get)?[\[(]\s*["']|\$\{)(AMANA_[A-Z_]+)""")


def broken_links(page: Path) -> list[str]:
    """The links of a document that lead to no file."""
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", pages(PROJECT), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[here](page.md), [there](gone.md#part), [far](https://example.org/gone.md)")
    assert broken_links(page) == ["gone.md"]


def test_every_verb_has_its_entry() -> None:
    text = (PROJECT / "docs" / "lookup" / "commands.md").read_text(encoding="utf-8")
    said = set(re.findall(r"^`\./amana ([\w-]+)", text, re.MULTILINE))
    assert said == {verb.name for verb in VERBS if not verb.hidden}


def entry_of(verb: str) -> str:
    """Everything that the page of commands says of a verb."""
    text = (PROJECT / "docs" / "lookup" / "commands.md").read_text(encoding="utf-8")
    return "".join(re.findall(rf"^`\./amana {verb}\b.*?(?=^`\./amana |^## |\Z)", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("verb", [verb for verb in VERBS if not verb.hidden], ids=lambda verb: verb.name)
def test_every_option_of_a_verb_stands_in_its_entry(verb: Verb) -> None:
    assert set(re.findall(r"--[a-z-]+", verb.usage)) <= set(re.findall(r"--[a-z-]+", entry_of(verb.name)))


def test_the_entry_of_check_names_every_check_and_no_other() -> None:
    checks = {check.name for check in CHECKS}
    named = set(re.findall(r"`([a-z]+)`", entry_of("check")))
    named |= set(re.findall(r"`\./amana check ([a-z ]+)`", entry_of("check"))[0].split())
    assert named == checks


def test_every_verb_that_a_document_names_exists() -> None:
    verbs = {verb.name for verb in VERBS} | {"VERB"}
    for page in pages(PROJECT):
        named = set(re.findall(r"\./amana (\w+)", page.read_text(encoding="utf-8")))
        assert named <= verbs, page


def test_every_setting_has_its_entry() -> None:
    text = (PROJECT / "docs" / "lookup" / "settings.md").read_text(encoding="utf-8")
    code = [*(PROJECT / "src").rglob("*.py"), PROJECT / "amana"]
    read = {name for file in code for name in SETTING.findall(file.read_text(encoding="utf-8"))}
    assert read == set(re.findall(r"`(AMANA_[A-Z_]+)`", text))


def test_every_dependency_has_its_record() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    records = PROJECT / "docs" / "decisions"
    tools = (records / "0050-tools-for-development.md").read_text(encoding="utf-8")
    kept = {path.stem.partition("-")[2] for path in records.glob("*.md")} | set(re.findall(r"^## (.+)$", tools, re.M))
    names = {re.split(r"[\[<>=~!;]", requirement)[0] for requirement in wanted}
    assert names <= kept


def test_what_comes_from_the_code_is_as_the_code_says() -> None:
    stale = [page.name for page, text in reference.pages().items() if page.read_text(encoding="utf-8") != text]
    assert stale == [], "./amana docs --write"


def test_where_to_change_names_files_that_are_there() -> None:
    page = (PROJECT / "docs" / "learn" / "where-to-change.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| `([^`]+)` \| `([^`]+)` \|$", page, re.M)
    assert len(rows) >= 30
    assert missing_in(rows) == []
    assert missing_in([("src/amana/attic.py", "tests/attic.py")]) == ["src/amana/attic.py", "tests/attic.py"]


def missing_in(rows: list[tuple[str, str]]) -> list[str]:
    """The paths of these rows at which there is nothing."""
    return [path for row in rows for path in row if not (PROJECT / path).is_file()]
