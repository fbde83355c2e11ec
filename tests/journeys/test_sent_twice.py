"""Two clicks in a browser are one note; what was changed on a page of before is given back, readable on a telephone."""

import pytest
from playwright.sync_api import expect

from amana.cases.models import Note
from tests.journeys.conftest import Stages
from tests.journeys.stage import Person
from tests.journeys.words import languages

pytestmark = pytest.mark.browser


def test_two_clicks_are_one_note_and_the_page_of_a_note_that_was_written(stages: Stages) -> None:
    stage = stages("sent-twice", "en")
    rawan = Person(stage, "rawan")
    page = rawan.page
    rawan.go(f"/cases/{stage.world.case().id}/notes/")
    page.locator("textarea").fill("She slept well.")
    with page.expect_navigation():
        page.locator("main .btn-primary").dblclick()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_be_visible()
    assert Note.objects.count() == 1


@languages("ckb")
def test_what_was_changed_on_the_page_of_before_comes_back_and_can_be_sent(language: str, stages: Stages) -> None:
    stage = stages("sent-before", language)
    rawan = Person(stage, "rawan")
    page = rawan.page
    notes = f"/cases/{stage.world.case().id}/notes/"
    rawan.go(notes)
    token = page.locator("form:has(textarea) input[name=form_token]").first.input_value()
    page.locator("textarea").fill("She slept well.")
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    rawan.go(notes)
    page.locator("form:has(textarea) input[name=form_token]").first.evaluate(
        "(field, token) => { field.value = token; }", token
    )
    page.locator("textarea").fill("She slept badly.")
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    rawan.look("sent-before")
    assert Note.objects.count() == 1
    page.locator("main .btns button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Note.objects.count() == 2
