"""A notice of the browser, where the reader allowed it: neutral words when something new came, and none before."""

from typing import Any

import pytest
from playwright.sync_api import expect

from amana import my_day
from amana.my_day import WorkItem
from amana.web.waiting import forget_waiting
from tests.journeys.conftest import Stages
from tests.journeys.stage import Person

pytestmark = pytest.mark.browser
# Headless browsers show no notices: one that writes down what it was asked to show, as if the reader had allowed it.
_ALLOWED = """
window.Notification = class { static permission = "granted"; constructor(title, options) { window.told.push([title, options]); } };
window.told = [];
"""
THREE_MINUTES = 180_001


def test_something_new_is_told_without_a_word_about_it(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    new: list[WorkItem] = []
    monkeypatch.setattr(my_day, "_sources", [lambda _actor, _now: new])
    stage = stages("notices", "en")
    rawan = Person(stage, "rawan")
    page = rawan.page
    page.add_init_script(_ALLOWED)
    page.clock.install()
    with page.expect_response("**/waiting/"):
        rawan.go("/trust/me/")
    expect(page.locator("[data-notices] [data-when=granted]")).to_be_visible()
    rawan.look("notices", aside=True)

    def after_three_minutes() -> Any:
        forget_waiting()
        with page.expect_response("**/waiting/"):
            page.clock.fast_forward(THREE_MINUTES)
        page.wait_for_load_state()
        return page.evaluate("window.told")

    assert after_three_minutes() == []
    new.append(WorkItem("new", None, "Meet Selam", "", "IQ-EBL-2026-0042", "/cases/1/"))
    after_three_minutes()
    assert after_three_minutes() == [["Amana", {"body": "Something new waits for you.", "tag": "amana"}]]


def test_badges_come_with_the_page_or_a_moment_later(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        my_day,
        "_sources",
        [lambda _actor, _now: [WorkItem("today", None, "x", "", "", f"/cases/{n}/") for n in (1, 2)]],
    )
    rawan = Person(stages("badges", "ar"), "rawan")
    rawan.go("/trust/me/")
    forget_waiting()
    with rawan.page.expect_response("**/waiting/"):
        rawan.go("/diary/")
    expect(rawan.page.locator('.rail [data-place="/cases/"] .waits')).to_contain_text("2")
    rawan.look("badges", aside=True)
    rawan.go("/cases/?which=open")
    assert rawan.page.locator("body[data-waiting-known]").count() == 1
    expect(rawan.page.locator('.rail [data-place="/cases/"] .waits')).to_contain_text("2")
