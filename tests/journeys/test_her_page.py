"""A page of her own: made at the desk with the PIN that she chooses, opened by anybody's telephone, and her word holds."""

from datetime import timedelta
from typing import Any

import pytest

from amana.consent import queries as consent
from amana.countrypacks.dates import day_of
from amana.own_page import commands as deeds
from amana.own_page import queries
from amana.public_reports.commands import flood
from amana.vault.clock import now
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.stage import Stage, press
from tests.journeys.test_public import NEXT, stage_of
from tests.journeys.words import languages

__all__ = ["stage_of"]
pytestmark = pytest.mark.browser
PIN = "482915"


@languages("ckb")
def test_the_desk_makes_her_page_reads_her_word_and_answers_a_complaint(language: str, stages: Stages) -> None:
    stage = stages("own-page", language, thorough=True)
    people, world = Cast(stage), stage.world
    case = world.case()
    world.share(case, "relief_team", "identity")
    rawan, page = people.rawan, people.rawan.page
    rawan.go(f"/signs/people/{case.id}/own-page/")
    rawan.look("make")
    page.locator('[name="pin"]').fill("12")
    with page.expect_navigation():
        page.locator("form .btn-primary").click()
    assert page.locator("[aria-invalid]").count() == 1
    stage.complaints.clear()  # the form said what is wrong
    page.locator('[name="pin"]').fill(PIN)
    page.locator('[name="day_1"]').fill(day_of(now() + timedelta(days=3)).isoformat())
    page.locator('[name="what_1"]').fill(stage.words.plan)
    with page.expect_navigation():
        page.locator("form .btn-primary").click()
    code = "".join(page.locator(".code-n span").all_inner_texts())
    rawan.look("code")

    found = deeds.visit(code, PIN, now=now())
    assert found is not None and found.dates[0].what == stage.words.plan
    for wish in (deeds.Wish("withdraw", everything=True), deeds.Wish("complain", text=stage.words.sign),
                 deeds.Wish("feedback", text=stage.words.reason)):  # fmt: skip
        deeds.visit(code, PIN, wish=wish, now=now())
    deeds.take_words(now())
    [word] = queries.orders_for(world.rawan)
    rawan.go("/")
    rawan.follow(f"/own-pages/words/{word.id}/")
    rawan.look("her-word")
    with page.expect_navigation():
        page.locator("form .btn-primary").click()
    rawan.go(f"/signs/people/{case.id}/own-page/")
    rawan.look("renew")

    nasrin, above = people.nasrin, people.nasrin.page
    nasrin.go("/signs/voices/")
    nasrin.look("voices")
    [complaint] = queries.complaints_for(world.nasrin)
    nasrin.follow(f"/voices/{complaint.id}/")
    with above.expect_navigation():
        above.locator("form .btn-primary").click()
    assert stage.words.sign in above.inner_text("main")
    above.locator('textarea[name="text"]').fill(stage.words.other)
    nasrin.look("complaint")
    with above.expect_navigation():
        above.locator('form[action$="/answer/"] .btn-primary').click()
    found = deeds.visit(code, PIN, now=now())
    assert found is not None and found.said[-1].text == stage.words.other


@languages("ckb")
def test_she_opens_her_page_and_takes_back_what_she_agreed_to(language: str, stage_of: Any) -> None:
    stage: Stage = stage_of(language)
    words, world = stage.words, stage.world
    flood.forget_flood()
    case = world.case()
    given = world.share(case, "relief_team", "identity")
    dates = [deeds.OwnDate(day_of(now() + timedelta(days=3)).isoformat(), "10:00", words.plan)]
    code = deeds.make_own_page(world.rawan, case, pin=PIN, dates=dates, words=words.other, now=now())
    page = stage.open(java_script_enabled=False)
    page.goto(f"/{language}/code/")
    press(page, f'a[href="/{language}/mine/"]')
    stage.look(page, "her-door", scripted=False)
    page.locator('[name="code"]').fill("".join(words.number(int(digit)) for digit in code))
    page.locator('[name="pin"]').fill("000000")
    press(page, NEXT)
    assert page.locator("[data-errors]").count() == 1
    page.locator('[name="pin"]').fill("".join(words.number(int(digit)) for digit in PIN))
    press(page, NEXT)
    assert words.plan in page.inner_text("main") and code not in page.content()
    stage.look(page, "her-page", scripted=False)
    press(page, 'button[value="withdraw"]')
    assert page.locator('button[value="withdraw"]').count() == 0
    stage.look(page, "taken-back", scripted=False)
    deeds.take_words(now())
    assert consent.agreement(case.id, given).withdrawn_at is not None
    page.locator("summary").first.click()
    page.locator('[name="complain-text"]').fill(words.reason)
    press(page, 'button[value="complain"]')
    assert words.reason in page.inner_text("main")
    assert page.context.cookies() == []
    assert page.title() in {"Information", "معلومات", "زانیاری"}
