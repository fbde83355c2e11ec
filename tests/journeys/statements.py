"""How many statements each request of the story asks of the database.

`./amana journey --count` measures on the database that it is told (`--on`) and writes docs/lookup/statements.json and .md. The
daily run fails when one of the pages and acts that are asked for most asks for clearly more than the file says.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.handlers.base import BaseHandler
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase

FOLDER: Final = Path(__file__).parents[2] / "docs" / "lookup"
FIGURES, PAGE = FOLDER / "statements.json", FOLDER / "statements.md"
BUSIEST: Final = 20
MANY: Final = 60
# A session that is renewed, or a clock that has run, asks a few more.
SLACK: Final = 10


@dataclass
class Requests:
    """All requests of the story to one address, by one method."""

    times: int = 0
    most: int = 0
    together: int = 0

    def add(self, statements: int) -> None:
        """One more request."""
        self.times += 1
        self.most = max(self.most, statements)
        self.together += statements


type Counted = dict[str, Requests]


@contextmanager
def counted() -> Iterator[Counted]:
    """Counts while it is open, by method and route, whatever thread answers."""
    found: Counted = {}
    here, turn = threading.local(), threading.Lock()
    answer, execute = BaseHandler.get_response, CursorWrapper._execute_with_wrappers  # type: ignore[attr-defined]

    def get_response(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        here.statements = 0
        response = answer(handler, request)
        match = request.resolver_match
        with turn:
            if match is not None:
                found.setdefault(f"{request.method} /{match.route}", Requests()).add(here.statements)
        return response

    def execute_counted(cursor: CursorWrapper, *arguments: Any, **named: Any) -> Any:
        here.statements = getattr(here, "statements", 0) + 1
        return execute(cursor, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", get_response)
        patch.setattr(CursorWrapper, "_execute_with_wrappers", execute_counted)
        yield found


def busiest(found: Mapping[str, Requests]) -> dict[str, Requests]:
    """Those that are asked for most, pages and acts alike, and besides all with many statements."""
    by_times = sorted(found.items(), key=lambda each: (-each[1].times, each[0]))
    chosen = by_times[:BUSIEST] + [each for each in by_times[BUSIEST:] if each[1].most > MANY]
    return dict(sorted(chosen, key=lambda each: (-each[1].most, each[0])))


def budget(database: str) -> dict[str, Requests]:
    """What they asked on this database when it was measured last."""
    said = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {route: Requests(**figures) for route, figures in said.get(database, {}).get("requests", {}).items()}


def over(found: Mapping[str, Requests], most: Mapping[str, Requests]) -> list[str]:
    """The addresses that ask for clearly more than `most` allows, with both figures; a new one with many, too."""
    said = []
    for route, requests in found.items():
        allowed = most[route].most + SLACK if route in most else MANY
        if requests.most > allowed:
            said.append(f"{route}: {requests.most} statements, at most {allowed}")
    return said


def keep(found: Mapping[str, Requests], database: str) -> bool:
    """Writes the figures and their page where `./amana journey --count` asked for it. Returns whether it did."""
    commit = os.environ.get("AMANA_JOURNEY_COUNT")
    if not commit:
        return False
    said = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    said[database] = {"commit": commit, "requests": {route: asdict(each) for route, each in busiest(found).items()}}
    FIGURES.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(said), encoding="utf-8")
    return True


def page(said: Mapping[str, Any]) -> str:
    """The figures as a document; the addresses of the database with row policies decide the order."""
    databases = sorted(said)
    routes = list(dict.fromkeys(route for database in databases for route in said[database]["requests"]))
    head = " | ".join(f"{database}, most | {database}, mean" for database in databases)
    rows = []
    for route in routes:
        figures = [said[database]["requests"].get(route) for database in databases]
        cells = (f"{each['most']} | {each['together'] / each['times']:.0f}" if each else "- | -" for each in figures)
        times = max(each["times"] for each in figures if each)
        rows.append(f"| `{route}` | {times} | {' | '.join(cells)} |")
    table = "\n".join(rows)
    measured = ", ".join(f"on {database} at {said[database]['commit']}" for database in databases)
    return f"""# What the busiest pages and acts ask of the database

Counted by `./amana journey --count` (with `--on postgresql` for that database) while the story of the tests is lived in a browser:
statements of one request, the most and the mean. The {BUSIEST} addresses that the story asks for most, and every other one with more
than {MANY} statements. Measured {measured}. On PostgreSQL each is a round trip.
The daily tests fail when one of them asks for more than {SLACK} statements above its figure.

What stands above {MANY} was looked into. A page asks each repeated question once ([why](../decisions/0132-a-page-asks-once.md)); what
remains on the page of a case are its many panels, each with rows of its own. An act that takes several steps at once (sending a
referral drafts it, keeps the agreement, packs and sends) writes facts, sealed texts, their wraps and a line of the trail for each; what
it reads may change under it, so it reads again at each step.

| request | times | {head} |
|---|---|{"---|" * (2 * len(databases))}
{table}
"""
