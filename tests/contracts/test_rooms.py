"""The walls between the rooms hold, and the check that guards them sees a planted import of each kind."""

import ast
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from amana.commandline.project import PROJECT
from amana.development.checks.rooms import lint

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
    "a room reaches past the vault's face": (
        "amana/cases/planted.py",
        "from amana.vault import wraps",
        "Nobody reaches past",
    ),
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


# Lines of code of a room, without its tests and migrations. One room is still too large; its ceiling may only fall.
MOST_LINES = 6_000
STILL_LARGER: dict[str, int] = {}


def test_no_room_is_a_warehouse() -> None:
    sizes: dict[str, int] = {}
    for file in _code_of_rooms(PROJECT / "src"):
        room = file.relative_to(PROJECT / "src" / "amana").parts[0].removesuffix(".py")
        sizes[room] = sizes.get(room, 0) + len(file.read_text(encoding="utf-8").splitlines())
    too_large = {room: lines for room, lines in sizes.items() if lines > STILL_LARGER.get(room, MOST_LINES)}
    assert too_large == {}
    assert sizes.keys() > STILL_LARGER.keys()


def test_no_files_of_a_room_import_each_other_in_a_circle() -> None:
    assert circles(PROJECT / "src") == []


def test_a_planted_circle_of_files_is_found(tmp_path: Path) -> None:
    room = tmp_path / "amana" / "attic"
    room.mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "one.py").write_text("from amana.attic import two\n")
    (room / "two.py").write_text("def later() -> None:\n    from amana.attic.one import anything\n")
    assert circles(tmp_path) == [["amana.attic.one", "amana.attic.two"]]


def _code_of_rooms(source: Path) -> Iterator[Path]:
    for file in sorted((source / "amana").rglob("*.py")):
        if not {"tests", "migrations"} & set(file.parts):
            yield file


def _module_of(file: Path, source: Path) -> str:
    parts = file.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported_by(file: Path, module: str, known: Mapping[str, Path]) -> set[str]:
    """The modules of the rooms that a file imports, anywhere in it, for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                found.add(whole if whole in known else node.module)
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return {each for each in found if each in known and each != module}


def circles(source: Path) -> list[list[str]]:
    """Groups of modules that reach each other by imports (strongly connected components of two or more), each sorted."""
    known = {_module_of(file, source): file for file in _code_of_rooms(source)}
    imports = {module: _imported_by(file, module, known) for module, file in known.items()}
    reached: dict[str, set[str]] = {}
    for start in imports:
        seen, left = set[str](), list(imports[start])
        while left:
            each = left.pop()
            if each not in seen:
                seen.add(each)
                left += imports[each]
        reached[start] = seen
    groups = {
        tuple(sorted(other for other in reached[module] if module in reached[other]))
        for module in reached
        if module in reached[module]
    }
    return [list(group) for group in sorted(groups)]
