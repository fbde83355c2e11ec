"""Several reports about one thing: one sign, the earlier clock, nothing lost; and parted again."""

from datetime import timedelta

import pytest

from amana.cases import queries as cases
from amana.cases.models import Deadline
from amana.errors import NotAllowed, NotFound
from amana.intake import commands, queries
from amana.intake.errors import JoinedElsewhere, NotJoinable, SignJoined
from amana.intake.models import Joined, Sign
from amana.intake.tests import scenes
from amana.intake.tests.scenes import WORDS, fresh, sign, triaged
from amana.trust.models import Line
from tests.cast import World

pytestmark = pytest.mark.django_db


def due(row: Sign, *, done: bool = False) -> object:
    clocks = Deadline.objects.filter(procedure=row.procedure, transition="t01", done_at__isnull=not done)
    return clocks.values_list("due_at", flat=True).first()


def test_the_sign_takes_the_urgency_and_the_earlier_clock_of_what_joins_it(world: World) -> None:
    calm, danger = sign(world), sign(world, danger="yes")
    before = due(danger)
    commands.join_sign(world.berivan, danger, calm, now=world.now)
    assert cases.facts_of(fresh(calm).procedure)["urgency"] == "immediate"
    assert queries.facts_of_signs([calm])[calm.id]["danger"] == "yes"
    assert due(calm) == before
    assert due(danger) is None
    assert [row.sign_id for row in queries.reports_of(calm)] == [danger.id]
    assert Line.objects.filter(verb="intake.sign_joined", object=danger.id).exists()


def test_every_word_stays_where_it_was_told(world: World) -> None:
    first, second = sign(world), sign(world)
    commands.join_sign(world.berivan, second, first, now=world.now)
    for row in (first, second):
        assert commands.open_sign(world.berivan, fresh(row), world.now).told.sealed["what_was_seen"] == WORDS


def test_parted_the_clock_runs_on_from_where_it_stood(world: World) -> None:
    first, second = sign(world), sign(world)
    before = due(second)
    commands.join_sign(world.berivan, second, first, now=world.now + timedelta(hours=1))
    commands.part_sign(world.berivan, second, now=world.now + timedelta(hours=2))
    assert due(second) == before
    assert not Joined.objects.exists()
    assert Line.objects.filter(verb="intake.sign_parted", object=second.id).exists()
    with pytest.raises(NotFound):
        commands.part_sign(world.berivan, second, now=world.now)


def test_no_step_is_taken_for_a_report_that_goes_on_as_another(world: World) -> None:
    first, second = sign(world), triaged(world)
    commands.join_sign(world.berivan, second, first, now=world.now)
    with pytest.raises(SignJoined):
        scenes.ask(world, second)
    with pytest.raises(SignJoined):
        scenes.step(world.nasrin, second.procedure, "t04", decided_by="supervisor", facts={"need_type": "sgbv"})
    assert fresh(second).procedure.identification == "triage"
    commands.part_sign(world.berivan, second, now=world.now)
    scenes.ask(world, second)  # the same step, when it stands for itself


def test_what_was_joined_to_it_comes_along(world: World) -> None:
    first, second, third = sign(world), sign(world), sign(world)
    commands.join_sign(world.berivan, third, second, now=world.now)
    with pytest.raises(JoinedElsewhere):
        commands.join_sign(world.berivan, third, first, now=world.now)
    with pytest.raises(JoinedElsewhere):
        commands.join_sign(world.berivan, first, third, now=world.now)
    commands.join_sign(world.berivan, second, first, now=world.now)
    assert {row.sign_id for row in queries.reports_of(first)} == {second.id, third.id}


def test_nobody_joins_a_sign_to_itself_or_one_that_is_beyond_triage(world: World) -> None:
    first = sign(world)
    with pytest.raises(NotJoinable):
        commands.join_sign(world.berivan, first, first, now=world.now)
    row = triaged(world)
    scenes.ask(world, row)
    row = fresh(row)
    with pytest.raises(NotJoinable):
        commands.join_sign(world.berivan, row, first, now=world.now)
    commands.join_sign(world.berivan, first, row, now=world.now)  # a new report about somebody who is asked


def test_strangers_join_nothing(world: World) -> None:
    first, second = sign(world), sign(world)
    with pytest.raises(NotFound):
        commands.join_sign(world.noor, first, second, now=world.now)  # a screener of another house
    with pytest.raises(NotAllowed):
        commands.join_sign(world.rawan, first, second, now=world.now)
    assert not Joined.objects.exists()


def test_the_recorder_hears_how_far_the_joined_sign_is(world: World) -> None:
    first, second = triaged(world), sign(world)
    assert queries.status_of(fresh(second)) == "received"
    commands.join_sign(world.berivan, second, first, now=world.now)
    assert queries.status_of(fresh(second)) == "looked_at"


def test_what_looks_alike_is_found_by_codes_and_only_in_the_unit(world: World) -> None:
    here = sign(world, facts={"area_pcode": "IQG11"}, observations=["IQX-05"], language="am")
    same = sign(world, observations=["IQX-05"], language="am")
    far = sign(world, facts={"area_pcode": "IQG08"})
    commands.take_sign(
        world.karwan, unit_id=world.units["relief_intake"], told=scenes.told(), danger="no", now=world.now
    )
    found = {each.sign.id: each.common for each in queries.alike(world.berivan, here)}
    assert same.id in found and far.id not in found
    assert set(found) <= {row.id for row in Sign.objects.filter(unit=world.units["intake"])}
    assert {"observed", "language", "days"} <= set(found[same.id])


def test_a_duplicate_is_closed_by_two(world: World) -> None:
    row = triaged(world)
    step = scenes.step(world.berivan, row.procedure, "t02", decided_by="screener", sealed={"reason": "Told twice."})
    assert fresh(row).procedure.help == "none"
    assert step.state == "waits"
    scenes.confirmed(world.nasrin, step)
    assert fresh(row).procedure.help == "closed"
