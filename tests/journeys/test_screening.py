"""Interviews lived through in a browser: stopped and resumed, decided by two, a disputed age, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from amana.countrypacks import pack
from amana.intake.pack_sections import SCREENING
from tests.journeys import begun
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.people.forms import in_days
from tests.journeys.people.intake import Screener
from tests.journeys.stage import Stage
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
each_language = languages("ckb")
NO_SIGN, OPEN = "no-indication", "inconclusive"


def at_the_interview(stage: Stage) -> tuple[Cast, str]:
    """Everybody, and the id of a screening whose room is prepared."""
    people = Cast(stage)
    return people, str(begun.an_interview(people))


def answers(berivan: Screener, answer: str, words: str = "") -> None:
    """One question, answered and kept."""
    if berivan.page.locator("[name=answer]").count():
        berivan.page.locator(f'[name=answer][value="{answer}"]').check()
    if words:
        berivan.page.locator("[name=words]").fill(words)
    berivan.send(berivan.page.locator("#ask"), ".btn-primary")


def stops(berivan: Screener) -> None:
    """The button of the bar, at once."""
    with berivan.page.expect_navigation():
        berivan.page.locator('.talk-bar [formaction$="/end/"]').click()


@each_language
def test_she_stops_and_another_day_it_goes_on_where_it_was(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("interview", language, thorough=deep or language == "ar")
    people, screening = at_the_interview(stage)
    berivan, words = people.berivan, stage.words
    berivan.chooses_questions(words.number(31), ["domestic_servitude"])
    assert "/open.contact/" in berivan.page.url
    expect(berivan.page.locator(".say-words").first).to_be_visible()
    berivan.look("her-own-words")
    answers(berivan, "", words.own_words)
    answers(berivan, "", words.other)
    answers(berivan, "yes")
    answers(berivan, "unknown")

    # The explanation is away with one key while she looks, also on the next page; words typed last are not lost.
    page = berivan.page
    page.locator("h1").click()
    with page.expect_response("**/side/"):  # the next page knows it from there
        page.keyboard.press("h")
    expect(page.locator("#sofar details")).not_to_have_attribute("open", "")
    berivan.look("explanation-hidden")
    answers(berivan, "no")
    expect(page.locator("#sofar details")).not_to_have_attribute("open", "")
    page.locator("h1").click()
    with page.expect_response("**/side/"):  # the next page knows it from there
        page.keyboard.press("h")
    expect(page.locator("#sofar details")).to_have_attribute("open", "")
    left_at = page.url
    with page.expect_response("**/keep/"):
        page.locator("[name=words]").fill(words.reason)
        page.locator("[name=words]").blur()
    stops(berivan)
    berivan.look("stopped")
    berivan.fill_and_send({"wish": "person", "note": words.other})
    assert words.reason in page.inner_text("main")
    berivan.look("screening-stopped")

    berivan.press("/resume/")
    berivan.sits_down("before-going-on")
    berivan.follow(re.sub(r"^.*/questions/", "/questions/", left_at))
    assert page.locator("[name=words]").input_value() == words.reason
    berivan.look("resumed")

    # Everything that makes her a victim is asked on the pages of the parts; then a named person decides.
    berivan.go(f"/signs/screenings/{screening}/")
    berivan.go(str(page.locator('main a[href*="/parts/"]').first.get_attribute("href")))
    berivan._answers_part_after_part()
    berivan.press("/end/")
    berivan.says_why_it_stopped("finished")
    berivan.follow("/other-rules/")
    berivan.look("other-rules")
    berivan.go(f"/signs/screenings/{screening}/")
    berivan.presumes()
    berivan.go(f"/signs/screenings/{screening}/")
    berivan.look("advice-and-decision")


@each_language
def test_a_negative_needs_two_people(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("negative", language, thorough=deep or language == "ckb")
    people, screening = at_the_interview(stage)
    berivan = people.berivan
    berivan.chooses_questions(stage.words.number(40), ["other_labour"])
    berivan.go(f"/signs/screenings/{screening}/")
    berivan.go(str(berivan.page.locator('main a[href*="/parts/"]').first.get_attribute("href")))
    while "/parts/" in berivan.page.url:
        shown = set(berivan.page.locator("main input[type=radio]").evaluate_all("all => all.map(one => one.name)"))
        berivan.fill_and_send(dict.fromkeys(shown, "no"))
    berivan.press("/end/")
    berivan.says_why_it_stopped("finished")
    berivan.follow(f"/{NO_SIGN}/")
    form = berivan.fill({"reason": stage.words.other, "information_given": ["contact_card"], "decided_by": "screener"})
    berivan.look("no-sign")
    berivan.send(form)
    assert berivan.page.locator(f'main a[href$="/{NO_SIGN}/"]').count() == 0
    berivan.look("waits-for-a-second-person")

    nasrin = people.nasrin
    nasrin.go(f"/signs/screenings/{screening}/")
    nasrin.opens_what_waits()
    nasrin.look("second-person")
    nasrin.reads_and_confirms()
    nasrin.go(f"/signs/screenings/{screening}/")
    told = nasrin.page.inner_text("main")
    assert "Berivan" in told and "Nasrin" in told
    nasrin.look("decided-by-two")


@each_language
def test_a_child_whose_age_is_disputed(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("disputed-age", language, thorough=deep or language == "en")
    people, screening = at_the_interview(stage)
    berivan = people.berivan
    berivan.chooses_questions(stage.words.number(19), ["begging"], age_known="disputed")
    expect(berivan.page.locator(".talk-bar .chip")).to_be_visible()
    berivan.look("age-disputed")
    berivan.go(f"/signs/screenings/{screening}/questions/check.recruitment/")
    answers(berivan, "yes")
    for item in ("ILO-EX01", "ILO-EX02"):
        berivan.go(f"/signs/screenings/{screening}/questions/{item}/")
        answers(berivan, "yes")
    berivan.go(f"/signs/screenings/{screening}/")
    told = berivan.page.inner_text("main")
    row = next(each for each in SCREENING.of(pack()).entry.rules.outcomes["child"] if each.id == "C1")
    assert row.label.text(language) in told
    berivan.look("a-child-until-it-is-known")
    berivan.press("/end/")
    berivan.says_why_it_stopped("tired")
    berivan.follow(f"/{OPEN}/")
    form = berivan.fill(
        {
            "missing_topics": ["age"],
            "re_screen_at": in_days(7),
            "why_not_as_advised": stage.words.reason,
            "decided_by": "screener",
        }
    )
    berivan.look("left-open-against-the-advice")
    berivan.send(form)
    people.nasrin.go(f"/signs/screenings/{screening}/")
    people.nasrin.opens_what_waits()
    assert stage.words.reason in people.nasrin.page.inner_text("main")
    people.nasrin.reads_and_confirms()


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """The focus stands on the element, reached by the tab key alone."""
    for _ in range(most):
        if page.evaluate("sel => !!document.activeElement && document.activeElement.matches(sel)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError((page.url, selector, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")))


def test_an_interview_by_keyboard_alone(stages: Stages) -> None:
    stage = stages("keyboard", "en", thorough=False)
    people, _screening = at_the_interview(stage)
    berivan = people.berivan
    berivan.chooses_questions("31", ["domestic_servitude"])
    page = berivan.page

    for _opening in ("contact", "entry"):
        tab_to(page, "#ask [name=words]")
        page.keyboard.type("She is cold.")
        tab_to(page, "#ask .btn-primary")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    tab_to(page, "#ask [name=answer]")
    with page.expect_response(lambda answer: answer.url.endswith("/keep/")):
        page.keyboard.press("ArrowDown")
    chosen = page.locator("#ask [name=answer]:checked").get_attribute("value")
    question = page.url
    with page.expect_navigation():
        page.keyboard.press("Enter")  # keeps and goes on; it never pauses or stops
    assert page.url != question and "/questions/" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#sofar details")).not_to_have_attribute("open", "")

    tab_to(page, '[href="#hard-words"]')
    page.keyboard.press("Enter")
    expect(page.locator("#hard-words")).to_be_visible()
    page.goto(question)
    assert page.locator(f'#ask [name=answer][value="{chosen}"]').is_checked()
    tab_to(page, '.talk-bar [formaction$="/end/"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/stopped/")
    tab_to(page, "main [name=wish]")
    page.keyboard.press("Space")
    tab_to(page, "main .btn-primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/screenings/" in page.url and not page.url.endswith("/stopped/")
