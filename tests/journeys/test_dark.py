"""Where the system is dark, the pages are: the ground of each, and everything on it read by axe; paper stays light."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from amana.countrypacks.dates import day_of
from amana.development.colours import COLOURS, contrast, schemes
from amana.intake.tests.scenes import triaged
from amana.own_page import commands as own_page
from amana.public_reports.commands import flood
from amana.screening.tests.scenes import begin
from amana.vault.clock import now
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.reading import read_by_axe
from tests.journeys.stage import HEIGHT, WIDTHS, Stage, artefacts
from tests.journeys.test_public import go_on, stage_of

__all__ = ["stage_of"]
pytestmark = pytest.mark.browser
LANGUAGE = "en"
PIN = "482915"
# Each of three numbers from 0 to 255, whatever the browser writes around them.
_GROUND = "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)"


def ground_of(page: Page) -> str:
    """The colour under everything, such as #161C1E."""
    return "#{:02X}{:02X}{:02X}".format(*page.evaluate(_GROUND))


def is_dark(page: Page) -> bool:
    """White is read on it far better than black."""
    return contrast("#FFFFFF", ground_of(page)) > 10


def look(stage: Stage, page: Page, step: str) -> None:
    """The page is dark, and read in this scheme whatever was read in the other; pictures for whoever wants them."""
    assert is_dark(page), (step, page.url, ground_of(page))
    assert read_by_axe(page) == [], (step, page.url)
    folder = artefacts()
    if folder is None:
        return
    for width in WIDTHS[::-1]:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=folder / f"dark-{stage.words.language}-{step}-{width}.png", full_page=True)


def test_the_desk_is_dark_where_the_system_is_and_paper_is_light(stages: Stages) -> None:
    stage = stages("dark", LANGUAGE)
    page = stage.open(color_scheme="dark")
    page.goto("/sign-in/")
    look(stage, page, "sign-in")

    world = stage.world
    case = world.case()
    page = stage.signed_in("rawan", color_scheme="dark")
    for step, address in {
        "my-day": "/",
        "case": f"/cases/{case.id}/",
        "referral": f"/referrals/ask/{case.id}/",
        "figures": "/figures/",
    }.items():
        page.goto(address)
        look(stage, page, step)
    page.emulate_media(media="print")
    assert ground_of(page) == schemes(COLOURS.read_text(encoding="utf-8"))["dark"]["--page-ground"]
    assert not is_dark(page)
    page.emulate_media(media="screen", color_scheme="light")
    assert not is_dark(page)  # the alarm: what `look` asks does not hold by itself

    people = Cast(stage)
    people.berivan._page = page = stage.signed_in("berivan", color_scheme="dark")
    page.goto(f"/signs/screenings/{begin(world, triaged(world)).id}/before/")
    people.berivan.sits_down("before")
    people.berivan.chooses_questions("31", ["domestic_servitude"])
    look(stage, page, "question")


def test_the_public_pages_and_a_page_of_her_own_are_dark_too(stage_of: Any) -> None:
    stage: Stage = stage_of(LANGUAGE)
    world = stage.world
    flood.forget_flood()
    page = stage.open(color_scheme="dark")
    page.goto(f"/{LANGUAGE}/")
    look(stage, page, "public")

    case = world.case()
    world.share(case, "relief_team", "identity")
    dates = [own_page.OwnDate(day_of(now() + timedelta(days=3)).isoformat(), "10:00", stage.words.plan)]
    code = own_page.make_own_page(world.rawan, case, pin=PIN, dates=dates, words=stage.words.other, now=now())
    page.goto(f"/{LANGUAGE}/mine/")
    look(stage, page, "her-door")
    page.locator('[name="code"]').fill(code)
    page.locator('[name="pin"]').fill(PIN)
    go_on(page, 'button[value="withdraw"]')
    look(stage, page, "her-page")
