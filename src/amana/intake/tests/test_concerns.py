"""Concerns: about a place, never a person; looked at by the desk, perhaps a sign."""

import pytest

from amana import vault
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.intake import commands, queries
from amana.intake.errors import ConcernLookedAt, NotAConcern, NotAnIntakeUnit
from amana.intake.models import Concern
from amana.intake.tests.scenes import concern, told
from amana.my_day import day_of
from amana.trust.models import Line
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_a_concern_is_sealed_for_the_desk_and_its_clock_runs(world: World) -> None:
    row = concern(world)
    assert row.number == f"C-{world.year}-0001"
    assert (row.look_by - world.now).total_seconds() == 72 * 3600
    assert "sosan-3312" in commands.open_concern(world.berivan, row, world.now)["concern_words"]
    assert row.number in [item.ref for group in day_of(world.berivan, world.now).values() for item in group]
    assert Line.objects.filter(verb="intake.concern_opened", object=row.id).exists()


def test_who_raised_it_sees_that_it_was_looked_at_and_not_the_words(world: World) -> None:
    row = concern(world)
    assert [each.id for each in queries.concerns.my_concerns(world.karwan)] == [row.id]
    with pytest.raises(NotFound):
        queries.concerns.concern(world.karwan, row.id)
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.karwan, row.sealed)
    for stranger in (world.noor, world.yusuf, world.soran):
        with pytest.raises(NotFound):
            queries.concerns.concern(stranger, row.id)


def test_an_outreach_officer_brings_what_a_forum_said(world: World) -> None:
    row = concern(world, world.soran)
    assert [each.id for each in queries.concerns.concerns_for(world.berivan)] == [row.id]
    with pytest.raises(NotAllowed):
        concern(world, world.amal)


@pytest.mark.parametrize("words", ["call 0750 123 4567", "٠٧٥٠١٢٣٤٥٦٧ لە دەرگاکەیە", "passport EP12345678"])
def test_a_number_of_somebody_does_not_belong_into_a_concern(world: World, words: str) -> None:
    with pytest.raises(NotAConcern):
        concern(world, words=words)
    assert not Concern.objects.exists()
    concern(world, words="three cars between 22:00 and 23:30, on 12/03")  # hours and days may stand there


def test_only_a_desk_gets_one(world: World) -> None:
    with pytest.raises(NotAnIntakeUnit):
        commands.raise_concern(world.karwan, unit_id=world.units["clinic"], told=told(), now=world.now)


def test_a_watched_place_can_still_become_a_sign_and_nothing_is_nothing(world: World) -> None:
    watched, nothing = concern(world), concern(world)
    commands.look_at_concern(world.berivan, watched, outcome="watched", now=world.now)
    sign = commands.sign_from_concern(
        world.berivan, watched, told=told(channel="outreach"), danger="no", child="", language="", now=world.now
    )
    assert sign.unit == watched.unit and Concern.objects.get(id=watched.id).sign_id == sign.id
    assert queries.concerns.outcome_of(Concern.objects.get(id=watched.id)) == "sign"
    commands.look_at_concern(world.berivan, nothing, outcome="nothing", now=world.now)
    for row in (watched, nothing):
        with pytest.raises(ConcernLookedAt):
            commands.look_at_concern(world.berivan, row, outcome="watched", now=world.now)
