"""What a programme may spend is set by two people, granted before anything is measured, and never forgotten."""

import threading

import pytest
from django.db import connection

from amana.errors import NotAllowed, NotFound
from amana.releases import commands, queries
from amana.releases.errors import CapNotSound, CapSpent, KeyTaken, NoCap, NoSuchProgramme, NotAKey
from amana.releases.models import Cap, Charge, Grant, OnlyAdded, Programme, Settlement
from amana.trust.actor import SYSTEM
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Line
from amana_methods.disclosure.records import BudgetSpent
from amana_methods.disclosure.records import Charge as Cost
from amana_methods.disclosure.spending import epsilon_of
from tests.cast import World


def programme(world: World, epsilon: float = 4.0) -> Programme:
    """A programme whose cap Ali proposed and Mina agreed to."""
    made = Programme.objects.get(id=commands.open_programme(world.ali, "hawa", "Hawa", now=world.now))
    cap = Cap.objects.get(id=commands.propose_cap(world.ali, made, epsilon=epsilon, delta=1e-6, now=world.now))
    commands.agree_to_cap(world.mina, cap, now=world.now)
    return made


def granted(world: World, made: Programme, epsilon: float) -> commands.ProgrammeGrant:
    """Ali gets this much for a release."""
    return commands.grant(
        world.ali, made, epsilon=epsilon, delta=1e-6, kind="records", purpose="yearly data", now=world.now
    )


def test_one_person_alone_sets_no_cap(world: World) -> None:
    made = Programme.objects.get(id=commands.open_programme(world.ali, "hawa", "Hawa", now=world.now))
    cap = Cap.objects.get(id=commands.propose_cap(world.ali, made, epsilon=4, delta=1e-6, now=world.now))
    with pytest.raises(NoCap):
        granted(world, made, 1)
    with pytest.raises(NotAllowed):
        commands.agree_to_cap(world.ali, cap, now=world.now)
    Cap.objects.filter(id=cap.id).update(proposed_by=world.mina.user_id)
    with pytest.raises(NeedsSecondPerson):
        commands.agree_to_cap(world.mina, cap, now=world.now)
    Cap.objects.filter(id=cap.id).update(proposed_by=world.ali.user_id)
    commands.agree_to_cap(world.mina, cap, now=world.now)
    assert queries.budget_of(made).epsilon_left == pytest.approx(4, rel=1e-3)
    with pytest.raises(NotFound):
        commands.agree_to_cap(world.mina, cap, now=world.now)


def test_a_caseworker_neither_proposes_nor_spends(world: World) -> None:
    made = programme(world)
    with pytest.raises(NotAllowed):
        commands.propose_cap(world.rawan, made, epsilon=1, delta=1e-6, now=world.now)
    with pytest.raises(NotAllowed):
        commands.grant(world.rawan, made, epsilon=1, delta=1e-6, kind="records", purpose="", now=world.now)


def test_a_release_beyond_the_cap_is_refused_and_nothing_is_stored(world: World) -> None:
    made = programme(world)
    granted(world, made, 3)
    before = Grant.objects.count(), Line.objects.count()
    with pytest.raises(CapSpent) as stopped:
        granted(world, made, 3)
    assert float(str(stopped.value.details["left"])) < 3
    assert (Grant.objects.count(), Line.objects.count()) == before


def test_costs_add_up_in_rho_so_that_two_halves_leave_something(world: World) -> None:
    made = programme(world)
    halves = [granted(world, made, 2), granted(world, made, 2)]
    budget = queries.budget_of(made)
    assert budget.spent == pytest.approx(sum(half.rho for half in halves))
    assert budget.epsilon_left > 2


def test_a_release_that_breaks_off_has_spent_all_and_one_that_ends_only_its_charges(world: World) -> None:
    made = programme(world)
    broken = granted(world, made, 2)
    broken.spend(Cost("measure", "sex", 0.001))
    assert queries.budget_of(made).spent == pytest.approx(broken.rho)
    broken.finish()
    assert queries.budget_of(made).spent == pytest.approx(0.001)
    assert [cost.subject for cost in queries.charges(broken.id)] == ["sex"]
    [line] = queries.ledger(world.ali, made)
    assert line.rho == pytest.approx(0.001)
    assert (line.purpose, line.ended is not None) == ("yearly data", True)


def test_a_grant_never_covers_more_than_it_is(world: World) -> None:
    given = granted(world, programme(world), 1)
    with pytest.raises(BudgetSpent):
        given.spend(Cost("measure", "everything", given.rho * 1.01))
    assert not Charge.objects.exists()


def test_what_was_spent_cannot_be_changed_or_removed(world: World) -> None:
    given = granted(world, programme(world), 1)
    given.spend(Cost("measure", "sex", 0.001))
    given.finish()
    for kind in (Grant, Charge, Settlement):
        row = kind.objects.get()
        for deed in (row.save, row.delete, kind.objects.all().delete, lambda kind=kind: kind.objects.update(rho=0)):
            with pytest.raises(OnlyAdded):
                deed()


def test_every_step_leaves_a_line(world: World) -> None:
    given = granted(world, programme(world), 1)
    given.finish()
    verbs = list(Line.objects.filter(verb__startswith="reporting.").order_by("id").values_list("verb", flat=True))
    steps = ["programme_opened", "cap_proposed", "cap_agreed", "privacy_granted", "privacy_spent"]
    assert verbs == [f"reporting.{step}" for step in steps]


def test_names_and_caps_that_cannot_be_are_refused(world: World) -> None:
    made = programme(world)
    with pytest.raises(KeyTaken):
        commands.open_programme(world.ali, "hawa", "Again", now=world.now)
    with pytest.raises(NotAKey):
        commands.open_programme(world.ali, "Hawa Centre", "Hawa", now=world.now)
    for epsilon, delta in ((0, 1e-6), (21, 1e-6), (1, 0.1), (1, 0)):
        with pytest.raises(CapNotSound):
            commands.propose_cap(world.ali, made, epsilon=epsilon, delta=delta, now=world.now)
    with pytest.raises(NoSuchProgramme):
        queries.programme_named("hava")


@pytest.mark.django_db(transaction=True)
def test_of_two_releases_at_once_only_one_gets_what_is_left(world: World) -> None:
    made = programme(world)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def ask() -> None:
        together.wait()
        try:
            commands.set_apart(SYSTEM, made, epsilon=3, delta=1e-6, kind="records", purpose="both", now=world.now)
            outcomes.append("granted")
        except CapSpent:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["granted", "refused"]


def test_what_is_left_is_told_as_the_epsilon_that_may_be_asked_for(world: World) -> None:
    made = programme(world)
    granted(world, made, 1)
    left = queries.budget_of(made)
    granted(world, made, left.epsilon_left * 0.999)
    assert queries.budget_of(made).epsilon_left < 0.5
    assert epsilon_of(0, 1e-6) == 0
