"""What is typed into a long form is kept while somebody types, offered again, and never put back unasked."""

import pytest
from playwright.sync_api import Page, expect

from amana.drafts.models import Draft
from tests.journeys.conftest import Stages
from tests.journeys.stage import Person
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
FIRST, SECOND = "She asked for a lawyer. ", "And for her sister."


def type_and_wait(page: Page, text: str) -> None:
    """Types at the end of the note, and waits until it was kept."""
    with page.expect_response("**/drafts/keep/"):
        page.locator("textarea").press("Control+End")
        page.locator("textarea").press_sequentially(text)


@languages("ckb")
def test_a_note_survives_a_closed_page_and_ends_when_it_is_stored(language: str, stages: Stages) -> None:
    stage = stages("draft", language)
    rawan = Person(stage, "rawan")
    case, page = stage.world.case(), rawan.page
    rawan.go(f"/cases/{case.id}/notes/")
    type_and_wait(page, FIRST)
    expect(page.locator("[data-saved]")).to_contain_text(":")
    with page.expect_response("**/drafts/open/"):
        page.reload()
    expect(page.locator("[data-notice=before]")).to_be_visible()
    assert page.locator("textarea").input_value() == "", "nothing is put back unasked"
    rawan.look("draft-kept")
    page.locator("[data-put-back]").click()
    expect(page.locator("textarea")).to_have_value(FIRST)
    expect(page.locator("[data-notice]")).to_have_count(0)
    type_and_wait(page, SECOND)
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    assert not Draft.objects.exists()
    rawan.go(f"/cases/{case.id}/notes/")
    assert page.locator("[data-kept]").count() == 0


def test_two_windows_of_one_form_lose_neither_text_and_going_back_throws_it_away(stages: Stages) -> None:
    stage = stages("draft-windows", "en")
    rawan = Person(stage, "rawan")
    case, one = stage.world.case(), rawan.page
    address = f"/cases/{case.id}/notes/"
    rawan.go(address)
    two = one.context.new_page()
    two.goto(one.url)
    type_and_wait(two, SECOND)
    type_and_wait(one, FIRST)
    notice = one.locator("[data-notice=elsewhere]")
    expect(notice).to_contain_text(SECOND)
    expect(one.locator("textarea")).to_have_value(FIRST)
    rawan.look("draft-elsewhere")
    with one.expect_response("**/drafts/keep/"):
        notice.locator("[data-keep-mine]").click()
    expect(notice).to_have_count(0)
    with one.expect_response("**/drafts/discard/"), one.expect_navigation():
        one.locator("main form .btns a").click()
    assert not Draft.objects.exists()
    two.close()
