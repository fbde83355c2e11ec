"""Saved views: codes that the list declares, a name made from them, twelve of each list, and for nobody else."""

import html

import pytest

from amana.errors import NotAllowed, NotFound
from amana.saved_views import commands, errors, queries
from amana.saved_views.models import SavedView
from amana.trust.actor import SYSTEM, Actor
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db

PLANTED = "Selam Tesfaye"


def keep(world: World, actor: Actor, code: str = "cases", **asked: str) -> str:
    """What an actor shows is kept; the address that it leads to."""
    return commands.keep_view(actor, code, asked, now=world.now)


def test_a_view_leads_back_to_the_same_filter_and_order(world: World, desk: Desk) -> None:
    rawan = desk("rawan")
    answer = rawan.post("/views/keep/", {"of": "cases", "sort": "-number", "which": "closed", "help": "closed"})
    assert (answer.status_code, answer["Location"]) == (302, "/cases/?sort=-number&which=closed&help=closed")
    page = rawan.get("/cases/").content.decode()
    assert '?sort=-number&amp;which=closed&amp;help=closed"' in page
    assert "Cases: Closed, Help: Closed, Number: from the end" in html.unescape(page)


def test_the_name_is_in_the_language_of_each_reader_and_is_not_stored(world: World, desk: Desk) -> None:
    keep(world, world.rawan, sort="-number")
    rawan = desk("rawan")
    before = rawan.get("/cases/").content.decode()
    rawan.cookies["amana-language"] = "ar"
    after = rawan.get("/cases/").content.decode()
    assert "Number: from the end</a>" in before and "Number: from the end</a>" not in after
    assert [field.name for field in SavedView._meta.fields] == ["id", "account", "list", "address", "kept_at"]


def test_a_typed_word_is_not_kept(world: World) -> None:
    keep(world, world.rawan, sort="number", help=PLANTED, q=PLANTED, label=PLANTED, **{"changed-from": PLANTED})
    assert SavedView.objects.get().address == "?sort=number"
    assert PLANTED.split()[0] in str({"address": f"?q={PLANTED}"}), "a planted word is found where it is kept"


@pytest.mark.parametrize("asked", [{}, {"sort": "lock"}, {"help": PLANTED}, {"which": "mine"}, {"page": "3"}])
def test_what_asks_for_nothing_is_no_view(world: World, asked: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        keep(world, world.rawan, **asked)
    assert not SavedView.objects.exists()


def test_an_unknown_list_has_no_views(world: World, desk: Desk) -> None:
    with pytest.raises(NotFound):
        keep(world, world.rawan, "people", sort="number")
    assert desk("rawan").post("/views/keep/", {"of": "people", "sort": "number"}).status_code == 404


def test_nobody_else_sees_or_removes_a_view(world: World, desk: Desk) -> None:
    keep(world, world.rawan, sort="-number")
    row = SavedView.objects.get()
    for actor in (world.nasrin, world.yusuf, world.sara):
        assert not queries.views_of(actor, "cases").exists()
        with pytest.raises(NotFound):
            commands.remove_view(actor, row.id)
    nasrin = desk("nasrin")
    assert "/views/remove/" not in nasrin.get("/cases/").content.decode()
    assert nasrin.post("/views/remove/", {"view": str(row.id)}).status_code == 404
    assert SavedView.objects.count() == 1
    rawan = desk("rawan")
    assert "/views/remove/" in rawan.get("/cases/").content.decode()
    assert rawan.post("/views/remove/", {"view": str(row.id)})["Location"] == "/cases/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("view", ["", "nothing", "5f676e05-9762-4d30-8e7e-246463ef2051"])
def test_a_view_that_is_not_there_is_not_found(world: World, desk: Desk, view: str) -> None:
    assert desk("rawan").post("/views/remove/", {"view": view}).status_code == 404


def test_a_list_has_twelve_views_of_one_person_and_another_list_its_own(world: World) -> None:
    days = [f"2026-01-{day:02}" for day in range(1, commands.AT_MOST + 2)]
    for day in days[:-1]:
        keep(world, world.rawan, **{"changed-from": day})
    keep(world, world.rawan, **{"changed-from": days[0]})  # one that is there already is none more
    with pytest.raises(errors.TooManyViews):
        keep(world, world.rawan, **{"changed-from": days[-1]})
    assert SavedView.objects.count() == commands.AT_MOST == 12
    keep(world, world.rawan, "letters", sort="letter")
    keep(world, world.nasrin, **{"changed-from": days[-1]})


def test_a_view_keeps_what_its_list_still_declares(world: World, desk: Desk) -> None:
    keep(world, world.rawan, sort="number")
    SavedView.objects.update(address="?sort=lock&help=gone&which=closed")
    assert "Cases: Closed</a>" in desk("rawan").get("/cases/").content.decode()


def test_the_button_is_there_when_there_is_something_to_keep(world: World, desk: Desk) -> None:
    rawan = desk("rawan")
    assert "Keep this view" not in rawan.get("/cases/").content.decode()
    assert "Keep this view" in rawan.get("/cases/?sort=number").content.decode()
    keep(world, world.rawan, sort="number")
    assert "Keep this view" not in rawan.get("/cases/?sort=number").content.decode()


def test_the_system_keeps_no_view(world: World) -> None:
    with pytest.raises(NotAllowed):
        keep(world, SYSTEM, sort="number")
