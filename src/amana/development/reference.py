"""Generates reference pages from the code and the packs, so that they cannot fall behind."""

import ast
import importlib.util
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from amana.commandline.project import PROJECT, room_lines
from amana.development import colours, contents, guides, named_values
from amana.development.checks import plain
from amana.errors import AmanaError

FOLDER = PROJECT / "docs" / "lookup"


def pages() -> dict[Path, str]:
    """Returns each generated page with the text it should have now. Django must be set up."""
    return {
        FOLDER / "colours.md": colours.page(),
        colours.PUBLIC_AND_COLOURS: colours.public_sheet(),
        FOLDER / "errors.md": errors_page(),
        FOLDER / "files.md": contents.page(),
        FOLDER / "glossary.md": glossary_page("iraq"),
        FOLDER / "named-values.md": named_values.page(),
        FOLDER / "plain-words.md": plain.page(),
        PROJECT / "docs" / "understand" / "rooms.md": rooms_page(),
        **guides.pages(),
    }


ROOMS_PAGE = """# The map of the rooms

Amana is divided into rooms, each a Python package. A room imports only from lines below its own; rooms on one line do not know
each other. This page is written from the contract in `pyproject.toml` and from what each room says of itself:
`./amana docs --write`.

```
{map}
```

Below all of them lies `errors`, what may be refused. Beside them stands `amana_methods`: the algorithms, without Django, for
anybody. `./amana rooms` checks all of this in a moment, and sees imports hidden inside functions too. Where to begin for a
change: [where to change what](../learn/where-to-change.md).

## What each room is for

{rooms}

## How news travels

- **Down, as a call.** A room calls commands and queries of the rooms below.
- **Down, as a fact.** What two neighbours need becomes a milestone of the case.
- **Up, as an event.** A room announces (`events.py`), and rooms above hear it.
- **Up, as a registration.** A room above gives a function to one below when it starts (`apps.py`): a ground for opening a file,
  a panel on the case page, a line of "my day", a duty of the worker, a verb of `./amana` (`verbs/`).

## Inside a room

`rules.py` says what is true, without clock, database or settings. `pack_sections.py` says what a country may say to this room,
and `pack.py` reads it. `commands.py` changes records, `queries.py` answers; both take the actor first. `views.py`, `forms.py`
and the templates turn a request into values, call one of these, and show what came back. `words.py` says what codes are called
in the reader's language, and lists what people choose from. `row_policies.py` says who gets the rows of the room's tables on
PostgreSQL. Models are imported by models, queries, commands, admin and tests. A room whose tables carry the app label of
another (`vault`, `signin`, `oversight`, `exports`,
`upkeep` carry `trust`; `releases` carries
`reporting`; `emergencies`, `duplicates`, `steps` and `subject_access` carry `cases`; `screening`, `assessments`,
`public_reports` and `own_page` carry `intake`) was once part of it: labels and table names stay, so that no data moves.

**Every command carries its permission**, as a decorator of `amana.trust.authorise`. `needs` and `needs_one_of` name capabilities,
`needs_on_record` one that is asked for the record (a call, a screening); each refuses before anything happens. Where the answer
depends on what the command reads first, `decides` names what it will ask, and stops it when it writes a line of the audit log or
returns without a yes. `anybody_signed_in` says in words why no capability is needed. A function that several commands share is
`part_of_a_command`, and no page, API or task may call it. `./amana check verbs` finds what carries none of these.
"""


def rooms_page() -> str:
    """The map of the rooms, from the contract of imports and from the docstring of each room."""
    lines = room_lines()
    texts = []
    for name in (name for line in lines for name in line):
        package = PROJECT / "src" / "amana" / name / "__init__.py"
        if package.exists():
            said = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or ""
            texts.append(f"### `{name}`\n\n{said}\n")
    return ROOMS_PAGE.format(map="\n".join(" | ".join(line) for line in lines), rooms="\n".join(texts).rstrip())


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
