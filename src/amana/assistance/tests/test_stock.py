"""Stock: the book of a batch, the race for the last kit, and what its keeper never sees."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from amana.assistance import commands, queries
from amana.assistance.errors import (
    BatchExpired,
    ConsentMissing,
    CountedMeanwhile,
    DifferenceUnexplained,
    MoreThanTheLimit,
    NotEnough,
    QuantityMissing,
)
from amana.assistance.models import Batch, Delivery, Movement
from amana.assistance.tests.scenes import agreed_case, give_kit, kits, row, shown
from amana.cases.models import Procedure
from amana.errors import NotAllowed, NotFound
from amana.vault import keystore
from tests.cast import World


def test_a_kit_leaves_the_stock_under_the_number_of_the_case(world: World) -> None:
    procedure, batch = agreed_case(world), kits(world, 5)
    given = give_kit(world, procedure, batch)
    assert Batch.objects.get(id=batch).balance == 4
    out, came_in = queries.movements_of(queries.batch(world.tara, batch))
    assert (out.kind, out.quantity, out.balance, out.case) == ("out", -1, 4, procedure.number)
    assert (came_in.kind, came_in.quantity) == ("in", 5)
    assert shown(given).quantity == 1


def test_the_last_kit_is_given_once(world: World) -> None:
    procedure, batch = agreed_case(world), kits(world, 1)
    give_kit(world, procedure, batch)
    with pytest.raises(NotEnough) as refused:
        give_kit(world, agreed_case(world), batch)
    assert refused.value.details["left"] == 0
    assert Delivery.objects.count() == 1
    assert Movement.objects.filter(kind="out").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_take_the_last_kit_at_once(world: World) -> None:
    cases, batch = [agreed_case(world), agreed_case(world)], kits(world, 1)
    start, answers = threading.Barrier(2), []

    def take(procedure: Procedure) -> None:
        start.wait()
        try:
            give_kit(world, procedure, batch)
            answers.append("given")
        except NotEnough as refusal:
            answers.append(refusal.message)
        finally:
            connection.close()
            keystore.close()

    people = [threading.Thread(target=take, args=[procedure]) for procedure in cases]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(answers)[1] == "given"
    assert sorted(answers)[0].startswith("There are 0 of this batch left")
    assert Batch.objects.get(id=batch).balance == 0
    assert Delivery.objects.count() == 1


def test_the_database_itself_keeps_a_balance_above_zero(world: World) -> None:
    batch = kits(world, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(id=batch).update(balance=-1)


def test_without_her_yes_nothing_leaves_the_stock(world: World) -> None:
    batch = kits(world, 5)
    procedure = world.case()
    procedure.refresh_from_db()
    with pytest.raises(ConsentMissing):
        give_kit(world, procedure, batch)
    assert Batch.objects.get(id=batch).balance == 5


def test_what_has_passed_its_date_is_not_handed_out(world: World) -> None:
    procedure, batch = agreed_case(world), kits(world, 5, expires_on=world.today - timedelta(days=2))
    assert queries.to_hand_out(world.rawan, "NFI-DIGN", world.today) == []
    with pytest.raises(BatchExpired):
        give_kit(world, procedure, batch)


def test_a_store_of_another_organisation_is_not_there(world: World) -> None:
    batch = kits(world, 5)
    assert queries.to_hand_out(world.yusuf, "NFI-DIGN", world.today) == []
    with pytest.raises(NotAllowed):
        queries.kept_by(world.rawan)
    with pytest.raises(NotFound):
        queries.handed_out(world.yusuf, batch)


def test_a_count_that_differs_says_why(world: World) -> None:
    batch = queries.batch(world.tara, kits(world, 5))

    def count(counted: int, *, seen: int = 5, reason: str = "") -> int:
        return commands.count(world.tara, batch, counted=counted, seen=seen, reason=reason, now=world.now)

    with pytest.raises(DifferenceUnexplained):
        count(3)
    assert count(3, reason="damaged") == -2
    with pytest.raises(CountedMeanwhile):
        count(3)
    assert count(3, seen=3) == 0
    with pytest.raises(QuantityMissing):
        count(-1, seen=3)
    assert Batch.objects.get(id=batch.id).balance == 3
    assert [line.quantity for line in queries.movements_of(batch)] == [0, -2, 5]


def test_a_kit_given_by_mistake_goes_back_into_its_batch(world: World) -> None:
    procedure, batch = agreed_case(world), kits(world, 2)
    given = give_kit(world, procedure, batch)
    reversal = commands.take_back(
        world.rawan, row(world.rawan, given), mistake=True, reason="wrong case", now=world.now
    )
    assert Batch.objects.get(id=batch).balance == 2
    assert shown(given).is_reversed
    assert shown(reversal).quantity == -1
    assert Delivery.objects.count() == 2


def test_the_stock_keeper_sees_numbers_and_no_case(world: World) -> None:
    procedure, batch = agreed_case(world), kits(world, 2)
    given = give_kit(world, procedure, batch)
    with pytest.raises(NotFound):
        queries.one(world.tara, given)
    book = str(queries.movements_of(queries.batch(world.tara, batch)))
    assert procedure.number and procedure.number in book
    assert str(procedure.id) not in book
    assert "Selam" not in book


def test_a_second_kit_on_the_same_day_is_refused(world: World) -> None:
    procedure, batch = agreed_case(world), kits(world, 5)
    first = give_kit(world, procedure, batch)
    with pytest.raises(MoreThanTheLimit) as refused:
        give_kit(world, procedure, batch)
    assert refused.value.details == {"most": 1, "days": 28, "before": 1}
    with pytest.raises(MoreThanTheLimit):
        give_kit(world, agreed_case(world), batch, quantity=2)
    assert Batch.objects.get(id=batch).balance == 4
    commands.take_back(world.rawan, row(world.rawan, first), mistake=True, reason="wrong case", now=world.now)
    assert give_kit(world, procedure, batch)
