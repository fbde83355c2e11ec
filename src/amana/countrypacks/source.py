"""Reading the files of a pack: every value keeps the file and line it was written in.

A pack is a folder. Its YAML and CSV files are read into one tree; the top-level keys of the files are the sections of
the pack, and a section may be spread over several files. A pack that extends another is laid over it: mappings are
joined key by key, everything else is replaced, and an empty value (null) takes away what the other pack said.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as Folder
from typing import Any

import yaml

type Key = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
SOUNDS = {".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav"}
CSV_SECTIONS = {"governorates.csv": "governorates", "districts.csv": "districts", "glossary.csv": "glossary"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in a file; lines count from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a pack, with its position. Its text form is one line for a terminal."""

    mark: Mark
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark.file}:{self.mark.line}: {self.key}: {self.text}" if self.key else self.place_and_text()

    def place_and_text(self) -> str:
        """Returns the problem without a key, for a file that could not be read at all."""
        return f"{self.mark.file}:{self.mark.line}: {self.text}"


@dataclass(slots=True)
class Tree:
    """Values with the marks of all of them, and the problems met while reading."""

    root: str
    value: dict[str, Any] = field(default_factory=dict)
    marks: dict[Key, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def mark(self, key: Key) -> Mark:
        """Returns where `key` was written; for a missing key, where the nearest enclosing value begins."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.marks:
                return self.marks[key[:length]]
        return Mark(self.root, 1)

    def complain(self, key: Key, text: str) -> None:
        """Adds a problem at `key`."""
        self.problems.append(Problem(self.mark(key), format_key(key), text))


def format_key(key: Key) -> str:
    """Returns the key as people write it: `machines.procedure.transitions.t01`."""
    return ".".join(str(part) for part in key)


def read_folder(folder: Folder) -> Tree:
    """Reads the files of one pack, without what it extends. The folders `examples` and `audio` are not part of it."""
    tree = Tree(root=display_path(folder))
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if "examples" in inside.parts or not path.is_file():
            continue
        if path.suffix == ".yaml":
            _add(tree, read_yaml(path))
        elif path.name in CSV_SECTIONS:
            _add(tree, _read_csv(path, CSV_SECTIONS[path.name]))
        elif inside.parts[0] == "audio" and path.suffix in SOUNDS:
            continue  # a recording that `consent.recordings` names
        elif path.suffix not in {".md", ".txt"}:
            text = "a pack holds YAML, CSV, notes (.md, .txt) and sound in a folder audio, nothing else"
            tree.problems.append(Problem(Mark(display_path(path), 1), "", text))
    return tree


def display_path(path: Folder) -> str:
    """Returns the path as a message shows it: from `packs/` on."""
    parts = path.parts
    return "/".join(parts[parts.index("packs") :]) if "packs" in parts else str(path)


def read_yaml(path: Folder) -> Tree:
    """Reads one YAML file with its lines; a value that YAML would silently convert is a problem."""
    tree = Tree(root=display_path(path))
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        tree.problems.append(Problem(Mark(tree.root, 1), "", f"not UTF-8 text (byte {wrong.start})"))
        return tree
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        tree.problems.append(Problem(Mark(tree.root, line), "", f"not readable as YAML: {wrong.problem}"))
        return tree
    if node is None:
        return tree
    if not isinstance(node, yaml.MappingNode):
        tree.problems.append(Problem(Mark(tree.root, 1), "", "the file must begin with the name of a section"))
        return tree
    tree.value = _construct(tree, node, ())
    return tree


def _construct(tree: Tree, node: yaml.Node, key: Key) -> Any:
    here = Mark(tree.root, node.start_mark.line + 1)
    tree.marks.setdefault(key, here)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(tree, node, key))
    if isinstance(node, yaml.SequenceNode):
        return [_construct(tree, child, (*key, place)) for place, child in enumerate(node.value)]
    return _scalar(tree, node, key)


def _pairs(tree: Tree, node: yaml.MappingNode, key: Key) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for name_node, value_node in node.value:
        name = str(name_node.value)
        here = Mark(tree.root, name_node.start_mark.line + 1)
        inner = (*key, name)
        if name_node.tag == f"{_TAG}bool":
            tree.problems.append(
                Problem(here, format_key(inner), f"bare {name} is true or false to YAML: put it in quotes")
            )
        elif name_node.tag != f"{_TAG}str":
            tree.problems.append(
                Problem(here, format_key(inner), f"the key {name} is not text to YAML: put it in quotes")
            )
        if name in seen:
            tree.problems.append(Problem(here, format_key(inner), "said twice"))
            continue
        seen.add(name)
        tree.marks[inner] = here
        yield name, _construct(tree, value_node, inner)


def _scalar(tree: Tree, node: yaml.Node, key: Key) -> str | int | float | bool | date | None:
    text = str(node.value)
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            if text in {"true", "false"}:
                return text == "true"
            tree.complain(key, f"bare {text} is true or false to YAML: write true or false, or put it in quotes")
            return text
        case "int":
            if text.lstrip("-").isdecimal() and (text == "0" or not text.lstrip("-").startswith("0")):
                return int(text)
            tree.complain(key, f"{text} is read as a number in another notation: put it in quotes")
            return text
        case "float":
            return float(text)
        case "timestamp":
            try:
                return date.fromisoformat(text)
            except ValueError:
                tree.complain(key, f"{text} is no date (year-month-day)")
                return text
        case _:
            return text


def _read_csv(path: Folder, section: str) -> Tree:
    """Reads the rows of a CSV file, by the value of their first column; an empty cell adds nothing."""
    tree = Tree(root=display_path(path))
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    header = next(rows, [])
    entries: dict[str, dict[str, str]] = {}
    tree.marks[(section,)] = Mark(tree.root, 1)
    for row in rows:
        here = Mark(tree.root, rows.line_num)
        if len(row) != len(header):
            tree.problems.append(
                Problem(
                    here,
                    section,
                    f"{len(row)} cells, where the header has {len(header)} (a comma too many or too few?)",
                )
            )
            continue
        if row[0] in entries:
            tree.problems.append(Problem(here, f"{section}.{row[0]}", "said twice"))
            continue
        entries[row[0]] = {name: cell for name, cell in zip(header[1:], row[1:], strict=True) if cell}
        tree.marks[(section, row[0])] = here
        tree.marks.update({(section, row[0], name): here for name in header[1:]})
    tree.value = {section: entries}
    return tree


def _add(tree: Tree, part: Tree) -> None:
    """Adds the file `part` to the pack; the same key in two files is a problem."""
    tree.problems.extend(part.problems)

    def join(into: dict[str, Any], more: Mapping[str, Any], key: Key) -> None:
        for name, value in more.items():
            inner = (*key, name)
            if name not in into:
                into[name] = value
            elif isinstance(into[name], dict) and isinstance(value, dict):
                join(into[name], value, inner)
            else:
                first = tree.mark(inner)
                tree.problems.append(
                    Problem(part.mark(inner), format_key(inner), f"said already in {first.file}, line {first.line}")
                )

    join(tree.value, part.value, ())
    tree.marks = {**part.marks, **tree.marks}


def laid_over(base: Tree, over: Tree) -> Tree:
    """Returns `base` with everything that `over` overrides; neither of the two is changed."""

    def join(below: Any, above: Any) -> Any:
        if not (isinstance(below, dict) and isinstance(above, dict)):
            return above
        joined = dict(below)
        for name, value in above.items():
            if name in joined and value is None:
                del joined[name]
            else:
                joined[name] = join(joined[name], value) if name in joined else value
        return joined

    return Tree(
        root=over.root,
        value=join(base.value, over.value),
        marks={**base.marks, **over.marks},
        problems=[*base.problems, *over.problems],
    )
