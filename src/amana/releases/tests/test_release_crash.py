"""A run that breaks off: nothing paid is lost, nothing is paid twice, no half is published, and another worker goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from amana.releases import commands, queries
from amana.releases.commands import running
from amana.releases.models import Answer, Charge, Grant, Release, ReleaseFile, Settlement
from amana.releases.tests.publishing import drafted, enough_people, handed_in, there
from amana_methods.disclosure.records.exact import Gate
from tests.cast import World


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are enough people for rows."""
    enough_people(monkeypatch)


STORE = running.KeptGate._store


class PowerCut(Exception):
    """The machine stopped."""


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The machine stops when the nth answer is to be stored, or (0) when everything is measured."""

    def at(number: int) -> None:
        store = running.KeptGate._store

        def stop(gate: running.KeptGate, purpose: str, subject: str, answer: Any) -> None:
            if gate._given + 1 == number:
                raise PowerCut
            store(gate, purpose, subject, answer)

        def stop_at_the_end(*_: object) -> None:
            raise PowerCut

        monkeypatch.setattr(running.KeptGate, "_store", stop)
        monkeypatch.setattr(running, "_about", running._about if number else stop_at_the_end)

    return at


@pytest.mark.parametrize("number", [1, 3, 0])
@pytest.mark.django_db(transaction=True)
def test_a_run_that_broke_off_goes_on_without_paying_twice_and_publishes_no_half(
    world: World, cut: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    row = handed_in(world, agreed=True)
    with monkeypatch.context() as patch:
        patch.setattr(running.KeptGate, "_store", running.KeptGate._store)
        cut(number)
        with pytest.raises(PowerCut):
            commands.run_approved(world.now)
    monkeypatch.undo()
    granted = Grant.objects.get()
    kept = [(each.number, bytes(each.numbers)) for each in Answer.objects.order_by("number")]
    assert len(kept) == Charge.objects.count() == (number - 1 if number else 3)
    assert not ReleaseFile.objects.exists() and not Settlement.objects.exists()
    assert there(row).state == "running"
    assert queries.budget_of(row.programme).spent == pytest.approx(granted.rho)  # not a part of it looks unspent

    assert commands.run_approved(world.now) == 0  # the other worker may still be alive
    later = world.now + timedelta(minutes=10)
    assert commands.run_approved(later) == 1
    assert there(row).state == "ready"
    assert Grant.objects.get() == granted
    assert Charge.objects.count() == 3
    assert Settlement.objects.get().rho == pytest.approx(granted.rho, rel=1e-6)


@pytest.mark.django_db(transaction=True)
def test_what_was_measured_before_the_crash_is_what_is_published(
    world: World, cut: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = handed_in(world, agreed=True)
    cut(3)
    with pytest.raises(PowerCut):
        commands.run_approved(world.now)
    monkeypatch.undo()
    size, sex = (np.frombuffer(bytes(each.numbers), "<i8") for each in Answer.objects.order_by("number"))
    commands.run_approved(world.now + timedelta(minutes=10))
    result = there(row).result
    table, least = result["tables"][0], result["tables"][0]["printed_from"]
    assert [cell[1] for cell in table["cells"]] == [int(count) if count >= least else None for count in sex]
    least = result["people_printed_from"]
    assert result["people"][0] == (int(size[0]) if size[0] >= least else None)


@pytest.mark.django_db(transaction=True)
def test_rows_go_on_where_they_broke_off_and_choose_nothing_twice(
    world: World, many: None, cut: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(world)
    commands.choose_kind(world.ali, row, kind="records", now=world.now)
    commands.choose_columns(world.ali, row, columns=["year", "sex", "age_group", "territory"], layouts=[])
    row = handed_in(world, row, agreed=True, epsilon=4)
    with monkeypatch.context() as patch:
        patch.setattr(running.KeptGate, "_store", running.KeptGate._store)
        cut(9)
        with pytest.raises(PowerCut):
            commands.run_approved(world.now)
    monkeypatch.setattr(running.KeptGate, "_store", STORE)
    before = list(Charge.objects.order_by("id").values_list("purpose", "subject", "rho"))
    assert len(before) == 8 and {purpose for purpose, _subject, _rho in before} == {"measure", "choose network"}
    commands.run_approved(world.now + timedelta(minutes=10))
    after = list(Charge.objects.order_by("id").values_list("purpose", "subject", "rho"))
    assert there(row).state == "ready"
    assert after[:8] == before
    assert len(set(after)) == len(after)  # nothing was measured or chosen a second time
    assert sum(rho for _purpose, _subject, rho in after) <= Grant.objects.get().rho * (1 + 1e-9)


@pytest.mark.django_db(transaction=True)
def test_the_worker_measures_beside_its_other_duties(world: World) -> None:
    row = handed_in(world, agreed=True)
    assert commands.begin(world.now)
    thread = running.at_work()
    assert thread is not None
    thread.join(60)
    assert there(row).state == "ready"
    assert not commands.begin(world.now)  # nothing waits any more


@pytest.mark.django_db(transaction=True)
def test_after_five_attempts_it_stops_and_what_was_measured_stays_paid(
    world: World, cut: Callable[[int], None]
) -> None:
    row = handed_in(world, agreed=True)
    cut(2)
    for attempt in range(5):
        with pytest.raises(PowerCut):
            commands.run_approved(world.now + attempt * timedelta(minutes=10))
    commands.run_approved(world.now + timedelta(hours=2))
    assert (there(row).state, there(row).why) == ("stopped", "broke_off")
    assert Charge.objects.count() == 1
    assert queries.budget_of(row.programme).spent == pytest.approx(Charge.objects.get().rho)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_taken_for_dead_publishes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = handed_in(world, agreed=True)
    measure = Gate.measure

    def slow(gate: Gate, *asked: Any) -> Any:
        Release.objects.filter(id=row.id).update(attempt=7)
        return measure(gate, *asked)

    monkeypatch.setattr(Gate, "measure", slow)
    commands.run_approved(world.now)
    assert there(row).state == "running"
    assert not Charge.objects.exists() and not ReleaseFile.objects.exists()


def test_nothing_is_measured_when_the_budget_went_elsewhere_meanwhile(world: World) -> None:
    row = handed_in(world, agreed=True)
    commands.set_apart(world.ali, row.programme, epsilon=3.9, delta=1e-6, kind="tables", purpose="other", now=world.now)
    commands.run_approved(world.now)
    assert (there(row).state, there(row).why) == ("stopped", "no_budget")
    assert not Charge.objects.exists()
