"""Help keeps to the prohibitions of a case: the safety plan does not contradict them, and the slip says them."""

from uuid import UUID

import pytest
from django.urls import reverse

from amana.assistance import pack as helps
from amana.assistance.models import Delivery
from amana.assistance.tests.scenes import agreed_case, give_kit, kits, record, said_in, shown
from amana.cases.commands import change_facts
from amana.cases.errors import EmptyHours, ProhibitedWay
from amana.cases.queries import Procedure
from amana.steps.commands import Told
from tests.cast import World
from tests.world import Desk


def prohibit(world: World, procedure: Procedure, *care: str) -> None:
    """Rawan writes what must not be done."""
    change_facts(world.rawan, procedure, facts={"care_instructions": list(care)}, now=world.now)


def plan(world: World, procedure: Procedure, **contact: str) -> UUID:
    """A safety plan that says how the person can be reached."""
    facts, sealed, working = said_in(helps.own_fields(helps.service("SAF-PLAN")))
    return record(world, procedure, "SAF-PLAN", told=Told(facts, {**sealed, "safe_hours": "", **contact}, working))


def test_a_safety_plan_that_contradicts_a_prohibition_is_refused(world: World) -> None:
    procedure = agreed_case(world)
    prohibit(world, procedure, "do_not_phone")
    for contact, refusal in (
        ({"safe_contact_method": "call"}, ProhibitedWay),
        ({"safe_hours": "09:00-08:00"}, EmptyHours),
    ):
        with pytest.raises(refusal):
            plan(world, procedure, **{"safe_contact_method": "through_person", **contact})
    assert not Delivery.objects.exists()
    assert plan(world, procedure, safe_contact_method="through_person")


def test_the_slip_says_how_the_person_must_not_be_reached_and_nothing_else_of_the_person(
    world: World, desk: Desk
) -> None:
    procedure, batch = agreed_case(world), kits(world, 3)
    give_kit(world, procedure, batch)
    address = reverse("assistance:slip", args=[shown(Delivery.objects.get().id).facts["movement"]])
    tara = desk("tara")
    tara.cookies["amana-language"] = "en"
    assert "Do not phone" not in tara.get(address).content.decode()
    prohibit(world, procedure, "do_not_phone", "no_police_contact")
    slip = tara.get(address).content.decode()
    assert procedure.number is not None
    assert slip.index("Do not phone") < slip.index("Signature or thumb")
    assert "police" not in slip
