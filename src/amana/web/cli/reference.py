"""Reference pages that are written from the code and the packs, so that they cannot fall behind."""

import importlib.util
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from amana.errors import AmanaError
from amana.web.cli.project import PROJECT

FOLDER = PROJECT / "docs" / "lookup"


def pages() -> dict[Path, str]:
    """Each generated page with the text it should have now. Django must be ready."""
    return {FOLDER / "errors.md": errors_page(), FOLDER / "glossary.md": glossary_page("iraq")}


def errors_page() -> str:
    """Every refusal that a person may see, by its code."""
    from django.utils import translation

    with translation.override("en"):
        rows = sorted((error.code, error.status, _cell(str(error.text))) for error in set(_errors()))
    table = "\n".join(f"| `{code}` | {status} | {text} |" for code, status, text in rows)
    return f"""# Refusals

A code never changes; programs may rely on it. The sentence is shown in the reader's language, with its places filled.

| code | status | sentence |
|---|---|---|
{table}
"""


def glossary_page(pack_name: str) -> str:
    """The words of the work in English, Arabic and Sorani."""
    from amana.countrypacks import pack

    words = sorted(pack(pack_name).glossary.values(), key=lambda word: word.en.casefold())
    table = "\n".join(f"| {_cell(word.en)} | {_cell(word.ar)} | {_cell(word.ckb)} |" for word in words)
    return f"""# Glossary

The words of the work, as the pages and the papers use them. They are part of the country pack (`packs`), and reviewed there.

| English | العربية | کوردی |
|---|---|---|
{table}
"""


def _errors() -> Iterator[type[AmanaError]]:
    """Every class of refusal, in all rooms."""
    import amana

    for room in pkgutil.iter_modules(amana.__path__):
        name = f"amana.{room.name}.errors"
        if room.ispkg and importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    yield AmanaError
    yield from _below(AmanaError)


def _below(error: type[AmanaError]) -> Iterator[type[AmanaError]]:
    for child in error.__subclasses__():
        if not child.__module__.startswith("amana."):
            continue
        yield child
        yield from _below(child)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
