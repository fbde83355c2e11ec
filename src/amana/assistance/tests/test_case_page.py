"""What help adds to the case page, the story and my day, and what its pages answer."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from amana.assistance import commands, queries
from amana.assistance import pack as helps
from amana.assistance.models import Batch, Delivery
from amana.assistance.tests.scenes import (
    agree,
    agreed_case,
    ask,
    give_kit,
    kits,
    money_in,
    record,
    row,
    shown,
)
from amana.cases.commands import change_facts
from amana.cases.deeds import deeds_for
from amana.cases.models import Procedure
from amana.my_day import day_of
from amana.trust.actor import Actor
from amana.trust.models import Line
from tests.cast import World
from tests.second_person import agree_to_cash, typed_answers
from tests.world import Desk


def orders(actor: Actor, world: World) -> list[str]:
    """What the actor's day says."""
    return [item.order for rows in day_of(actor, world.now).values() for item in rows]


def reasons(actor: Actor, world: World) -> str:
    """The second lines of the actor's day."""
    return "\n".join(item.why for rows in day_of(actor, world.now).values() for item in rows)


def test_money_that_waits_stands_in_the_day_of_the_one_who_signs_and_of_the_one_who_asked(world: World) -> None:
    asked = ask(world, agreed_case(world))
    assert "Money: Emergency cash" in reasons(world.nasrin, world)
    assert "Nasrin: Emergency cash" in orders(world.rawan, world)
    assert not any("money" in order for order in orders(world.noor, world))
    agree_to_cash(world.nasrin, row(world.nasrin, asked), now=world.now)
    assert "Pay out: Emergency cash" in orders(world.rawan, world)
    assert "Money: Emergency cash" not in reasons(world.nasrin, world)


def test_a_follow_up_comes_into_the_day_and_leaves_it(world: World) -> None:
    given = record(world, agreed_case(world), "SHE-EMER")
    assert "Look again: Emergency overnight place" in orders(world.rawan, world)
    commands.looked_again(world.rawan, row(world.rawan, given), now=world.now)
    assert "Look again: Emergency overnight place" not in orders(world.rawan, world)


def test_a_batch_that_ends_is_work_for_the_keeper(world: World) -> None:
    kits(world, 3, expires_on=world.today + timedelta(days=5))
    assert "1 batch ends soon" in orders(world.tara, world)
    assert "1 batch ends soon" not in orders(world.rawan, world)


def test_doors_say_why_they_are_shut(world: World) -> None:
    def door(procedure: Procedure) -> tuple[bool, str]:
        procedure.refresh_from_db()
        deed = next(each for each in deeds_for(world.rawan, procedure, world.now) if "money" in each.label)
        return deed.url is not None, deed.reason

    procedure = world.case()
    open_, reason = door(procedure)
    assert (open_, "has not agreed" in reason) == (False, True)
    agree(world, procedure)
    assert door(procedure)[0]
    Procedure.objects.filter(id=procedure.id).update(identification="signal")
    open_, reason = door(procedure)
    assert (open_, "presumption" in reason) == (False, True)
    labels = [deed.label for deed in deeds_for(world.amal, procedure, world.now)]
    assert "Record a service" not in labels


def test_the_case_page_tells_what_was_given(world: World, desk: Desk) -> None:
    procedure, batch = agreed_case(world), kits(world, 3)
    ask(world, procedure)
    give_kit(world, procedure, batch)
    record(world, procedure, "MED-EXAM")
    commands.set_goal(world.rawan, procedure, category="LEG", words="", now=world.now)
    change_facts(world.rawan, procedure, facts={"care_instructions": ["do_not_phone"]}, now=world.now)
    page = desk("rawan").get(reverse("cases:one", args=[procedure.id])).content.decode()
    for said in (
        "Do not phone", "Money and items", "250,000", "waits for <bdi>Nasrin</bdi>’s signature", "Dignity kit",
        "Services delivered", "Medical examination", "Goals of the plan", "Give money or an item",
        "Emergency cash: asked for by Rawan.",
    ):  # fmt: skip
        assert said in page, said


