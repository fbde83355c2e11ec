"""Following every link that a page shows somebody, from my day on, and what answers with a mistake."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

NOT_FOLLOWED = ("/static/", "/sign-out/", "/i18n/")
REDIRECTS = 5
ENDLESS = frozenset({"diary:diary", "diary:file"})  # each page of a calendar leads to the next one, for a hundred years


@dataclass(frozen=True)
class Link:
    """An address that a page shows, and whether the script asks for it as a fragment."""

    address: str
    fragment: bool = False


@dataclass(frozen=True)
class Broken:
    """A link that answers with a mistake, and the page that shows it."""

    link: Link
    page: str
    status: int

    def __str__(self) -> str:
        return f"{self.page} shows {self.link.address}: {self.status}"


class _Links(HTMLParser):
    """Collects `href` of links, `src`, `hx-get`, and the addresses of forms that ask by GET."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what the tag leads to."""
        said = {name: value or "" for name, value in attrs}
        if tag in ("a", "area") and "href" in said:
            self.found.append(Link(said["href"]))
        if tag in ("img", "iframe", "embed", "object") and (address := said.get("src") or said.get("data")):
            self.found.append(Link(address))
        if tag == "form" and said.get("method", "get").lower() == "get":
            self.found.append(Link(said.get("action", "")))
        if "hx-get" in said:
            self.found.append(Link(said["hx-get"], fragment=True))


def links_of(body: str, page: str) -> Iterator[Link]:
    """The addresses on this server that a page shows, whole and without their fragment, in their order."""
    reader = _Links()
    reader.feed(body)
    here = urlsplit(urljoin("http://here/", page))
    for link in reader.found:
        address = urlsplit(urldefrag(urljoin(here.geturl(), link.address))[0])
        if (address.scheme, address.netloc) != (here.scheme, here.netloc) or address.path.startswith(NOT_FOLLOWED):
            continue
        asked = f"?{address.query}" if address.query else ""
        yield Link(address.path + asked, link.fragment)


def _route(address: str) -> str:
    """The name of the route that an address leads to, with the names of what it asks; the address itself without one."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return address
    asks = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
    return f"{name}?{'&'.join(asks)}"


@dataclass(frozen=True)
class Crawl:
    """What was met on the way: `pages` are the addresses that gave a page, by the name of their route."""

    broken: list[Broken]
    pages: dict[str, str]
    asked: int


def crawl(client: Client, start: Iterable[str], *, every_record: bool = False) -> Crawl:
    """Follows every link from the addresses of `start`, and asks each address once.

    Without `every_record` one record stands for all of its kind: a link is followed once for each pair of the route that
    shows it and the route that it leads to. The pages of a calendar are always followed so.
    """
    waiting = deque((Link(address), "start") for address in start)
    asked: set[Link] = set()
    pairs: set[tuple[str, str, bool]] = set()
    broken: list[Broken] = []
    pages: dict[str, str] = {}
    while waiting:
        link, page = waiting.popleft()
        pair = (_route(page), _route(link.address), link.fragment)
        once = not every_record or pair[1].partition("?")[0] in ENDLESS
        if link in asked or (once and pair in pairs):
            continue
        asked.add(link)
        pairs.add(pair)
        status, kind, body, last = _get(client, link)
        if status >= 400:
            broken.append(Broken(link, page, status))
        elif kind.startswith("text/html"):
            if not link.fragment:
                pages.setdefault(_route(last), last)
            waiting.extend((found, last) for found in links_of(body, last))
    return Crawl(broken, pages, len(asked))


def _get(client: Client, link: Link) -> tuple[int, str, str, str]:
    """(status, content type, body, address) of the last answer; what looking at a page writes is undone."""
    headers = {"HX-Request": "true"} if link.fragment else {}
    with transaction.atomic():
        answer, address = _ask(client, link.address, headers), link.address
        for _ in range(REDIRECTS):
            if answer.status_code not in (301, 302, 303, 307):
                break
            address = urljoin(address, answer["Location"])
            if urlsplit(address).netloc:  # away from this server
                return answer.status_code, "", "", link.address
            answer = _ask(client, address, headers)
        kind = answer.headers.get("Content-Type", "")
        content = answer.getvalue()
        body = content.decode() if kind.startswith("text/html") else ""
        transaction.set_rollback(True)
    return answer.status_code, kind, body, address


def _ask(client: Client, address: str, headers: dict[str, str]) -> Any:
    client.raise_request_exception = False
    return client.get(address, headers=headers)
