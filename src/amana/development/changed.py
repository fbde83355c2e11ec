"""Finds the tests that a change affects: `./amana test --changed`, for use between commits.

A changed module affects the test files that import it, directly or indirectly, and the tests of its own room; a
template those of its room and of the rooms whose templates use it; a country pack those of packs. The helpers in
`tests/`, such as the small world, import nearly everything and are not followed. Pages are requested by address, which
no import shows: the walks of all addresses and the journeys belong to the whole run, and a walk runs here only when
what it imports was changed.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import grimp

from amana.commandline.project import PROJECT

# What no import shows: a path prefix, and what to run.
_BY_PATH: Final = {
    "packs/": ("tests/packs",),
    "docs/": ("tests/docs",),
    "changes/": ("tests/docs",),
    "src/amana/locale/": ("src/amana/web/tests", "tests/contracts"),
    "conftest.py": ("tests/contracts",),
    ".ci/": ("tests/contracts",),
    "amana": ("tests/contracts",),
}
_EVERYTHING: Final = ("requirements", "pyproject.toml")


def files() -> list[str]:
    """Returns what was changed since the last commit; the files of that commit, when nothing was."""

    def git(*arguments: str) -> list[str]:
        asked = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=True)
        return asked.stdout.splitlines()

    now = {*git("diff", "--name-only", "HEAD"), *git("ls-files", "--others", "--exclude-standard")}
    return sorted(now or git("diff", "--name-only", "HEAD~1", "HEAD"))


def is_everything(changed: Iterable[str]) -> bool:
    """Whether a file is among them on which every test may depend."""
    return any(file.startswith(_EVERYTHING) for file in changed)


def reached_by(changed: Iterable[str]) -> list[str]:
    """Returns the test files and folders that these files affect, as paths."""
    changed = list(changed)
    found: set[str] = set()
    for file in changed:
        for beginning, paths in _BY_PATH.items():
            if file == beginning or (beginning.endswith("/") and file.startswith(beginning)):
                found.update(paths)
        if "/templates/" in file:
            found.update(_tests_of_room(file) + [path for user in _users_of(file) for path in _tests_of_room(user)])
        if file.endswith(".py"):
            found.update(_tests_of_room(file))
    found.update(_tests_importing([file for file in changed if file.endswith(".py")]))
    return sorted(path for path in found if (PROJECT / path).exists() and not _inside_another(path, found))


def _inside_another(path: str, found: Iterable[str]) -> bool:
    return any(path != other and path.startswith(f"{other.rstrip('/')}/") for other in found)


def _tests_of_room(file: str) -> list[str]:
    """Returns the folder of tests next to this file, for one in `src`."""
    parts = Path(file).parts
    return ["/".join([*parts[:3], "tests"])] if parts[:2] == ("src", "amana") and len(parts) > 3 else []


def _users_of(template: str) -> list[str]:
    """Returns the templates that extend or include this one, directly or through another."""
    texts = {
        str(file.relative_to(PROJECT)): file.read_text() for file in (PROJECT / "src").rglob("templates/**/*.html")
    }
    found: list[str] = []
    waiting = [template]
    while waiting:
        name = waiting.pop().partition("/templates/")[2]
        users = [file for file, text in texts.items() if f'"{name}"' in text and file not in found]
        found += users
        waiting += users
    return found


def _tests_importing(changed: Iterable[str]) -> set[str]:
    """Returns the test files that import one of these modules, directly or indirectly, or are one of them."""
    for folder in (str(PROJECT), str(PROJECT / "src")):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    graph = grimp.build_graph("amana", "amana_methods", "tests", cache_dir=str(PROJECT / ".import_linter_cache"))
    modules = {_module(file) for file in changed} & graph.modules
    for each in graph.find_children("tests") - modules:
        if not graph.find_children(each):
            graph.remove_module(each)
    reached = modules.union(*(graph.find_downstream_modules(module) for module in modules))
    return {_path(module) for module in reached if module.rpartition(".")[2].startswith("test_")}


def _module(file: str) -> str:
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _path(module: str) -> str:
    path = f"{module.replace('.', '/')}.py"
    return path if module.startswith("tests.") else f"src/{path}"
