"""Each kind of page that the cast can reach, and the public face: no complaint in the console, no sideways scroll on a phone.

On the way every link that somebody of the cast is shown is followed: none leads nowhere. A page of the desk is opened in one of
two languages, always the same one, and in both where the full counts were asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from zlib import crc32

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from amana import demo
from amana.demo.people import PEOPLE
from amana.releases.tests.publishing import published
from tests.access.crawl import crawl
from tests.browsers import context_of
from tests.cast import World
from tests.journeys.stage import artefacts

pytestmark = pytest.mark.browser

FEW = 6
LANGUAGES = ("en", "ar")
PHONE = {"width": 360, "height": 800}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Phone:
    """A small phone at one address; `found` is what was wrong on the pages it looked at."""

    browser: Browser
    address: str
    found: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    page: Page | None = None

    def look(
        self,
        pages: Mapping[str, str],
        language: str,
        planted: str = "",
        cookies: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Opens each page, in this language; `planted` is put into the body of each of them on its way."""
        page = self._page_of(cookies, language)
        if planted:
            page.route("**/*", lambda route: _plant(route, planted))
        for name, address in pages.items():
            self.complaints.clear()
            page.goto(address)
            self._judge(page, f"{name} ({language}) {address}", self.complaints)
        page.unroute_all(behavior="wait")  # a late answer must not meet a closed browser

    def _page_of(self, cookies: Mapping[str, str], language: str) -> Page:
        """The page of this phone, as somebody with these cookies and nothing else of an earlier one."""
        if self.page is None:
            self.page = context_of(self.browser, viewport=PHONE, base_url=self.address).new_page()
            self.page.on("console", lambda line: self.complaints.extend(_complaint(line)))
            self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        kept = {**cookies, settings.LANGUAGE_COOKIE_NAME: language}
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in kept.items()]
        )
        return self.page

    def close(self) -> None:
        """Its browser is shut."""
        if self.page is not None:
            self.page.context.close()

    def _judge(self, page: Page, where: str, complaints: Iterable[str]) -> None:
        self.found += [f"{where}: {complaint}" for complaint in complaints]
        if (too_wide := page.evaluate(WIDE)) > 0:
            self.found.append(f"{where}: {too_wide} px too wide")
        if folder := artefacts():
            name = "".join(letter if letter.isalnum() else "-" for letter in where.partition(") ")[0])
            page.screenshot(path=folder / f"page-{name}.png", full_page=True)


@pytest.fixture
def phone_at(chromium: Browser) -> Iterator[Callable[[str], Phone]]:
    """A phone at an address, whose browser is shut after the test."""
    made: list[Phone] = []

    def phone(address: str) -> Phone:
        made.append(Phone(chromium, address))
        return made[-1]

    yield phone
    for each in made:
        each.close()


def _complaint(line: ConsoleMessage) -> list[str]:
    return [line.text] if line.type in {"error", "warning"} else []


def _plant(route: Route, planted: str) -> None:
    answer = route.fetch()
    if "text/html" not in answer.headers.get("content-type", ""):
        route.fulfill(response=answer)
        return
    route.fulfill(response=answer, body=answer.text().replace("</main>", f"{planted}</main>"))


def one_click(username: str) -> Client:
    """Somebody of the cast, signed in."""
    client = Client()
    assert client.post("/demo-sign-in/", {"role": username}).status_code == 302
    return client


def cookies_of(client: Client) -> dict[str, str]:
    """The cookies of a signed-in client, for a browser."""
    return {name: cookie.value for name, cookie in client.cookies.items() if cookie.value}


def languages_of(page: str, *, deep: bool) -> tuple[str, ...]:
    """In which languages a page is opened: in one in a quick run, which its name decides."""
    return LANGUAGES if deep else (LANGUAGES[crc32(page.encode()) % len(LANGUAGES)],)


def test_no_page_of_the_desk_complains_or_scrolls_sideways_and_no_link_leads_nowhere(
    transactional_db: None, live_server: Any, phone_at: Callable[[str], Phone], deep: bool
) -> None:
    demo.build_demo_world(lambda line: None, persons=FEW)
    seen: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    phone = phone_at(live_server.url)
    for person in PEOPLE:
        client = one_click(person.username)
        walked = crawl(client, ["/"])
        phone.found += [f"{person.username}: {broken}" for broken in walked.broken]
        assert walked.asked > 8, f"{person.username}: the walk did not get beyond the frame of the page"
        for language in LANGUAGES:
            mine = {name for name in walked.pages if language in languages_of(name, deep=deep)} - seen[language]
            seen[language] |= mine
            pages = {name: address for name, address in walked.pages.items() if name in mine}
            phone.look(pages, language, cookies=cookies_of(client))
    assert not phone.found, "\n".join(phone.found)
    assert len(set[str]().union(*seen.values())) > 90, "the walk did not reach the pages"
    assert all(len(pages) > 40 for pages in seen.values()), "one language has hardly any"


def test_no_public_page_complains_or_scrolls_sideways(
    living_world: World, public_face: str, phone_at: Callable[[str], Phone]
) -> None:
    published(living_world)
    phone = phone_at(public_face)
    for language, start in (("en", "/en/"), ("ar", "/ar/")):
        pages = crawl(Client(), ["/", start]).pages
        phone.look({address: address for address in pages.values()}, language)
    assert not phone.found, "\n".join(phone.found)


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        ('<p style="color: red">planted</p>', "inline style"),
        ("<script>planted()</script>", "inline script"),
        ('<svg width="900" height="1"></svg>', "px too wide"),
    ],
)
def test_what_is_planted_into_a_page_is_found(
    living_world: World, live_server: Any, phone_at: Callable[[str], Phone], planted: str, complaint: str
) -> None:
    phone = phone_at(live_server.url)
    phone.look({"sign in": "/sign-in/"}, "en")
    assert phone.found == []
    phone.look({"sign in": "/sign-in/"}, "en", planted)
    assert [each for each in phone.found if complaint in each], phone.found
