"""The page of all files: what each file of a room and of a pack is for, in the words with which it begins."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from amana.commandline.project import PROJECT

_ROOMS, _METHODS, _PACKS = PROJECT / "src" / "amana", PROJECT / "src" / "amana_methods", PROJECT / "packs"


def files_of(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yields (path below the folder, its first sentence, what others may use of it) of every file of code and of a pack.

    Tests, migrations and examples are left out.
    """
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if {"tests", "migrations", "examples"} & set(inside.parts) or not file.is_file():
            continue
        if said := _first_sentence(file):
            yield str(inside), said, ", ".join(_public_names(file))


def _first_sentence(file: Path) -> str:
    """Returns what the file says first of itself: its docstring, or the comment at the head of a YAML file."""
    match file.suffix:
        case ".py":
            said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
            said = said.split("\n\n")[0]
        case ".yaml":
            lines = file.read_text(encoding="utf-8").splitlines()
            end = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
            said = " ".join(line.lstrip("# ") for line in lines[:end])
        case _:
            return ""
    return " ".join(said.split()).split(". ")[0].rstrip(".")


def _public_names(file: Path) -> Iterator[str]:
    """Yields the names of the functions and classes of a module that do not begin with an underscore."""
    if file.suffix == ".py":
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                yield node.name


def page() -> str:
    """Returns docs/lookup/files.md."""
    folders = [*sorted(_ROOMS.iterdir()), _METHODS, *sorted(_PACKS.iterdir())]
    return _PAGE.format(
        parts="\n\n".join(_part(folder) for folder in folders if folder.is_dir() and any(files_of(folder)))
    )


def _part(folder: Path) -> str:
    rows = [" | ".join(("", f"`{path}`", _escape(said), names, "")).strip() for path, said, names in files_of(folder)]
    head = ["| file | what is in it | functions and classes |", "|---|---|---|"]
    return "\n".join([f"## `{folder.relative_to(PROJECT)}`", "", *head, *rows])


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


_PAGE: Final = """# What is in which file

Every file of a room, of the methods and of a pack, with the sentence that it begins with and the names that others may use;
tests, migrations and examples are left out. What each room is for: [the map of the rooms](../understand/rooms.md). Where a change begins:
[where to change what](../learn/where-to-change.md). This page is written from the files: `./amana docs --write`.

{parts}
"""
