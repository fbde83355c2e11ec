"""The demo world: invented people with open work for everybody, and figures that come out as they should."""

import importlib
import sys
from collections import Counter
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from amana import demo
from amana.accounts import commands
from amana.accounts.errors import RealPeopleHere
from amana.demo import letters, shape
from amana.demo.people import ORGANISATIONS, PEOPLE
from amana.my_day import day_of
from amana.releases import queries as release_queries
from amana.reporting import queries as reporting
from amana.trust import queries
from amana.trust.actor import Actor, actor_for
from amana.trust.queries import User
from amana.vault.clock import now
from tests.cast import World

FEW = 6
DRAWS = 20  # of a sample of openings: a single one may hold no opening of the rarer kinds


@pytest.fixture
def said(db: None) -> list[str]:
    """A small demo world, and what was said while it was made."""
    lines: list[str] = []
    demo.build_demo_world(lines.append, persons=FEW)
    return lines


def actor(username: str) -> Actor:
    """Somebody of the cast, without a key at hand."""
    return actor_for(User.objects.get(username=username), None)


def one_click(username: str) -> Client:
    """A browser in which somebody of the cast signed in with one click."""
    client = Client()
    answer = client.post("/demo-sign-in/", {"role": username})
    assert answer.status_code == 302, (username, answer.status_code)
    return client


# The shape -------------------------------------------------------------------------------------------


def test_the_programme_has_the_people_of_the_mandate() -> None:
    lives = shape.list_assisted()
    assert Counter(life.sex for life in lives) == {"female": 98, "male": 10}
    assert min(life.sign_on for life in lives) >= date(2018, 1, 1)
    assert max(life.sign_on for life in lives) <= date(2019, 7, 20)


def test_shares_of_the_shape_are_those_that_were_published() -> None:
    lives = shape.list_assisted()
    total = len(lives)
    country, sector = Counter(life.country for life in lives), Counter(life.sector for life in lives)
    shares = {code: round(100 * country[code] / total) for code in ("KE", "PH", "GH", "ID")}
    assert shares == {"KE": 21, "PH": 19, "GH": 13, "ID": 10}  # whole people: 20 of 108 are 19 percent
    assert round(100 * sector["domestic_work"] / total) == 84
    assert round(100 * sum("forced_labour" in life.exploitation for life in lives) / total) == 96
    assert round(100 * sum("prostitution_of_others" in life.exploitation for life in lives) / total) == 9
    assert round(100 * sum("withholds_documents" in life.means for life in lives) / total) == 80
    assert round(100 * sum(24 <= life.age_years <= 38 for life in lives) / total) == 73


def test_every_demo_world_holds_the_same_people() -> None:
    assert shape.list_assisted() == shape.list_assisted()
    assert shape.list_assisted(FEW) == shape.list_assisted(FEW)


def test_letters_went_for_people_of_federal_governorates_alone() -> None:
    lives = shape.list_assisted()
    whose = letters.choose_people(lives)
    places = {life.governorate for life in lives if life.number in whose}
    assert len(whose) == len(letters.ANSWERS)
    assert places.isdisjoint(shape.OF_THE_HAWA_CENTRE)


# The world; making it takes a while, so one test walks through all of it -----------------------------------


def test_everybody_has_open_work_that_opens_and_the_small_world_counts_right(said: list[str]) -> None:
    assert any(f"{FEW} of {FEW}" in line for line in said)
    references: dict[str, set[str]] = {}
    for person in PEOPLE:
        client, groups = one_click(person.username), day_of(actor(person.username), now())
        assert any(groups.values()), f"{person.username} has nothing to do"
        assert client.get("/").status_code == 200, person.username
        rows = [row for rows in groups.values() for row in rows]
        days = {timezone.localdate(row.due) if row.due else None for row in groups.get("today", ())}
        assert days <= {timezone.localdate(now())}, f"{person.username} is told that something else is due today"
        for row in rows:
            answer = client.get(row.url)
            assert answer.status_code == 200, (person.username, row.order, row.url, answer.status_code)
        references[person.username] = {row.ref for row in rows if row.ref}
    assert references["rawan"].isdisjoint(references["yusuf"]), "strangers live in a world of their own"
    counted = reporting.figure(actor("ali"), "A-01", first="2018-01", last="2019-07", by=["sex"], now=now())
    assert counted.figure.as_data()["total"] == FEW
    assert [row.indicator for row in release_queries.public_releases()] == ["A-01"]
    pages_that_teach()


def pages_that_teach() -> None:
    """What is seldom needed has one of each: an emergency that another looked at, incidents, files, what is forgotten."""
    mina = one_click("mina")
    sample = "".join(mina.get("/cases/oversight/", {"seed": number}).content.decode() for number in range(DRAWS))
    assert "It was justified" in sample and "a screening" in sample
    for url, words in {
        "/trust/incidents/": ("Something was sent to the wrong place", "A device or paper was lost or stolen"),
        "/trust/exports/ledger/": ("for Supervisors",),
        "/cases/forgetting/": ("The person asked for it", "MADE-UP-2210"),
    }.items():
        page = mina.get(url).content.decode()
        assert [each for each in words if each not in page] == [], url


def test_a_demonstration_tells_how_to_sign_in_and_takes_nobody_real(world: World) -> None:
    lines, instance = demo.sign_ins(), queries.instance()
    assert instance is not None and instance.demo
    assert len(lines) == len(PEOPLE) + 1
    assert instance.demo_password in lines[-1]
    assert any("rawan" in line and "Hawa Centre" in line for line in lines)
    with pytest.raises(RealPeopleHere):
        commands.invite(
            world.sara, username="somebody", name="Somebody", first_password="a real password", language="en",
            unit_id=world.units["protection"], roles=["case_manager"], made_up=False, now=now(),
        )  # fmt: skip
    assert not User.objects.filter(username="somebody").exists()
    User.objects.filter(username="tara").update(made_up=False)
    assert Client().post("/demo-sign-in/", {"role": "rawan"}).status_code != 302


def test_importing_the_demo_is_cheap() -> None:
    kept = {name: module for name, module in sys.modules.items() if name.startswith("amana.demo")}
    for name in kept:
        del sys.modules[name]
    try:
        importlib.import_module("amana.demo")
        assert "amana.demo.world" not in sys.modules
    finally:
        sys.modules.update(kept)


def test_all_houses_and_people_have_names_in_three_languages() -> None:
    for house in ORGANISATIONS:
        assert house.name_en and house.name_ar and house.name_ckb
    assert len({person.username for person in PEOPLE}) == len(PEOPLE)
