"""Walking every address as everybody: what each of them gets, and what the reviewed table says they should get."""

from collections.abc import Iterable, Iterator, Mapping, Set
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from amana.trust.capabilities import PRESETS
from tests.access.people import RELATIONS

TABLE = Path(__file__).with_name("table.yaml")
VERBS = ("GET", "POST")
OTHER_VERBS = ("PUT", "PATCH", "DELETE")
# Those whom nothing of the case concerns any more, or ever did.
OUTSIDE = frozenset({"expired", "withdrawn", "stranger"})
# A form that is shown again is an open door; "not there", "not yours" and "not by this verb" are shut ones.
OPEN = frozenset({200, 204, 302, 400, 409, 422})
SHUT = frozenset({403, 404, 405})


@dataclass(frozen=True)
class Row:
    """What the table says of one route: its kind, its arguments, what a POST carries, who is let in by each verb."""

    route: str
    kind: str
    arguments: Mapping[str, str]
    let_in: Mapping[str, frozenset[str]]
    query: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


def routes(urlconf: str | None = None) -> list[str]:
    """The name of every route, with its namespace, in the order of the addresses."""
    return [name for name in _names(get_resolver(urlconf).url_patterns, "") if name]


def _names(patterns: Iterable[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif pattern.name:
            yield space + pattern.name


def table(path: Path = TABLE) -> dict[str, Row]:
    """The reviewed table. Raises ValueError for a group or kind that it does not explain."""
    said = yaml.safe_load(path.read_text())
    groups: dict[str, list[str]] = said["groups"]
    rows = {}
    for route, entry in said["routes"].items():
        if entry["kind"] not in said["kinds"]:
            raise ValueError(f"{route}: no such kind {entry['kind']}")
        let_in = {verb: frozenset(_people(entry.get(verb, []), groups, route)) for verb in VERBS}
        rows[route] = Row(
            route, entry["kind"], entry.get("arguments", {}), let_in, entry.get("query", ""), entry.get("data", {})
        )
    return rows


def _people(names: Iterable[str], groups: Mapping[str, list[str]], route: str) -> Iterator[str]:
    for name in names:
        if name in groups:
            yield from _people(groups[name], groups, route)
        elif ":" in name:
            relation, _colon, role = name.partition(":")
            meant = [
                f"{each}:{one}"
                for each in RELATIONS
                for one in PRESETS
                if relation in ("*", each) and role in ("*", one)
            ]
            if not meant:
                raise ValueError(f"{route}: nobody is {name}")
            yield from meant
        else:
            raise ValueError(f"{route}: no such group {name}")


def address(row: Row, objects: Mapping[str, Any]) -> str:
    """The address of a route with real ids in it."""
    url = reverse(row.route, kwargs={name: objects.get(value, value) for name, value in row.arguments.items()})
    return f"{url}?{row.query}" if row.query else url


def concerned_with_records(rows: Iterable[Row]) -> frozenset[str]:
    """Everybody who gets into some record; all others see nothing of any record, on no page."""
    return frozenset(key for row in rows if row.kind == "record" for let_in in row.let_in.values() for key in let_in)


def sent(row: Row, objects: Mapping[str, Any]) -> dict[str, str]:
    """What a POST to this route carries, with real ids in it."""
    return {name: str(objects.get(value, value)) for name, value in row.data.items()}


def knock(
    client: Client, verb: str, url: str, data: Mapping[str, str] | None = None, **headers: str
) -> tuple[int, bytes]:
    """(status, body) of one request; whatever it did is undone, to the cookies too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        if verb == "POST":
            answer = client.post(url, data or {}, headers=headers)
        else:
            answer = client.generic(verb, url, headers=headers)
        body = answer.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, body


def wrong_answers(
    row: Row,
    objects: Mapping[str, Any],
    verb: str,
    askers: Mapping[str, Client],
    secrets: Iterable[bytes] = (),
    concerned: Set[str] = frozenset(),
    **headers: str,
) -> list[str]:
    """Who was let in and should not have been, or the other way round, or saw a word that is not for them.

    `secrets` are words of the records; nobody sees one who is not `concerned` with any record.
    """
    wrong, url, data = [], address(row, objects), sent(row, objects)
    for key, client in askers.items():
        status, body = knock(client, verb, url, data, **headers)
        expected = key in row.let_in[verb]
        if (status in OPEN) != expected or status not in OPEN | SHUT:
            wrong.append(f"{row.route} {verb} {key}: {status}, expected {'in' if expected else 'out'}")
        if key not in concerned:
            wrong += [f"{row.route} {verb} {key}: shows {word.decode()}" for word in secrets if word in body]
    return wrong
