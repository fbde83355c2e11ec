"""Trainings: the sealed register, one person in two trainings, tests under anonymous codes."""

from dataclasses import replace

import pytest

from amana.errors import CannotOpen, NotFound
from amana.outreach import commands, queries, rules
from amana.outreach.errors import CodeTaken, NameMissing, NotATraining, NotPercent
from amana.outreach.models import PairedTest, Trainee
from amana.outreach.tests.scenes import planned, trainee, training
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.cast import World


def test_names_open_for_the_unit_and_leave_a_line(world: World) -> None:
    row = training(world)
    line = trainee(world, row, "Dilan Aziz")
    assert queries.register_of(row)[0].name is None
    assert commands.open_register(world.soran, row, now=world.now)[line]["name"] == "Dilan Aziz"
    assert Line.objects.filter(verb="outreach.register_opened", object=row.id).exists()
    stranger = replace(world.soran, user_id=world.sara.user_id, keys=world.sara.keys, unit_ids=frozenset())
    with pytest.raises(CannotOpen):
        commands.open_register(stranger, row, now=world.now)


def test_whoever_comes_again_is_one_person(world: World) -> None:
    first, second = training(world), training(world)
    trainee(world, first, "Dilan Aziz")
    trainee(world, second, "Aziz Dilan")
    trainee(world, second, "Dilan Omar")
    trainee(world, second, "Dilan Aziz", institution="court")
    people = [row.person for row in Trainee.objects.order_by("added_at")]
    assert len(set(people)) == 3


def test_only_a_training_has_a_register(world: World) -> None:
    with pytest.raises(NotATraining):
        trainee(world, planned(world), "Dilan Aziz")
    with pytest.raises(NameMissing):
        trainee(world, training(world), "  ")
    assert not Trainee.objects.exists()


def test_a_removed_line_takes_its_name_along(world: World) -> None:
    row = training(world)
    line = trainee(world, row, "Dilan Aziz")
    before = Sealed.objects.count()
    commands.remove_trainee(world.soran, row, line, now=world.now)
    assert Sealed.objects.count() == before - 1
    with pytest.raises(NotFound):
        commands.mark_finished(world.soran, row, line, finished=True, now=world.now)


def test_tests_come_in_pairs_under_a_code(world: World) -> None:
    row = training(world)
    for code, pre, post in (("k7", 40, 75), ("K8", 60, 60)):
        commands.add_tests(world.soran, row, code=code, pre=pre, post=post, now=world.now)
    with pytest.raises(CodeTaken):
        commands.add_tests(world.soran, row, code="K7", pre=1, post=2, now=world.now)
    with pytest.raises(NotPercent):
        commands.add_tests(world.soran, row, code="K9", pre=1, post=102, now=world.now)
    pairs = [rules.Paired(card.code, card.pre, card.post) for card in queries.tests_of(row)]
    assert rules.count_improved(pairs) == (1, 2)
    assert PairedTest.objects.count() == 2