def test_what_was_taken_back_is_told_as_a_mistake(world: World, desk: Desk) -> None:
    procedure = agreed_case(world)
    given = record(world, procedure, "MED-EXAM")
    commands.take_back(world.rawan, row(world.rawan, given), mistake=True, reason="another person", now=world.now)
    rawan = desk("rawan")
    case, one = (
        rawan.get(reverse(name, args=[id])).content.decode()
        for name, id in (("cases:one", procedure.id), ("assistance:one", given))
    )
    assert "entered by mistake; it does not count" in case and '<tr class="refused">' in case
    assert "entered by mistake; it does not count" in one and "taken back" in one


PAGES = ("assistance:record", "assistance:give", "assistance:plan")


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_case_open_for_its_team_and_are_not_there_for_strangers(world: World, desk: Desk, name: str) -> None:
    address = reverse(name, args=[agreed_case(world).id])
    assert desk("rawan").get(address).status_code == 200
    for stranger in ("yusuf", "amal", "jihan", "tara", "shilan"):
        assert desk(stranger).get(address).status_code == 404, stranger


def test_a_service_is_chosen_filled_in_and_kept_without_its_code_in_an_address(world: World, desk: Desk) -> None:
    procedure, client = agreed_case(world), desk("rawan")
    address = reverse("assistance:record", args=[procedure.id])
    form = client.post(address, {"service": "SHE-EMER"})
    assert form.status_code == 200
    typed = {"what-service": "SHE-EMER", "what-stand": "delivered", "what-on": "2026-03-01", "told-quantity": "1",
             "told-unit": "night", "told-nights": "many"}  # fmt: skip
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "many" in wrong.content.decode()
    assert not Delivery.objects.exists()
    right = client.post(address, typed | {"told-nights": "٣"})
    assert right.status_code == 302
    assert right["Location"] == reverse("cases:one", args=[procedure.id])
    assert shown(Delivery.objects.get().id).facts["fields"]["nights"] == 3


def test_money_is_asked_agreed_and_paid_in_the_browser(world: World, desk: Desk) -> None:
    procedure, rawan, nasrin = agreed_case(world), desk("rawan"), desk("nasrin")
    address = reverse("assistance:give", args=[procedure.id])
    typed = {"what-service": "CASH-EMER", "told-amount": "250000", "told-currency": "IQD",
             "told-modality": "cash_in_hand", "told-purpose": "food", "told-risk_check_done": "on"}  # fmt: skip
    purpose = next(field for field in helps.service("CASH-EMER").fields if field.id == "purpose")
    if purpose.options:
        typed["told-purpose"] = purpose.options[0].id
    without_check = {key: value for key, value in typed.items() if key != "told-risk_check_done"}
    assert rawan.post(address, without_check).status_code == 422
    assert rawan.post(address, typed).status_code == 302
    asked = Delivery.objects.get().id
    page = nasrin.get(reverse("assistance:one", args=[asked])).content.decode()
    second = reverse("cases:second_person", args=[procedure.id])
    assert second in page
    assert second not in rawan.get(reverse("assistance:one", args=[asked])).content.decode()
    shown_now = nasrin.get(second)
    assert "250,000" in shown_now.content.decode()
    assert nasrin.post(second, typed_answers(shown_now)).status_code == 302
    assert shown(asked).state == "agreed"
    pay = {"on": world.today.isoformat(), "receipt": "photo_forbidden"}
    assert rawan.post(reverse("assistance:pay", args=[asked]), pay).status_code == 422
    empty = rawan.post(reverse("assistance:pay", args=[asked]), pay | {"receipt": "signature"})
    assert (empty.status_code, "The cash book has 0 IQD left" in empty.content.decode()) == (422, True)
    money_in(world)
    assert rawan.post(reverse("assistance:pay", args=[asked]), pay | {"receipt": "signature"}).status_code == 302
    assert shown(asked).state == "delivered"
    assert nasrin.get(reverse("assistance:money")).status_code == 200
    assert rawan.get(reverse("assistance:money")).status_code == 403


