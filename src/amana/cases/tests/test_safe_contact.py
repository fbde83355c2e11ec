"""Safe contact: what contradicts itself is refused with the reason, and a prohibition stands before every number."""

from collections.abc import Mapping
from typing import Any

import pytest

from amana.cases import commands, queries
from amana.cases.errors import ContactContradicts, EmptyHours, ProhibitedWay, ProhibitionContradicted
from amana.cases.models import Procedure
from amana.cases.safe_contact import contradiction
from amana.errors import Refused
from amana.trust.models import Line
from tests.cast import World
from tests.world import Desk

PHONE = "+964 750 111 2233"


def say(world: World, case: Procedure, **contact: str) -> None:
    """Rawan writes how the person can be reached."""
    _fields, revision = commands.open_section(world.rawan, case, "contact", world.now)
    commands.change_section(world.rawan, case, "contact", fields=contact, revision=revision, now=world.now)


def prohibit(world: World, case: Procedure, *care: str) -> None:
    """Rawan writes what must not be done."""
    commands.change_facts(world.rawan, case, facts={"care_instructions": list(care)}, now=world.now)


@pytest.mark.parametrize(
    ("contact", "care", "refusal", "field"),
    [
        ({"safe_contact_method": "call", "phone": PHONE}, "do_not_phone", ProhibitedWay, "safe_contact_method"),
        ({"safe_contact_method": "message"}, "do_not_message", ProhibitedWay, "safe_contact_method"),
        ({"safe_contact_method": "visit"}, "do_not_visit", ProhibitedWay, "safe_contact_method"),
        ({"message_channel": "whatsapp"}, "do_not_message", ProhibitedWay, "message_channel"),
        ({"message_channel": "sms", "safe_contact_method": "none_safe"}, "", ContactContradicts, "message_channel"),
        ({"message_channel": "none", "safe_contact_method": "message"}, "", ContactContradicts, "safe_contact_method"),
        ({"safe_hours": "16:00-10:00"}, "", EmptyHours, "safe_hours"),
        ({"safe_hours": "٠٩:٠٠-٠٩:٠٠"}, "", EmptyHours, "safe_hours"),
    ],
)
def test_what_contradicts_itself_is_refused_with_the_reason_and_nothing_is_written(
    world: World, contact: Mapping[str, Any], care: str, refusal: type[Refused], field: str
) -> None:
    case = world.case()
    prohibit(world, case, *filter(None, [care]))
    before = commands.open_section(world.rawan, case, "contact", world.now)
    with pytest.raises(refusal) as refused:
        say(world, case, **contact)
    assert refused.value.field == field
    assert commands.open_section(world.rawan, case, "contact", world.now) == before


@pytest.mark.parametrize(
    ("contact", "care"),
    [
        ({"phone": PHONE, "safe_contact_method": "through_person"}, {"do_not_phone"}),
        ({"safe_contact_method": "call", "message_channel": "none"}, {"do_not_message"}),
        ({"safe_contact_method": "message", "message_channel": "sms"}, {"do_not_phone"}),
        ({"safe_hours": "10:00-16:00"}, set()),
        ({"safe_hours": "after the evening prayer"}, set()),
        ({"safe_contact_method": "none_safe"}, {"do_not_phone", "do_not_message", "do_not_visit"}),
    ],
)
def test_what_can_stand_together_is_no_contradiction(contact: dict[str, str], care: set[str]) -> None:
    assert contradiction(contact, care) is None


def test_a_prohibition_that_contradicts_the_contact_section_is_refused_and_says_what_to_change(world: World) -> None:
    case = world.case()
    say(world, case, safe_contact_method="call", phone=PHONE)
    opened = Line.objects.filter(verb="cases.section_opened").count()
    with pytest.raises(ProhibitionContradicted) as refused:
        prohibit(world, case, "do_not_phone")
    assert "Telephone call" in refused.value.message and "Do not phone" in refused.value.message
    assert "care_instructions" not in queries.facts_of(case)
    assert Line.objects.filter(verb="cases.section_opened").count() == opened + 1
    say(world, case, safe_contact_method="none_safe", phone=PHONE)
    prohibit(world, case, "do_not_phone")
    assert queries.facts_of(case)["care_instructions"] == ["do_not_phone"]


def test_a_prohibition_is_kept_by_somebody_who_cannot_open_the_contact(world: World) -> None:
    case = world.case()
    say(world, case, safe_contact_method="call")
    commands.change_facts(world.berivan, case, facts={"care_instructions": ["do_not_phone"]}, now=world.now)
    assert queries.facts_of(case)["care_instructions"] == ["do_not_phone"]


def test_a_case_is_not_opened_with_a_contradiction(world: World) -> None:
    begun = world.procedure()
    with pytest.raises(ProhibitedWay):
        commands.open_case(
            world.rawan, begun, manager_id=world.rawan.account, now=world.now,
            sections={"contact": {"safe_contact_method": "call"}}, facts={"care_instructions": ["do_not_phone"]},
        )  # fmt: skip
    assert Procedure.objects.get(id=begun.id).number is None


def test_the_case_page_says_it_before_the_number_and_shows_no_number_as_a_way(world: World, desk: Desk) -> None:
    case = world.case()
    say(world, case, safe_contact_method="through_person", phone=PHONE, safe_place="behind the school")
    rawan = desk("rawan")
    rawan.cookies["amana-language"] = "en"
    plain = rawan.post(f"/cases/{case.id}/sections/contact/open/").content.decode()
    assert PHONE in plain and "Do not phone" not in plain  # what the prohibition changes below is really there
    prohibit(world, case, "do_not_phone")
    page = rawan.post(f"/cases/{case.id}/sections/contact/open/").content.decode()
    number = page.index(PHONE)
    assert 0 < page.index("Do not phone") < number
    assert "Telephone, only for the record: do not phone" in page
    assert page.index("behind the school") < number
