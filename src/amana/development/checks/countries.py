"""Code holds no country: what is true of one only is in its pack, and another country is another folder.

It finds texts in the code of rooms and methods that are a code of a country that has a pack, its currency, any zone of
the world's clocks or a telephone number with a country in front. Docstrings are left out, because examples need some
country, and so are tests, migrations, and the rooms that make a demonstration or serve our own work.
"""

import ast
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from amana.commandline.project import PROJECT, SOURCE

_LEFT_OUT: Final = frozenset({"tests", "migrations", "demo", "workbench"})
_OWN_WORK: Final = frozenset({"amana/development/turns.py"})  # runs of the tests at hours of one country
_TELEPHONE: Final = re.compile(r"(?<!\w)(?:\+|00)[1-9]\d{1,2}[ \d-]{6,}")
_ZONES: Final = frozenset(
    zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")
)


def findings() -> list[str]:
    """Returns `file:line: the text`, for each that names a country."""
    words = _words_of_packs()
    hint = re.compile(
        "|".join([_TELEPHONE.pattern, *{re.escape(each.partition("/")[0]) + "/" for each in _ZONES}, *words])
    )
    codes = {file: file.read_text(encoding="utf-8") for file in sorted(SOURCE.rglob("*.py")) if not _is_left_out(file)}
    return [
        f"{file.relative_to(PROJECT)}:{line}: {text}"
        for file, code in codes.items()
        if hint.search(code)
        for line, text in in_text(code, words)
    ]


def in_text(code: str, words: frozenset[str]) -> Iterator[tuple[int, str]]:
    """(line, text) for each text of a module that is one of `words` or names a place or a number of some country."""
    tree = ast.parse(code)
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            text = node.value
            if text in words or text in _ZONES or _TELEPHONE.search(text):
                yield node.lineno, text


def _is_left_out(file: Path) -> bool:
    inside = file.relative_to(SOURCE)
    return not _LEFT_OUT.isdisjoint(inside.parts) or inside.as_posix() in _OWN_WORK


def _words_of_packs() -> frozenset[str]:
    """The codes of the countries that have a pack, and their currencies."""
    found: set[str] = set()
    for file in sorted((PROJECT / "packs").glob("*/pack.yaml")):
        about = yaml.safe_load(file.read_text(encoding="utf-8")).get("pack", {})
        country = about.get("country", {})
        found.update(str(each) for each in (country.get("iso2"), country.get("iso3"), about.get("currency")) if each)
    return frozenset(found)
