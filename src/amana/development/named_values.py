"""The page of named numbers and lists: written from code and packs, so that a newcomer finds each by its words."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from amana.commandline.project import PROJECT, SOURCE
from amana.countrypacks.source import read_yaml

_PACKAGES: Final = ("amana", "amana_methods")
_NAME: Final = re.compile(r"_?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_LONGEST_VALUE, _LONGEST_LABEL, _LABELS = 60, 60, 3
_OF_ONE_VALUE: Final = frozenset({"name", "label", "title", "text", "ask"})  # keys whose texts describe one value
PACKS: Final = PROJECT / "packs"
# Codes of protocols and formats, positions of columns: numbers that nobody sets.
_NO_LIMITS: Final = frozenset({"SEED", "VERSION", "FORMAT"})


@dataclass(frozen=True, slots=True)
class Named:
    """A constant of a module: what it holds, its comment or its name in words, and where it is."""

    file: str
    name: str
    value: str
    about: str


def numbers(source: Path = SOURCE) -> list[Named]:
    """Every constant of a module that is a number, a span of time, or a mapping of numbers."""
    return [found for found, value in _constants(source) if _is_number(value)]


def choices(source: Path = SOURCE) -> list[Named]:
    """Every constant of a module that holds two or more translated labels: a list that people choose from."""
    return [
        Named(
            found.file,
            found.name,
            ", ".join(labels[:_LABELS]) + (", ..." if len(labels) > _LABELS else ""),
            found.about,
        )
        for found, value in _constants(source)
        if len(labels := _labels(value)) > 1
    ]


def codes(source: Path = SOURCE) -> list[Named]:
    """Every constant of a module that is a plain list or set of words: which fields, codes or names something holds for."""
    return [found for found, value in _constants(source) if _is_words(value)]


def pack_lists(packs: Path = PACKS) -> list[Named]:
    """Every list of labelled codes in the files of a pack, by its path there."""
    return [
        Named(
            str(file.relative_to(packs.parent)),
            ".".join(path),
            ", ".join(labels[:_LABELS]) + (", ..." if len(labels) > _LABELS else ""),
            _in_words(path[-2] if path[-1] == "options" else path[-1]),
        )
        for file in sorted(packs.rglob("*.yaml"))
        if "examples" not in file.parts
        for path, labels in _lists_within(read_yaml(file).value, ())
    ]


def _lists_within(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yields (path, English labels) of each mapping of which two values or more are short texts, or have one as their name."""
    if not isinstance(node, dict):
        return
    labels = [label for value in node.values() if (label := _english(value))]
    if path and len(labels) > 1 and not _OF_ONE_VALUE & node.keys():
        yield path, labels
    for key, value in node.items() if path[-1:] != ("indicators",) else ():
        yield from _lists_within(value, (*path, str(key)))


def _english(value: Any) -> str:
    """Returns the English label of a value of a pack; "" where it has none, or a whole sentence."""
    for text in (value, value.get("name"), value.get("label")) if isinstance(value, dict) else ():
        if isinstance(text, dict) and isinstance(said := text.get("en"), str):
            return said if len(said) <= _LONGEST_LABEL else ""
    return ""


def _constants(source: Path) -> Iterator[tuple[Named, ast.expr]]:
    for package in _PACKAGES:
        for file in sorted((source / package).rglob("*.py")):
            if {"tests", "migrations"} & set(file.parts):
                continue
            text = file.read_text(encoding="utf-8")
            lines = text.splitlines()
            for node in ast.parse(text).body:
                for name, value in _list_assignments(node):
                    if _NAME.fullmatch(name) and name.strip("_") not in _NO_LIMITS:
                        shown = ast.unparse(value)
                        yield Named(str(file.relative_to(source.parent)), name, shown, _about(name, lines, node)), value


def _list_assignments(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of each name that the statement sets."""
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        yield node.target.id, node.value
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            yield from (
                (one.id, other) for one, other in zip(target.elts, value.elts, strict=True) if isinstance(one, ast.Name)
            )


def _about(name: str, lines: list[str], node: ast.stmt) -> str:
    """The comment behind the statement or above it; without one, the name in words."""
    _code, mark, behind = lines[(node.end_lineno or node.lineno) - 1].partition("  # ")
    if not mark or behind.startswith(("noqa", "fmt")):
        behind = ""
    above: list[str] = []
    for line in reversed(lines[: node.lineno - 1]):
        if not line.startswith("# "):
            break
        above.insert(0, line.removeprefix("# "))
    said = behind or " ".join(above)
    return f"{_in_words(name)}: {said}" if said else _in_words(name)


def _in_words(name: str) -> str:
    return name.strip("_").replace("_", " ").replace(".", " ").lower()


def _is_number(value: ast.expr) -> bool:
    """Whether the expression is made of numbers: `30`, `8 * 1024`, `timedelta(days=30)`, `{"a": 30}`."""
    match value:
        case ast.Constant(value=int() | float() as number):
            return not isinstance(number, bool) and number not in (0, 1, -1)
        case ast.BinOp(left=left, right=right):
            return _is_number(left) or _is_number(right)
        case ast.Call(func=ast.Name(id="timedelta")):
            return True
        case ast.Dict(values=[_, *_] as values):
            return all(_is_number(each) for each in values)
    return False


def _is_words(value: ast.expr) -> bool:
    """Whether the expression is a tuple or a set of two words or more."""
    match value:
        case ast.Call(func=ast.Name(id="frozenset" | "tuple"), args=[inner]):
            return _is_words(inner)
        case ast.Tuple(elts=[_, _, *_] as each) | ast.Set(elts=[_, _, *_] as each):
            return all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in each)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="split")):
            return True
        case ast.Call(func=ast.Name(), args=[ast.Constant(value=str() as text)]):
            return text.count(" ") > 1 and not set(text) & set(".:;%(")  # words that a function takes apart
    return False


def _labels(value: ast.expr) -> list[str]:
    """The English labels in the expression, each once."""
    found: list[str] = []
    for node in ast.walk(value):
        match node:
            case ast.Call(func=ast.Name(id="_" | "gettext_lazy"), args=[ast.Constant(value=str() as label)]):
                found.append(label)
    return list(dict.fromkeys(found))


def page() -> str:
    """docs/lookup/named-values.md."""
    parts = {"numbers": numbers(), "choices": choices(), "codes": codes(), "pack_lists": pack_lists()}
    return _PAGE.format_map({name: "\n".join(_row(each) for each in found) for name, found in parts.items()})


def _row(each: Named) -> str:
    value = each.value if len(each.value) <= _LONGEST_VALUE else f"{each.value[:_LONGEST_VALUE]}..."
    cells = (each.about, f"`{each.name}` = {value}", f"`{each.file}`")
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


_PAGE = """# Numbers, choices and lists

Every limit, size and waiting time with a name, and every list that people choose from or that a rule goes by, with the file that
holds it. What a country sets is in its pack: [what a pack says](packs.md). This page is written from code and packs:
`./amana docs --write`.

## Numbers

| what | name and value | file |
|---|---|---|
{numbers}

## Choices

| what | name and labels | file |
|---|---|---|
{choices}

## Lists of codes

| what | name and codes | file |
|---|---|---|
{codes}

## Lists of a pack

| what | where in the pack, and labels | file |
|---|---|---|
{pack_lists}
"""
