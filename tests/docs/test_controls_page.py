"""The page of controls names tests that exist."""

import ast
import re
from pathlib import Path

from amana.commandline.project import PROJECT

PAGE = PROJECT / "docs" / "lookup" / "controls.md"
TEST = re.compile(r"`((?:src|tests)/[\w/]+\.py)(?:::(\w+))?`")


def missing(text: str, root: Path) -> list[str]:
    """The tests that a page names and that are not there."""
    found = []
    for file, name in TEST.findall(text):
        path = root / file
        tests = (
            {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
            if path.is_file()
            else set()
        )
        if not any(each.startswith("test_") for each in tests) or (name and name not in tests):
            found.append(f"{file}::{name}" if name else file)
    return found


def test_every_control_is_shown_by_a_test_that_exists() -> None:
    text = PAGE.read_text()
    rows = [row for row in text.splitlines() if row.startswith("| ")][1:]
    assert len(rows) > 20
    assert [row for row in rows if not TEST.search(row)] == []
    assert missing(text, PROJECT) == []


def test_what_holds_a_control_is_code_that_exists() -> None:
    """The second column names files and folders of rooms."""
    cells = [row.split("|")[2] for row in PAGE.read_text().splitlines() if row.startswith("| ")][1:]
    named = [name for cell in cells for name in re.findall(r"`([a-z_]+/[\w/.]+)`", cell)]
    assert len(named) > 30
    assert [name for name in named if not _is_there(name)] == []
    assert not _is_there("trust/gone.py")


def _is_there(name: str) -> bool:
    return any((folder / name).exists() for folder in (PROJECT, PROJECT / "src", PROJECT / "src" / "amana"))


def test_a_test_that_is_not_there_is_found() -> None:
    text = "`tests/docs/test_controls_page.py::test_gone` `tests/docs/gone.py` `tests/docs/test_controls_page.py`"
    assert missing(text, PROJECT) == ["tests/docs/test_controls_page.py::test_gone", "tests/docs/gone.py"]
