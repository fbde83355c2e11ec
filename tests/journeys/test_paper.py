"""Paper: blank sheets to print, and a filled one typed in by keyboard alone, in the digits of the reader."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

from amana.screening.models import TypedSheet
from amana.screening.paper import choose
from tests.journeys import begun
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
each_language = languages("ckb")


@each_language
def test_a_sheet_is_printed_and_comes_back(language: str, stages: Stages) -> None:
    stage = stages("paper", language)
    people, words = Cast(stage), stage.words
    berivan, screening = people.berivan, begun.an_interview(people)
    page = berivan.page

    berivan.go("/signs/")
    berivan.follow("/signs/paper/")
    berivan.look("print")
    asked: dict[str, str | float | bool] = {"sheet": "form", "profiles": "adult_labour", "language": language}
    pdf = page.request.get("/signs/paper/sheet.pdf", params=asked).body()
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 3

    berivan.go(f"/signs/screenings/{screening}/typed/")
    berivan.look("for-whom")
    berivan.fill_and_send({"age": words.number(31), "kinds": ["domestic_servitude"]})
    sheet = choose(["adult_labour"]).sheet
    typed = "".join(f"{words.number(n)}a " for n in range(1, 20))
    berivan.fill({"code": sheet.code, "on": "2026-02-01", "asked_by": words.focal_point})
    page.locator('[name="answers"]').focus()
    page.keyboard.type(typed + words.number(20) + "k")
    check = page.locator("#check")
    expect(check.locator(".errors li")).to_have_count(1)
    expect(check.locator(".understood li")).to_have_count(19)
    berivan.look("checked")
    page.keyboard.press("Backspace")
    page.keyboard.type("z")
    expect(check.locator(".understood li")).to_have_count(20)
    page.locator('[name="notes"]').focus()
    page.keyboard.type(f"{words.number(1)}: {words.own_words}")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/signs/screenings/{screening}/")
    assert words.own_words in page.inner_text("main")
    assert TypedSheet.objects.count() == 1
    berivan.look("kept")
