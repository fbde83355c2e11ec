"""What somebody needs at once, and what was done to her: two pages, the hours that are left, and a task that is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys import begun
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.words import languages

pytestmark = pytest.mark.browser


@languages("ar")
def test_care_that_cannot_wait_comes_before_its_name(language: str, stages: Stages, deep: bool) -> None:
    stage = stages("needs", language, thorough=deep or language == "ar")
    people = Cast(stage)
    sign = begun.a_triaged_sign(people)
    berivan, page = people.berivan, people.berivan.page
    berivan.go(f"/signs/{sign}/")

    berivan.follow("/needs/")
    for name in ("safe_place", "doctor", "DMV-18"):
        if name.startswith("DMV"):
            page.locator("details", has=page.locator(f"#id_{name}_0")).locator("summary").click()
        page.locator(f"#id_{name}_0").check()
    berivan.look("needs-to-fill-in", aside=True)
    with page.expect_navigation():
        page.locator("form.sheet .btn-primary").click()
    berivan.look("needs")
    assert page.locator("ul.work > li").count() == 3
    page.locator("ul.work summary").first.click()
    ended = page.locator('form[action$="/done/"]').first
    ended.locator("[name=outcome]").select_option("given")
    with page.expect_navigation():
        ended.locator("button").click()
    assert page.locator("ul.work > li").count() == 2

    berivan.follow("/incidents/")
    berivan.look("no-incident", aside=True)
    berivan.follow("/incidents/new/")
    happened = timezone.localtime() - timedelta(hours=41)
    page.locator("[name=happened_first]").fill(happened.strftime("%Y-%m-%dT%H:%M"))
    page.locator("#id_RAPE_0").check()
    page.locator("[name=relationship]").select_option("employer_or_sponsor")
    berivan.look("incident-to-fill-in", aside=True)
    with page.expect_navigation():
        page.locator("form.sheet .btn-primary").click()
    berivan.look("incident")
    text = page.locator("main").inner_text()
    assert "30" in text or "31" in text
    assert page.locator('a[href$="/screen/"]').count() > 0
    berivan.follow("/incidents/")
    berivan.look("incidents", aside=True)
    berivan.go("/")
    berivan.look("my-day", aside=True)
