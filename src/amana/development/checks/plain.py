"""Words and shapes of names that we decided not to use in code: their number falls, and never grows."""

import ast
import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from amana.commandline.project import PROJECT, SOURCE

DECIDED = PROJECT / "tools" / "plain_words.yaml"
LEFT = PROJECT / "tools" / "plain_words_left.json"
PARTICIPLE = "a participle alone as a name"
_MOST_SHOWN = 10

_IRREGULAR = (
    "begun bound built chosen done drawn fed felt found given gone heard held kept known laid learnt left lent lost made meant met"
    " paid proven put read run said seen sent sewn shown shut sold spent spoken stood sworn taken thrown told understood won worn"
    " written"
).split()
# Of one word: `_made`, `shown`, `_asked`. A word that is a verb and a participle alike (read, run, put) is fine as a name.
_PARTICIPLES = re.compile(rf"_?(?:[a-z]{{2,}}ed|{'|'.join(_IRREGULAR)})")
_VERBS_TOO = frozenset(
    {"bed", "feed", "need", "put", "read", "run", "seed", "shed", "shut", "speed", "embed", "proceed"}
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A word that is not used, and what is said instead."""

    name: str
    found: re.Pattern[str]
    instead: str


@dataclass(frozen=True, slots=True)
class Place:
    """One use of a word or name that was decided against."""

    name: str
    file: Path
    line: int
    words: str


def findings() -> list[str]:
    """The newest places of each word that is used more often than it was."""
    return grown(places(code_files(SOURCE), read_decided_words()), read_counts_left())


def read_decided_words() -> list[Decided]:
    """The words of tools/plain_words.yaml."""
    rows = yaml.safe_load(DECIDED.read_text(encoding="utf-8"))
    return [Decided(row["name"], re.compile(row["found"], re.IGNORECASE), row["instead"]) for row in rows]


def read_counts_left() -> dict[str, int]:
    """How often each may still be used: as often as when the counts were last written."""
    counts: dict[str, int] = json.loads(LEFT.read_text(encoding="utf-8"))
    return counts


def code_files(source: Path) -> Iterator[Path]:
    """The Python files below `source`, without tests and migrations."""
    return (file for file in sorted(source.rglob("*.py")) if not {"tests", "migrations"} & set(file.parts))


def places(files: Iterable[Path], words: Iterable[Decided]) -> list[Place]:
    """Every place in docstrings, comments and names of functions that was decided against."""
    words = tuple(words)
    found = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text)
        for line, prose in (*_docstrings(tree), *_comments(text)):
            found += [
                Place(word.name, file, line + prose[: hit.start()].count("\n"), hit.group())
                for word in words
                for hit in word.found.finditer(prose)
            ]
        found += [
            Place(PARTICIPLE, file, node.lineno, node.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and _PARTICIPLES.fullmatch(node.name)
            and node.name.lstrip("_") not in _VERBS_TOO
        ]
    return found


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(first line, text) of each docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text:
                yield node.body[0].lineno, text


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each comment."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def count(found: Iterable[Place]) -> dict[str, int]:
    """How often each word or shape of a name is used, by name."""
    return dict(sorted(Counter(place.name for place in found).items()))


def grown(found: Iterable[Place], most: Mapping[str, int]) -> list[str]:
    """A line for each word that is used more often than `most` allows, then its places in the files changed last."""
    found = tuple(found)
    lines = []
    for name, number in count(found).items():
        if number > most.get(name, 0):
            lines.append(
                f"{name}: {number} times, and {most.get(name, 0)} are left from before; the places changed last:"
            )
            of_it = sorted(
                (place for place in found if place.name == name), key=lambda place: -place.file.stat().st_mtime
            )
            lines += [f"  {_relative(place.file)}:{place.line}: {place.words}" for place in of_it[:_MOST_SHOWN]]
    return lines


def _relative(file: Path) -> Path:
    return file.relative_to(PROJECT) if file.is_relative_to(PROJECT) else file


def page() -> str:
    """docs/lookup/plain-words.md: the words, what is said instead, and how often each is still used."""
    counts = count(places(code_files(SOURCE), read_decided_words()))
    rows = [f"| {word.name} | {word.instead} | {counts.get(word.name, 0)} |" for word in read_decided_words()]
    rows.append(
        f"| {PARTICIPLE} (`_made`, `shown`) | a verb and its object: `build_row` | {counts.get(PARTICIPLE, 0)} |"
    )
    return _PAGE.format(rows="\n".join(rows), together=sum(counts.values()))


_PAGE = """# Plain words

Docstrings, comments and names are written in the plain English of engineering documentation: subject, verb, and the term that
the trade already has. These words were decided against in code. `./amana check plain` fails when one of them is used more often
than before; `./amana docs --write` writes this page, and lowers the counts in `tools/plain_words_left.json`.

| not | but | still used |
|---|---|---|
{rows}

Together {together}.
"""


def lower() -> None:
    """What is used less often now may not come back."""
    before, counts = read_counts_left(), count(places(code_files(SOURCE), read_decided_words()))
    LEFT.write_text(
        json.dumps({name: min(counts.get(name, 0), most) for name, most in before.items()}, indent=2) + "\n",
        encoding="utf-8",
    )
