"""Help in a browser: the link opens beside the page, keeps what was typed, and takes nothing of the address along."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.journeys.conftest import Stages
from tests.journeys.stage import WIDTHS
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
