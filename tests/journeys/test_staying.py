"""She takes her yes back while somebody is reading: the open page closes itself, with script and without."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from amana.cases import commands as cases
from amana.cases.models import Procedure
from amana.trust.models import Line
from amana.vault.clock import now
from tests.access.test_withdrawal import share
from tests.journeys.conftest import Stages
from tests.journeys.stage import MY_DAY, Stage

pytestmark = pytest.mark.browser
NAME = "Selam Tesfaye"
WITHIN_SECONDS = 5  # of the page's own time: what a slow machine needs for an answer is not counted
SHUT = "#main .blanked"  # what covers a page while nobody answers stands beside it


@pytest.fixture
def stage(stages: Stages) -> Stage:
    """Yusuf reads a section that she opened to his team."""
    return stages("staying", "en")


def _browser(stage: Stage, name: str, **options: Any) -> Page:
    """A browser in which somebody is signed in already, and whose clock the test can put forward."""
    page = stage.signed_in(name, **options)
    page.clock.install()
    return page


def _opened(page: Page, case: Procedure) -> None:
    """The identity section, open on the page of the case."""
    page.goto(f"/cases/{case.id}/")
    page.locator(f'form[action="/cases/{case.id}/sections/identity/open/"] button').click()
    expect(page.locator("main").first).to_contain_text(NAME)


def _withdraw(stage: Stage, case: Procedure, consent: UUID) -> None:
    cases.withdraw_consent(stage.world.rawan, case, consent_id=consent, now=now())


def test_an_open_page_closes_within_five_seconds(stage: Stage) -> None:
    case = stage.world.case()
    consent = share(stage.world, case, timedelta(days=30))
    page = _browser(stage, "yusuf")
    _opened(page, case)
    for _ in range(2):  # it asks and stays: a page that is shut asks no more
        with page.expect_response("**/stay/**") as answer:
            page.clock.fast_forward(WITHIN_SECONDS * 1000)
        assert answer.value.status == 204
    expect(page.locator("main").first).to_contain_text(NAME)
    lines = Line.objects.count()
    _withdraw(stage, case, consent)
    page.clock.fast_forward(WITHIN_SECONDS * 1000)
    expect(page.locator(SHUT)).to_be_visible()
    assert NAME not in page.content()
    assert Line.objects.count() == lines + 1  # her withdrawal, and none for the asking
    page.locator(".blanked a").click()
    page.wait_for_url(MY_DAY)
    assert "D-" in page.inner_text("main")  # what to destroy
    stage.complaints[:] = [each for each in stage.complaints if "403" not in each or "/stay/" not in each]


def test_nobody_answers_and_what_was_typed_comes_back(stage: Stage) -> None:
    case = stage.world.case()
    page = _browser(stage, "rawan")
    page.goto(f"/cases/{case.id}/sections/identity/change/")
    typed = page.locator('[name="section-full_name"]')
    typed.fill("Selam, and more")
    page.route("**/stay/**", lambda route: route.abort())
    page.clock.fast_forward(WITHIN_SECONDS * 1000)
    expect(page.locator(".blanked")).to_be_visible()
    expect(typed).to_be_hidden()
    page.unroute("**/stay/**")
    page.clock.fast_forward(WITHIN_SECONDS * 1000)
    expect(typed).to_be_visible()
    assert typed.input_value() == "Selam, and more"


def test_without_script_a_frame_closes_over_the_page(stage: Stage) -> None:
    case = stage.world.case()
    consent = share(stage.world, case, timedelta(days=30))
    page = _browser(stage, "yusuf", java_script_enabled=False)
    with page.expect_response("**/stay/frame/**") as answer:
        _opened(page, case)
    assert int(answer.value.headers["refresh"]) <= WITHIN_SECONDS
    over = page.frame_locator(".stay-over")
    expect(over.locator(".blanked")).to_have_count(0)
    page.locator(".seal-open a.btn").last.click(trial=True)  # the frame is seen through, and in nobody's way
    _withdraw(stage, case, consent)
    expect(over.locator(".blanked")).to_be_visible()
    box = page.locator(".stay-over").bounding_box()
    assert box is not None and page.viewport_size is not None
    assert (box["width"], box["height"]) >= (page.viewport_size["width"] - 20, page.viewport_size["height"] - 20)
    page.reload()
    assert NAME not in page.content()
