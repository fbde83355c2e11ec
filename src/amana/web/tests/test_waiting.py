"""The badges of rail and tabs: what waits for me now, by place, and neutral words for a notice of the browser."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from amana import my_day
from amana.my_day import WorkItem
from amana.trust.actor import Actor
from amana.web import waiting
from tests.cast import World
from tests.world import Clocks, Desk

SECRET = "IQ-EBL-2026-0042"


@pytest.fixture
def items(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, WorkItem]]:
    """What waits, by whom it waits for; tests add to it."""
    given: list[tuple[str, WorkItem]] = []

    def source(actor: Actor, now: datetime) -> Iterable[WorkItem]:
        return [item for whose, item in given if whose == actor.name]

    monkeypatch.setattr(my_day, "_sources", [source])
    return given


def item(url: str, group: str = "today") -> WorkItem:
    return WorkItem(group, None, "Meet Selam", "", SECRET, url)


def badges(page: str) -> dict[str, int]:
    """The number at each place of the rail."""
    rail = page[page.index('class="rail"') : page.index("</nav>", page.index('class="rail"'))]
    found = re.findall(r'href="([^"]+)"[^>]*>(?:(?!</a>).)*?class="waits">(\d+)', rail, re.DOTALL)
    return {url: int(n) for url, n in found}


def asked(client: Client) -> dict[str, int]:
    """The numbers by place that the script of a page gets."""
    return {place: n for place, (n, _words) in client.get("/waiting/").json()["places"].items()}


def test_each_place_counts_what_waits_for_me_now(world: World, desk: Desk, items: list[tuple[str, WorkItem]]) -> None:
    mine = world.rawan.name
    items += [(mine, item("/cases/1/")), (mine, item("/cases/2/", "late")), (mine, item("/referrals/3/", "new"))]
    items += [
        (mine, item("/cases/4/", "soon")),
        (mine, item("/cases/5/", "waiting")),
        (mine, item("/cases/6/", "open")),
    ]
    items.append((world.nasrin.name, item("/cases/7/")))
    assert asked(desk("rawan")) == {"/": 3, "/cases/": 2, "/referrals/": 1}
    assert asked(desk("nasrin")) == {"/": 1, "/cases/": 1}
    assert asked(desk("karwan")) == {}


def test_a_page_shows_what_was_counted_and_counts_nothing_itself(
    world: World, desk: Desk, clocks: Clocks, items: list[tuple[str, WorkItem]]
) -> None:
    mine, rawan = world.rawan.name, desk("rawan")
    items.append((mine, item("/cases/1/")))
    page = rawan.get("/diary/").content.decode()
    assert badges(page) == {} and "data-waiting-known" not in page, "its script asks"
    rawan.get("/")
    page = rawan.get("/diary/").content.decode()
    assert badges(page) == {"/": 1, "/cases/": 1} and "data-waiting-known" in page
    clocks.database_ahead(waiting.REMEMBERED_FOR + timedelta(seconds=1))
    assert badges(rawan.get("/diary/").content.decode()) == {}, "counted too long ago"
    items.clear()
    assert asked(rawan) == {}


def test_after_something_was_sent_it_is_counted_again(
    world: World, desk: Desk, items: list[tuple[str, WorkItem]]
) -> None:
    rawan = desk("rawan")
    assert asked(rawan) == {}
    items.append((world.rawan.name, item("/cases/1/")))
    assert asked(rawan) == {}, "counted a moment ago"
    rawan.post("/sign-in/stay/")
    assert asked(rawan) == {"/": 1, "/cases/": 1}
    items.append((world.rawan.name, item("/cases/2/")))
    assert badges(rawan.get("/").content.decode()) == {"/": 2, "/cases/": 2}, "my day and its badges say the same"


def test_a_notice_says_nothing_of_what_waits(world: World, desk: Desk, items: list[tuple[str, WorkItem]]) -> None:
    items += [(world.rawan.name, item("/cases/1/", "new")), (world.rawan.name, item("/cases/2/"))]
    answer = desk("rawan").get("/waiting/")
    assert answer.json()["new"] == 1 and set(answer.json()) == {"new", "said", "places"}
    assert SECRET not in answer.content.decode() and "Selam" not in answer.content.decode()
