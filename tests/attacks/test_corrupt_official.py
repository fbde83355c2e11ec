"""Somebody with a valid sign-in looks for what is not theirs: by guessed and stolen addresses, by searching, by copying lists."""

from uuid import uuid4

import pytest
from django.conf import LazySettings

from amana.cases import commands as cases
from amana.trust.models import Line
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def lines(world: World, verb: str) -> list[Line]:
    """What the trail says that Yusuf of another organisation did."""
    return list(Line.objects.filter(verb=verb, actor=world.yusuf.user_id))


def test_the_right_address_of_somebody_else_s_file_answers_as_a_made_up_one(world: World, desk: Desk) -> None:
    """He saw the address over a shoulder; the answer, its length and the line in the trail are those of a guess."""
    case, yusuf = world.case(), desk("yusuf")
    for tail in ("", "notes/", "files/", "sections/identity/open/", "openings/", "consents/"):
        real = yusuf.get(f"/cases/{case.id}/{tail}")
        made_up = yusuf.get(f"/cases/{uuid4()}/{tail}")
        assert real.status_code == made_up.status_code, tail
        assert abs(len(real.content) - len(made_up.content)) < 100, tail
        assert b"Selam" not in real.content and str(case.number).encode() not in real.content
    assert len(lines(world, "refused")) >= 8, "each try stands in the trail"
    assert desk("rawan").get(f"/cases/{case.id}/").status_code == 200, "the alarm"


def test_a_search_finds_his_own_organisation_s_people_alone_and_leaves_a_line(world: World, desk: Desk) -> None:
    case = world.case()
    mine = desk("rawan").post("/find/", {"text": "Selam Tesfaye"}).content.decode()
    assert str(case.number) in mine, "the alarm"
    theirs = desk("yusuf").post("/find/", {"text": "Selam Tesfaye"}).content.decode()
    assert str(case.number) not in theirs


def test_who_guesses_on_is_stopped_and_reported(world: World, desk: Desk, settings: LazySettings) -> None:
    settings.AMANA_PACE = {"missing": 5, "pages": 120}
    yusuf = desk("yusuf")
    answers = [yusuf.get(f"/cases/{uuid4()}/").status_code for _ in range(8)]
    assert answers[:5] == [404] * 5 and answers[-1] == 429
    assert len(lines(world, "trust.held_back")) == 1


def test_a_curious_colleague_of_the_same_house_gets_no_file_that_is_not_hers(world: World, desk: Desk) -> None:
    """Same organisation, not in the team: the page is not there; and whoever did look is seen by the one who answers for it."""
    case = world.case()
    soran = desk("soran")
    assert soran.get(f"/cases/{case.id}/").status_code == 404
    cases.open_section(world.nasrin, case, "identity", world.now)
    page = desk("rawan").get(f"/cases/{case.id}/openings/")
    assert page.status_code == 200 and "Nasrin" in page.content.decode()
