"""The frame in Chromium, under the policy of a running instance: nothing is refused, everything can be reached."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browsers import context_of, launched
from tests.journeys.reading import read_by_axe

pytestmark = pytest.mark.browser


class Silent(WSGIRequestHandler):
    """A server that does not write its log into the tests' output."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def site(settings: LazySettings) -> Iterator[str]:
    """The address of a server that shows the frame without any room or database behind it."""
    settings.ROOT_URLCONF = "amana.web.tests.gallery_urls"
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    templates = dict(settings.TEMPLATES[0])
    templates["OPTIONS"] = {
        "context_processors": ["django.template.context_processors.request", "django.template.context_processors.csp"]
    }
    settings.TEMPLATES = [templates]
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launched(playwright.chromium)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser refused or could not do."""
    return []


@pytest.fixture(params=[1280, 360], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, complaints: list[str]) -> Iterator[Page]:
    context = context_of(browser, viewport={"width": request.param, "height": 800})
    opened = context.new_page()
    opened.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield opened
    context.close()


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_the_policy_refuses_nothing_and_everybody_can_read_it(
    language: str, site: str, page: Page, complaints: list[str]
) -> None:
    page.set_extra_http_headers({"Accept-Language": language})
    for address in ("/form/", "/more/", f"/{language}/public/"):
        answer = page.goto(site + address)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert ("nonce-" in policy) == (not address.endswith("/public/"))
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert read_by_axe(page) == []
    assert complaints == []


def test_the_list_of_mistakes_takes_the_focus_and_leads_to_the_field(
    site: str, page: Page, complaints: list[str]
) -> None:
    page.goto(site + "/form/")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("[data-errors]")).to_be_focused()
    page.get_by_role("link", name="Danger today").click()
    expect(page.locator("#id_danger_0")).to_be_focused()
    assert complaints == []


def test_the_screen_is_covered_at_once_and_only_the_button_uncovers_it(site: str, page: Page) -> None:
    page.goto(site + "/form/")
    page.locator("main").get_by_label("Name").fill("kept")
    page.evaluate("Date.now = () => 1000")  # quick fingers, however slow the machine is
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    cover = page.locator("#cover")
    expect(cover).to_be_visible()
    assert page.title() == "Information"
    page.keyboard.press("Escape")
    expect(cover).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(cover).to_be_hidden()
    expect(page).to_have_title("Told · Amana")  # the dialog tells that it closed a moment later
    assert page.locator("main").get_by_label("Name").input_value() == "kept"


def test_the_link_covers_the_screen_too(site: str, page: Page) -> None:
    page.goto(site + "/form/")
    page.get_by_role("link", name="Hide the screen").click()
    expect(page.locator("#cover")).to_be_visible()
    assert page.url.endswith("/form/")


def test_without_a_connection_nothing_typed_is_lost(site: str, page: Page) -> None:
    page.goto(site + "/form/")
    page.locator("main").get_by_label("Name").fill("kept")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#netbar")).to_contain_text("No connection.")
    assert page.locator("main").get_by_label("Name").input_value() == "kept"
    page.context.set_offline(False)
    page.locator("#netbar .netbar").wait_for(state="detached")


def test_the_keyboard_reaches_the_content_first(site: str, page: Page) -> None:
    page.goto(site + "/more/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_without_script_the_page_still_works(site: str, browser: Browser) -> None:
    with context_of(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + "/form/")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("link", name="Hide the screen").click()
        page.wait_for_url("**/cover/")


A4_PX = 680  # between margins of 15 mm
NOT_ON_PAPER = ".topbar, .rail, .tabbar, .btns, .page-help, .skip, button, main .btn, section#do"
DEEDS = '<section id="do"><h2>What you can do</h2></section><section><h2 id="do">Erased</h2></section>'


def wrong_on_paper(page: Page) -> list[str]:
    """What a print of this page has and should not have."""
    page.set_viewport_size({"width": A4_PX, "height": 960})
    page.emulate_media(media="print")
    shown = [each.evaluate("one => one.outerHTML") for each in page.locator(NOT_ON_PAPER).all() if each.is_visible()]
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*shown, *([f"{too_wide} px too wide"] if too_wide > 0 else [])]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_paper_a_page_fits_and_has_nothing_to_press(language: str, site: str, page: Page) -> None:
    page.set_extra_http_headers({"Accept-Language": language})
    for address in ("/form/", "/more/"):
        page.goto(site + address)
        assert wrong_on_paper(page) == []
    page.evaluate("deeds => document.querySelector('main').insertAdjacentHTML('beforeend', deeds)", DEEDS)
    assert wrong_on_paper(page) == [] and page.locator("h2#do").is_visible(), "a heading of the same name stays"
    page.evaluate("document.querySelector('main h1').style.minInlineSize = '900px'")
    assert len(wrong_on_paper(page)) == 1, "a page that does not fit would be found"
    page.emulate_media(media="screen")
    assert page.locator("button").first.is_visible(), "and a button that shows"
    assert page.locator("section#do").is_visible(), "and what can be done"
