"""Signs: sealed before anybody is told they were received, read by the unit."""

import pytest

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Deadline, Procedure
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.intake import commands, queries
from amana.intake.errors import NoReporter, NotAnIntakeUnit
from amana.intake.models import Sign
from amana.intake.tests.scenes import WORDS, fresh, sign, told
from amana.my_day import day_of
from amana.trust.models import Line
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_a_sign_begins_a_procedure_and_is_sealed_for_the_unit(world: World) -> None:
    row = sign(world)
    assert row.number == f"S-{world.year}-0001"
    assert row.procedure.intake_unit == world.units["intake"]
    assert commands.open_sign(world.berivan, row, world.now).told.sealed["what_was_seen"] == WORDS
    facts = cases.facts_of(row.procedure)
    assert facts == {"urgency": "routine", "channel": "in_person", "governorate": "IQG11"}


def test_who_recorded_it_sees_where_it_stands_and_not_the_words(world: World) -> None:
    row = sign(world)
    assert [each.id for each in queries.my_signs(world.karwan)] == [row.id]
    assert not queries.signs_for(world.karwan).exists()
    assert queries.sign(world.karwan, row.id) == row
    assert queries.status_of(row) == "received"
    with pytest.raises(NotFound):
        commands.open_sign(world.karwan, row, world.now)
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.karwan, row.sealed)


def test_strangers_find_nothing(world: World) -> None:
    row = sign(world)
    for stranger in (world.yusuf, world.dilan, world.jihan, world.sara, world.amal):
        with pytest.raises(NotFound):
            queries.sign(stranger, row.id)
        assert not queries.signs_for(stranger).exists()


def test_opening_leaves_a_line_and_changes_the_word(world: World) -> None:
    row = sign(world)
    commands.open_sign(world.berivan, row, world.now)
    line = Line.objects.get(verb="intake.sign_opened")
    assert (line.actor, line.object) == (world.berivan.user_id, row.id)
    assert WORDS not in str(line.ids)
    assert queries.status_of(fresh(row)) == "read"


def test_danger_makes_it_immediate_and_its_clock_an_hour(world: World) -> None:
    row = sign(world, danger="yes")
    assert cases.facts_of(row.procedure)["urgency"] == "immediate"
    clock = Deadline.objects.get(procedure=row.procedure, transition="t01")
    assert (clock.due_at - world.now).total_seconds() == 3600


def test_observations_prompt_a_screening(world: World) -> None:
    row = sign(world, observations=["IQX-05"], language="am")
    facts = vault.facts.get("sign", row.id)
    assert facts["screening_prompted"]
    assert facts["observations"] == ["IQX-05"]
    assert cases.facts_of(row.procedure)["languages"] == ["am"]


def test_only_a_unit_that_takes_signs_gets_one(world: World) -> None:
    with pytest.raises(NotAnIntakeUnit):
        commands.take_sign(world.karwan, unit_id=world.units["clinic"], told=told(), danger="no", now=world.now)
    assert not Sign.objects.exists()
    assert not Procedure.objects.exists()


def test_somebody_who_takes_no_signs_takes_none(world: World) -> None:
    with pytest.raises(NotAllowed):
        sign(world, world.jihan)


def test_a_new_sign_is_on_the_day_of_the_intake_unit_alone(world: World) -> None:
    row = sign(world)
    assert [item.ref for item in day_of(world.berivan, world.now)["new"]] == [row.number]
    assert "new" not in day_of(world.yusuf, world.now)
    assert "new" not in day_of(world.karwan, world.now)


def test_a_sign_without_a_code_has_nobody_to_answer(world: World) -> None:
    row = sign(world)
    with pytest.raises(NoReporter):
        commands.answer_reporter(world.berivan, row, text="Hello", now=world.now)
