"""Help in a browser: the link opens beside the page, keeps what was typed, and takes nothing of the address along."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.journeys.conftest import Stages
from tests.journeys.stage import MY_DAY, WIDTHS
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
LINK = "a[href^='/guide/']:visible"


def open_help(page: Page) -> Page:
    """The tab that the visible link to the guide opens; there is exactly one such link on a page."""
    with page.context.expect_page() as opened:
        page.locator(LINK).click()
    opened.value.wait_for_load_state()
    return opened.value


@languages("ar")
def test_help_opens_beside_the_page_and_takes_nothing_along(language: str, stages: Stages) -> None:
    stage = stages("help", language)
    page = stage.signed_in("berivan")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/signs/new/")
        page.locator("main textarea").first.fill(stage.words.sign)
        beside = open_help(page)
        assert beside.url.endswith("/guide/record-a-report/")
        assert beside.evaluate("document.referrer") == "" and beside.evaluate("window.opener") is None
        assert page.locator("main textarea").first.input_value() == stage.words.sign
        stage.look(beside, "topic")
        beside.locator("main a[href='/guide/']").click()
        stage.look(beside, "contents")
        beside.close()


@languages("ckb")
def test_before_signing_in_there_is_help_too(language: str, stages: Stages) -> None:
    stage = stages("help", language)
    page = stage.open()
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": stage.address}])
    page.goto("/sign-in/")
    beside = open_help(page)
    assert beside.url.endswith("/guide/sign-in/")
    stage.look(page, "sign-in")
    stage.look(beside, "help-of-sign-in")


def asks_to_open(page: Page, key: str) -> str:
    """The address that the page wants to open beside itself when this key is pressed; empty for none."""
    page.evaluate("() => { window.asked = ''; window.open = (address) => { window.asked = address; }; }")
    if len(key) == 1 and key.isascii():
        page.keyboard.press(key)
    else:  # the driver has no Arabic keyboard
        page.evaluate("key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", key)
    asked: str = page.evaluate("window.asked")
    return asked


@languages("en")
def test_keys_lead_somewhere_and_send_nothing(language: str, stages: Stages) -> None:
    stage = stages("keys", language)
    page = stage.signed_in("rawan")
    sent: list[str] = []
    page.goto("/guide/")
    page.context.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/cases/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(MY_DAY)
    with page.context.expect_page() as opened:
        page.keyboard.press("?")
    opened.value.wait_for_url("**/guide/keys/")
    opened.value.close()
    assert asks_to_open(page, "؟") == "/guide/keys/", "the same key of an Arabic keyboard"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.locator("#find").input_value() == ""
    assert asks_to_open(page, "?") == "", "in a field it is a sign"
    assert page.locator("#find").input_value() == "?"
    assert sent == []


@languages("en")
def test_keys_take_no_typed_word_away_and_can_be_turned_off(language: str, stages: Stages) -> None:
    stage = stages("keys", language)
    page = stage.signed_in("berivan")
    page.goto("/signs/new/")
    text = page.locator("main textarea").first
    text.fill(stage.words.sign)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press("d")
    assert asks_to_open(page, "?") == "/guide/keys/", "the keys are heard"
    assert page.url.endswith("/signs/new/") and text.input_value() == stage.words.sign

    page.goto("/guide/keys/")
    stage.look(page, "keys")
    page.locator("[data-off]").click()
    assert page.evaluate("document.activeElement.hasAttribute('data-on')"), "the way back has the focus"
    assert asks_to_open(page, "?") == ""
    page.locator("[data-on]").click()
    assert asks_to_open(page, "?") == "/guide/keys/"


@languages("ckb")
def test_words_read_well(language: str, stages: Stages) -> None:
    stage = stages("words", language)
    page = stage.signed_in("rawan")
    page.goto("/guide/words/")
    stage.look(page, "words")
    page.goto("/guide/consent/")
    page.locator("a.term").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target dd').innerText.length") > 20
    stage.look(page, "terms")
