"""Code holds no country: what is true of one only is in its pack, and another country is another folder.

It finds texts in the code of rooms and methods that are a code of a country that has a pack, its currency, any zone of
the world's clocks or a telephone number with a country in front. In pages, topics of the guide and meanings of words it finds
the name of such a country, in three languages. Docstrings are left out, because examples need some country, and so are
tests, migrations, and the rooms that make a demonstration or serve our own work.
"""

import ast
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from amana.commandline.project import PROJECT, SOURCE

_LEFT_OUT: Final = frozenset({"tests", "migrations", "demo", "workbench"})
_OWN_WORK: Final = frozenset({"amana/development/turns.py"})  # runs of the tests at hours of one country
_TELEPHONE: Final = re.compile(r"(?<!\w)(?:\+|00)[1-9]\d{1,2}[ \d-]{6,}")
_PAGES: Final = ("*.html", "*.txt", "*.yaml")
_INVENTED: Final = "X"  # ISO 3166 gives no real country a code that begins with it
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
    in_code = [
        f"{file.relative_to(PROJECT)}:{line}: {text}"
        for file, code in codes.items()
        if hint.search(code)
        for line, text in in_text(code, words)
    ]
    names = _names_of_countries()
    pages = sorted(file for kind in _PAGES for file in SOURCE.rglob(kind) if not _is_left_out(file))
    return in_code + [
        f"{file.relative_to(PROJECT)}:{line}: {text}"
        for file in pages
        for line, text in naming(file.read_text(encoding="utf-8"), names)
    ]


def naming(text: str, names: frozenset[str]) -> Iterator[tuple[int, str]]:
    """(line, text of the line) for each line of a page that names one of these countries, alone or inside a word."""
    for number, line in enumerate(text.splitlines(), start=1):
        if any(name in line for name in names):
            yield number, line.strip()


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


def _heads_of_packs() -> list[dict[str, Any]]:
    files = sorted((PROJECT / "packs").glob("*/pack.yaml"))
    return [yaml.safe_load(file.read_text(encoding="utf-8")).get("pack", {}) for file in files]


def _names_of_countries() -> frozenset[str]:
    """The names of the real countries that have a pack, in every language."""
    countries = [about.get("country", {}) for about in _heads_of_packs()]
    return frozenset(
        name
        for country in countries
        if country and not country["iso2"].startswith(_INVENTED)
        for name in country["name"].values()
    )


def _words_of_packs() -> frozenset[str]:
    """The codes of the countries that have a pack, and their currencies."""
    found: set[str] = set()
    for about in _heads_of_packs():
        country = about.get("country", {})
        found.update(str(each) for each in (country.get("iso2"), country.get("iso3"), about.get("currency")) if each)
    return frozenset(found)
