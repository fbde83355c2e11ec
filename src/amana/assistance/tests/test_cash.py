"""Money: two people, a risk check, a receipt that is no photo."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from amana.assistance import commands, queries
from amana.assistance.errors import (
    AmountMissing,
    ConsentMissing,
    HelpNotOpen,
    MoreThanTheLimit,
    MoreThanWasGiven,
    NeedsSecondPerson,
    NoLimitInThisCurrency,
    NoPhotoAsReceipt,
    NotEnoughMoney,
    NotFromHere,
    OwnRequest,
    ReceiptMissing,
    RiskNotChecked,
)
from amana.assistance.models import Delivery
from amana.assistance.tests.scenes import agree, agreed_case, ask, money_in, row, shown
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.errors import NotAllowed, NotFound
from tests.cast import World
from tests.second_person import agree_to_cash


def pay(world: World, asked: UUID, *, receipt: str = "signature", witness: str = "") -> None:
    commands.pay_out(
        world.rawan, row(world.rawan, asked), receipt=receipt, witness=witness, on=world.now, now=world.now
    )


def test_rawan_asks_nasrin_agrees_and_it_is_paid_against_a_signature(world: World) -> None:
    money_in(world)
    asked = ask(world, agreed_case(world))
    assert shown(asked).state == "waits"
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    pay(world, asked)
    paid = shown(asked)
    assert (paid.state, paid.amount, paid.currency) == ("delivered", Decimal(250_000), "IQD")
    assert (paid.asked_by, paid.approved_by) == (world.rawan.user_id, world.nasrin.user_id)
    assert paid.facts["receipt"] == "signature"
    assert paid.next_followup_at == world.now + timedelta(days=14)


def test_nothing_is_paid_before_a_second_person_agreed(world: World) -> None:
    asked = ask(world, agreed_case(world))
    with pytest.raises(NeedsSecondPerson):
        pay(world, asked)
    assert shown(asked).state == "waits"


def test_nobody_agrees_to_what_they_asked_for(world: World) -> None:
    nasrin = replace(world.nasrin, roles=frozenset({"supervisor", "case_manager"}))
    asked = ask(world, agreed_case(world), by=nasrin)
    with pytest.raises(OwnRequest):
        agree_to_cash(nasrin, row(nasrin, asked), now=world.now)
    with pytest.raises(OwnRequest):
        commands.refuse_cash(nasrin, row(nasrin, asked), reason="not needed", now=world.now)
    assert shown(asked).state == "waits"
    assert queries.waiting_for(nasrin) == []


def test_a_case_manager_agrees_to_nobodys_money(world: World) -> None:
    asked = ask(world, agreed_case(world))
    with pytest.raises(NotAllowed):
        agree_to_cash(world.rawan, row(world.rawan, asked), now=world.now)


def test_a_supervisor_of_another_organisation_does_not_find_it(world: World) -> None:
    asked = ask(world, agreed_case(world))
    with pytest.raises(NotFound):
        row(world.noor, asked)
    with pytest.raises(NotFound):
        agree_to_cash(world.noor, Delivery.objects.get(id=asked), now=world.now)


def test_two_supervisors_answer_at_once_and_one_is_told(world: World) -> None:
    asked = ask(world, agreed_case(world))
    seen = row(world.nasrin, asked)
    agree_to_cash(world.nasrin, seen, now=world.now)
    with pytest.raises(NotFromHere):
        commands.refuse_cash(world.nasrin, seen, reason="twice", now=world.now)
    assert shown(asked).state == "agreed"


@pytest.mark.parametrize(
    ("receipt", "witness", "refusal"),
    [
        ("photo_forbidden", "", NoPhotoAsReceipt),
        ("photo", "", NoPhotoAsReceipt),
        ("", "", ReceiptMissing),
        ("witness", "", ReceiptMissing),
    ],
)
def test_a_photo_is_no_receipt(world: World, receipt: str, witness: str, refusal: type[Exception]) -> None:
    asked = ask(world, agreed_case(world))
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    with pytest.raises(refusal):
        pay(world, asked, receipt=receipt, witness=witness)
    assert shown(asked).state == "agreed"


def test_the_witness_is_named_under_seal(world: World) -> None:
    money_in(world)
    asked = ask(world, agreed_case(world))
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    pay(world, asked, receipt="witness", witness="Berivan of the intake desk")
    assert "Berivan" not in str(shown(asked).facts)
    words = commands.open_words(world.rawan, row(world.rawan, asked), world.now)
    assert words["account"]["witness"] == "Berivan of the intake desk"


def test_the_risk_and_the_amount_are_said_first(world: World) -> None:
    procedure = agreed_case(world)
    with pytest.raises(RiskNotChecked):
        ask(world, procedure, risk_checked=False)
    with pytest.raises(AmountMissing):
        ask(world, procedure, amount=0)
    assert not Delivery.objects.exists()


def test_money_waits_for_the_presumption_and_for_her_yes(world: World) -> None:
    procedure = world.case()
    procedure.refresh_from_db()
    with pytest.raises(ConsentMissing):
        ask(world, procedure)
    consent = agree(world, procedure)
    Procedure.objects.filter(id=procedure.id).update(identification="signal")
    procedure.refresh_from_db()
    with pytest.raises(HelpNotOpen):
        ask(world, procedure)
    Procedure.objects.filter(id=procedure.id).update(identification="presumed")
    procedure.refresh_from_db()
    assert ask(world, procedure)
    assert Delivery.objects.get().consent == consent


def test_a_withdrawal_stops_the_payment(world: World) -> None:
    procedure = world.case()
    procedure.refresh_from_db()
    consent = agree(world, procedure)
    asked = ask(world, procedure)
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    consents.withdraw(world.rawan, procedure_id=procedure.id, consent_id=consent, now=world.now)
    with pytest.raises(ConsentMissing):
        pay(world, asked)


def test_part_of_the_money_comes_back_and_the_book_adds_up(world: World) -> None:
    asked = ask(world, agreed_case(world))
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    money_in(world)
    pay(world, asked)

    def back(amount: int) -> UUID:
        return commands.take_back(
            world.rawan,
            row(world.rawan, asked),
            mistake=False,
            reason="left over",
            amount=Decimal(amount),
            now=world.now,
        )

    back(50_000)
    with pytest.raises(MoreThanWasGiven):
        back(250_000)
    (month,) = queries.money_by_month(world.nasrin)
    assert [int(each) for each in (month.came_in, month.paid_out, month.came_back)] == [1_000_000, 250_000, 50_000]
    assert int(month.left) == 800_000


def test_the_book_of_another_organisation_is_its_own(world: World) -> None:
    money_in(world)
    asked = ask(world, agreed_case(world))
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    pay(world, asked)
    assert queries.money_by_month(world.noor) == []
    with pytest.raises(NotAllowed):
        queries.money_by_month(world.rawan)


def test_nobody_is_given_more_money_than_the_pack_allows(world: World) -> None:
    procedure = agreed_case(world)
    with pytest.raises(MoreThanTheLimit) as refused:
        ask(world, procedure, amount=999_999_999)
    assert refused.value.details["most"] == "600000 IQD"
    ask(world, procedure, amount=400_000)
    with pytest.raises(MoreThanTheLimit):  # in two pieces it is the same money
        ask(world, procedure, amount=400_000)
    ask(world, procedure, amount=200_000)
    later = world.now + timedelta(days=31)
    assert ask(world, procedure, amount=600_000, now=later)
    assert Delivery.objects.count() == 3


def test_a_refused_request_frees_what_it_would_have_used(world: World) -> None:
    procedure = agreed_case(world)
    asked = ask(world, procedure, amount=600_000)
    commands.refuse_cash(world.nasrin, row(world.nasrin, asked), reason="too much", now=world.now)
    assert ask(world, procedure, amount=600_000)


def test_a_currency_without_a_limit_is_refused(world: World) -> None:
    with pytest.raises(NoLimitInThisCurrency) as refused:
        ask(world, agreed_case(world), amount=10, currency="EUR")
    assert refused.value.details["currencies"] == "IQD, USD"
    assert not Delivery.objects.exists()


def test_the_cash_book_never_falls_below_zero(world: World) -> None:
    asked = ask(world, agreed_case(world))
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    money_in(world, 249_999)
    money_in(world, 1_000_000, currency="USD")  # another currency pays nothing
    with pytest.raises(NotEnoughMoney) as refused:
        pay(world, asked)
    assert refused.value.details == {"left": Decimal(249_999), "currency": "IQD"}
    assert shown(asked).state == "agreed"
    money_in(world, 1)
    pay(world, asked)
    left = {row.currency: int(row.left) for row in queries.money_by_month(world.nasrin)}
    assert left == {"IQD": 0, "USD": 1_000_000}