def test_the_last_kit_is_refused_beside_its_field_and_nothing_typed_is_lost(world: World, desk: Desk) -> None:
    procedure, batch = agreed_case(world), kits(world, 1)
    address, client = reverse("assistance:give", args=[procedure.id]), desk("rawan")
    give_kit(world, agreed_case(world), batch)
    kind = next(field for field in helps.service("NFI-DIGN").fields if field.id == "kit_type")
    typed = {"what-service": "NFI-DIGN", "what-batch": str(batch), "what-quantity": "1", "what-on": "2026-03-01",
             "told-unit": "kit", "told-kit_type": kind.options[0].id if kind.options else "standard",
             "told-safety_note": "she prefers the afternoon"}  # fmt: skip
    refused = client.post(address, typed)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "There are 0 of this batch left" in page
    assert "she prefers the afternoon" in page
    assert kits(world, 1) == batch
    assert client.post(address, typed).status_code == 302
    assert Batch.objects.get(id=batch).balance == 0


def test_the_keeper_receives_counts_and_prints_a_slip_without_a_name(world: World, desk: Desk) -> None:
    tara, procedure = desk("tara"), agreed_case(world)
    today = world.today.isoformat()
    came = {"service": "NFI-DIGN", "number": "B-9", "counted_in": "kit", "quantity": "4", "on": today}
    assert tara.post(reverse("assistance:receive"), came).status_code == 302
    batch = Batch.objects.get().id
    give_kit(world, procedure, batch)
    movement = UUID(shown(Delivery.objects.get().id).facts["movement"])
    slip = tara.get(reverse("assistance:slip", args=[movement])).content.decode()
    assert procedure.number and procedure.number in slip
    assert "Selam" not in slip
    count = reverse("assistance:count", args=[batch])
    assert tara.post(count, {"seen": "3", "counted": "2", "reason": ""}).status_code == 422
    assert tara.post(count, {"seen": "4", "counted": "2", "reason": "lost"}).status_code == 409
    assert tara.post(count, {"seen": "3", "counted": "2", "reason": "lost"}).status_code == 302
    for address in (reverse("assistance:stock"), reverse("assistance:batch", args=[batch])):
        assert tara.get(address).status_code == 200
        assert desk("rawan").get(address).status_code == 403
    assert desk("rawan").get(reverse("assistance:slip", args=[movement])).status_code == 200
    assert desk("yusuf").get(reverse("assistance:slip", args=[movement])).status_code == 404
    assert tara.get(reverse("assistance:one", args=[Delivery.objects.get().id])).status_code == 404


@pytest.mark.parametrize("who", ["rawan", "nasrin", "tara", "jihan", "yusuf", "shilan", "amal"])
def test_money_and_items_is_a_page_of_ones_own(world: World, desk: Desk, who: str) -> None:
    asked = ask(world, agreed_case(world))
    page = desk(who).get(reverse("assistance:home"))
    assert page.status_code == 200
    assert (str(asked) in page.content.decode()) is (who in ("rawan", "nasrin"))


def test_sealed_words_open_by_a_deed_and_leave_a_line(world: World, desk: Desk) -> None:
    given, client = record(world, agreed_case(world), "LEG-REP"), desk("rawan")
    court = "said in court"
    assert court not in client.get(reverse("assistance:one", args=[given])).content.decode()
    opened = client.post(reverse("assistance:words", args=[given]))
    assert opened.status_code == 200
    sealed = [field for field in helps.service("LEG-REP").fields if field.kept == "sealed"]
    assert all(str(field.label) in opened.content.decode() for field in sealed)
    assert Line.objects.filter(verb="assistance.words_opened", object=given).count() == 1


def test_forms_of_one_delivery(world: World, desk: Desk) -> None:
    procedure, client = agreed_case(world), desk("rawan")
    asked = record(world, procedure, "MED-EXAM", stand="requested")
    for name in ("one", "finish", "cancel", "take_back"):
        assert client.get(reverse(f"assistance:{name}", args=[asked])).status_code == 200, name
    assert client.post(reverse("assistance:begin", args=[asked])).status_code == 302
    finished = {"what-on": world.today.isoformat(), "told-quantity": "1", "told-unit": "session"}
    assert client.post(reverse("assistance:finish", args=[asked]), finished).status_code == 302
    assert shown(asked).state == "delivered"
    assert client.post(reverse("assistance:cancel", args=[asked]), {"reason": "late"}).status_code == 409
    back = {"how": "mistake", "reason": "another person"}
    assert client.post(reverse("assistance:take_back", args=[asked]), back).status_code == 302
    assert queries.Delivery.objects.filter(reverses=asked).count() == 1
