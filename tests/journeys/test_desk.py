"""The desk in an hour: a call that writes itself down, two reports of one house, a concern of the neighbourhood."""

import pytest
from playwright.sync_api import expect

from amana.assessments.queries.children import notice_of, to_tell
from amana.intake import queries
from amana.intake.models import Call, Concern, Joined, Reply
from amana.intake.tests import scenes
from amana.public_reports.models import PublicReport
from amana.public_reports.tests import letters as box
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.stage import press
from tests.journeys.words import languages

pytestmark = pytest.mark.browser


@languages("ckb")
def test_a_call_is_written_down_while_somebody_talks(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("call", language, thorough=deep or language == "ckb")
    people = Cast(stage)
    berivan, page = people.berivan, people.berivan.page
    berivan.go("/signs/calls/")
    berivan.look("no-call", aside=True)
    with page.expect_navigation():
        page.locator('form[action$="/calls/begin/"] button').click()
    expect(page.locator("[name=call_words]")).to_be_focused()  # typing can begin at once
    with page.expect_response("**/keep/"):
        page.keyboard.type(stage.words.sign)
    with page.expect_response("**/keep/"):
        page.locator("[name=safe_hours]").fill("14:00-16:00")
        page.keyboard.press("Control+Enter")
    berivan.look("call")
    with page.expect_response(lambda answer: "danger_answer=yes" in (answer.request.post_data or "")):
        page.locator("[name=immediate_danger_answer]").select_option("yes")  # each sends all that was typed
    page.reload()  # a telephone that is put down too early: nothing is lost
    assert page.locator("[name=call_words]").input_value() == stage.words.sign
    assert page.locator("[name=safe_hours]").input_value() == "14:00-16:00"
    page.locator("[name=call_back]").check()
    with page.expect_navigation():
        page.locator('button[formaction$="/end/"]').click()
    berivan.look("call-ended")
    row = Call.objects.get()
    assert row.ended_at is not None and row.back_by is not None
    berivan.go("/")
    assert row.number in page.locator("main").inner_text()
    berivan.go("/signs/calls/")
    berivan.look("calls")
    press(page, f'a[href*="{row.id}"]')
    berivan.follow("/sign/")
    assert stage.words.sign in page.locator('[name="told-what_was_seen"]').input_value()
    berivan.look("call-to-sign", aside=True)


@languages("ckb")
def test_two_reports_of_one_house_become_one_sign(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("joined", language, thorough=deep or language == "ckb")
    people = Cast(stage)
    first, second = people.karwan.records_a_sign(), people.karwan.records_a_sign()
    berivan, page = people.berivan, people.berivan.page
    berivan.go("/signs/")
    berivan.look("inbox")
    berivan.go(f"/signs/{second}/join/")
    berivan.look("alike", aside=True)
    with page.expect_navigation():
        page.locator(f'form:has([name=beside][value="{first}"]) button').click()
    berivan.look("side-by-side")
    with page.expect_navigation():
        page.locator('form:has([name="into"]) .btn-primary').click()
    assert str(first) in page.url
    berivan.look("joined")
    assert queries.reports_of(Joined.objects.get().into)[0].sign_id != first
    berivan.go(f"/signs/{second}/")
    berivan.look("goes-on-elsewhere", aside=True)
    with page.expect_navigation():
        page.locator('form[action$="/part/"] button').click()
    assert not Joined.objects.exists()


@languages("ckb")
def test_what_an_officer_heard_in_a_forum_is_looked_at(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("concern", language, thorough=deep or language == "ckb")
    people = Cast(stage)
    karwan, page = people.karwan, people.karwan.page
    karwan.go("/signs/concerns/new/")
    page.locator('[name=concern_source][value="forum"]').check()
    page.locator('[name=concern_kind][value="road"]').check()
    page.locator("[name=area_pcode]").select_option("IQG11")
    page.locator("[name=concern_words]").fill(stage.words.sign + " 0750 123 4567")
    unit = str(stage.world.units["intake"])
    page.locator("[name=unit]").select_option(unit)
    with page.expect_navigation():
        page.locator("form.sheet .btn-primary").click()
    karwan.look("concern-with-a-number", aside=True)
    assert not Concern.objects.exists()
    page.locator("[name=concern_words]").fill(stage.words.sign)
    with page.expect_navigation():
        page.locator("form.sheet .btn-primary").click()
    karwan.look("concerns-of-mine")
    row = Concern.objects.get()
    berivan, desk = people.berivan, people.berivan.page
    berivan.go("/signs/concerns/")
    berivan.look("concerns")
    berivan.go(f"/signs/concerns/{row.id}/")
    with desk.expect_navigation():
        desk.locator(".seal form button").click()
    assert stage.words.sign in desk.locator("main").inner_text()
    berivan.look("concern")
    with desk.expect_navigation():
        desk.locator('button[name="outcome"][value="watched"]').click()
    berivan.look("concern-watched", aside=True)


@languages("ckb")
def test_an_authority_is_told_of_a_child(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("child", language, thorough=deep or language == "ckb")
    people = Cast(stage)
    row = scenes.triaged(stage.world, {**scenes.CALM, "child_flag": "yes"})
    berivan, page = people.berivan, people.berivan.page
    berivan.go("/")
    with page.expect_navigation():
        page.locator('a[href*="/assessments/"]').first.click()
    berivan.look("notice-to-fill-in", aside=True)
    page.locator("[name=child_where]").fill(stage.words.other)
    page.locator("[name=child_age]").fill(stage.words.number(9))
    page.locator('[name=child_safe_now][value="unknown"]').check()
    with page.expect_navigation():
        page.locator("form.read .btn-primary").click()
    page.locator('form[action$="/letter/"] [name=language]').select_option(language)
    with page.expect_download() as paper:
        page.locator('form[action$="/letter/"] button').click()
    assert paper.value.suggested_filename.startswith(row.number)
    page.locator('form[action$="/told/"] [name=how]').select_option("letter")
    with page.expect_navigation():
        page.locator('form[action$="/told/"] button').click()
    berivan.look("notice")
    notice = notice_of(row.procedure)
    assert notice is not None
    assert [each.how for each in to_tell(notice)] == ["letter"]
    berivan.go("/")
    assert page.locator('a[href*="/assessments/"]').count() == 0


@languages("ckb")
def test_what_waits_in_quarantine_is_read_and_let_through(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("quarantine", language, thorough=deep or language == "ckb")
    people = Cast(stage)
    box.drop(stage.world, text=stage.words.sign, danger="yes")
    PublicReport.objects.update(quarantined=True)
    berivan, page = people.berivan, people.berivan.page
    berivan.go("/signs/quarantine/")
    berivan.look("quarantine")
    press(page, 'tbody a[href*="/quarantine/"]')
    with page.expect_navigation():
        page.locator(".seal form button").click()
    assert stage.words.sign in page.locator("main").inner_text()
    berivan.look("letter", aside=True)
    with page.expect_navigation():
        page.locator('form[action$="/through/"] button').click()
    assert "/quarantine/" not in page.url
    with page.expect_navigation():
        page.locator(".seal form button").click()
    berivan.look("sign-with-its-reporter")
    page.locator('[name=chosen][value="thanks"]').check()
    with page.expect_navigation():
        page.locator('form[action$="/answer/"] button').click()
    assert Reply.objects.count() == 1
