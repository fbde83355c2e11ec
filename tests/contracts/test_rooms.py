"""The walls between the rooms hold, and the check that guards them sees a planted import of each kind."""

import shutil
from pathlib import Path

import pytest

from amana.web.cli.checks.rooms import lint
from amana.web.cli.project import PROJECT

PLANTED = {
    "a room imports from the line above": ("amana/consent/planted.py", "import amana.cases", "A room imports only"),
    "rooms on one line know each other": ("amana/intake/planted.py", "import amana.justice", "A room imports only"),
    "an import hidden in a function": (
        "amana/cases/planted.py",
        "def later() -> None:\n    from amana.referrals import apps",
        "A room imports only",
    ),
    "a room that nobody placed": ("amana/attic/__init__.py", "", "A room imports only"),
    "a rule asks Django": ("amana/outreach/rules.py", "import django.conf", "Rules are pure"),
    "a rule asks the database": ("amana/outreach/rules.py", "import amana.trust.queries", "Rules are pure"),
    "a view takes models": ("amana/outreach/views.py", "import amana.trust.models", "Models are imported by"),
    "a method needs Django": ("amana_methods/planted.py", "import django.db", "Methods stand alone"),
    "a method needs a room": ("amana_methods/planted.py", "import amana.errors", "Methods stand alone"),
    "a room encrypts by itself": (
        "amana/cases/planted.py",
        "from cryptography.hazmat.primitives import hashes",
        "Only the vault encrypts",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code and of its contracts, to plant faults in."""
    shutil.copytree(PROJECT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "__pycache__", "locale"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_goes_the_right_way() -> None:
    status, report = lint(PROJECT)
    assert status == 0, report


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_import_is_found(copy: Path, fault: str) -> None:
    file, line, contract = PLANTED[fault]
    target = copy / "src" / file
    target.parent.mkdir(exist_ok=True)
    with target.open("a", encoding="utf-8") as code:
        code.write(f"\n{line}\n")

    status, report = lint(copy)

    assert status == 1
    broken = [text for text in report.splitlines() if text.startswith(contract)]
    assert any("BROKEN" in text for text in broken), report
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert module.rpartition(".")[2] in report
