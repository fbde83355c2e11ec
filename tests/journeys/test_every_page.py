"""Each kind of page that the cast can reach, and the public face: no complaint in the console, no sideways scroll on a phone.

On the way every link that somebody of the cast is shown is followed: none leads nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
    cookies: Mapping[str, str] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def look(self, pages: Mapping[str, str], language: str, planted: str = "") -> None:
        """Opens each page, in this language; `planted` is put into the body of each of them on its way."""
        context = context_of(self.browser, viewport=PHONE, base_url=self.address)
        cookies = {**self.cookies, settings.LANGUAGE_COOKIE_NAME: language}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        page, complaints = context.new_page(), list[str]()
        page.on("console", lambda line: complaints.extend(_complaint(line)))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        if planted:
            page.route("**/*", lambda route: _plant(route, planted))
        for name, address in pages.items():
            complaints.clear()
            page.goto(address)
            self._judge(page, f"{name} ({language}) {address}", complaints)
        page.unroute_all(behavior="wait")  # a late answer must not meet a closed browser
        context.close()

    def _judge(self, page: Page, where: str, complaints: Iterable[str]) -> None:
        self.found += [f"{where}: {complaint}" for complaint in complaints]
        if (too_wide := page.evaluate(WIDE)) > 0:
            self.found.append(f"{where}: {too_wide} px too wide")
        if folder := artefacts():
            name = "".join(letter if letter.isalnum() else "-" for letter in where.partition(") ")[0])
            page.screenshot(path=folder / f"page-{name}.png", full_page=True)


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


def test_no_page_of_the_desk_complains_or_scrolls_sideways_and_no_link_leads_nowhere(
    transactional_db: None, live_server: Any, chromium: Browser
) -> None:
    demo.build_demo_world(lambda line: None, persons=FEW)
    seen: set[str] = set()
    found: list[str] = []
    for person in PEOPLE:
        client = one_click(person.username)
        walked = crawl(client, ["/"])
        found += [f"{person.username}: {broken}" for broken in walked.broken]
        assert walked.asked > 8, f"{person.username}: the walk did not get beyond the frame of the page"
        pages = {name: address for name, address in walked.pages.items() if name not in seen}
        seen |= set(pages)
        phone = Phone(chromium, live_server.url, cookies_of(client), found)
        for language in LANGUAGES:
            phone.look(pages, language)
    assert not found, "\n".join(found)
    assert len(seen) > 90, "the walk did not reach the pages"


def test_no_public_page_complains_or_scrolls_sideways(living_world: World, public_face: str, chromium: Browser) -> None:
    published(living_world)
    phone = Phone(chromium, public_face)
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
    living_world: World, live_server: Any, chromium: Browser, planted: str, complaint: str
) -> None:
    phone = Phone(chromium, live_server.url)
    phone.look({"sign in": "/sign-in/"}, "en")
    assert phone.found == []
    phone.look({"sign in": "/sign-in/"}, "en", planted)
    assert [each for each in phone.found if complaint in each], phone.found
