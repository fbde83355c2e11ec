"""What must not be done with the person stands on the provider's page before any number, also of earlier referrals."""

import re

import pytest
from django.test import Client

from amana.cases import commands as cases
from amana.referrals import commands
from amana.referrals.models import Referral
from amana.referrals.tests.scene import FIELDS, Scene
from tests.world import Desk

NUMBER = re.compile(r"\+?\d[\d -]{8,}\d")
WAYS = {"referral_id", "safe_hours", "safe_contact_method", "referrer_focal_point"}


@pytest.fixture
def jihan(desk: Desk) -> Client:
    """Jihan of the clinic, at her desk, in English."""
    client = desk("jihan")
    client.cookies["amana-language"] = "en"
    return client


def prohibit(scene: Scene, *care: str) -> None:
    """Rawan writes what must not be done."""
    cases.change_facts(scene.world.rawan, scene.case, facts={"care_instructions": list(care)}, now=scene.now)


def asked_with_a_number(scene: Scene) -> Referral:
    """A referral in whose package a telephone number travels, among the words on hours."""
    _fields, revision = cases.open_section(scene.world.rawan, scene.case, "contact", scene.now)
    contact = {"safe_contact_method": "through_person", "safe_hours": "the aunt, +964 750 444 5566, in the morning"}
    cases.change_section(scene.world.rawan, scene.case, "contact", fields=contact, revision=revision, now=scene.now)
    return scene.asked(FIELDS | WAYS)


def main_of(page: bytes) -> str:
    """What stands in the main part, without the addresses of links and forms."""
    text = page.decode()
    return re.sub(r"<[^>]*>", " ", text[text.index('id="main"') :])


def test_a_prohibition_reaches_a_referral_that_was_sent_before_it_and_stands_before_any_number(
    scene: Scene, jihan: Client
) -> None:
    referral = asked_with_a_number(scene)
    page = main_of(jihan.post(f"/referrals/{referral.id}/package/").content)
    assert NUMBER.search(page) and "Do not phone" not in page  # the number travelled, and nothing prohibits yet
    prohibit(scene, "do_not_phone", "no_family_contact")
    for found in (jihan.get(f"/referrals/{referral.id}/"), jihan.post(f"/referrals/{referral.id}/package/")):
        page = main_of(found.content)
        number = NUMBER.search(page)
        assert page.index("Do not phone") < (number.start() if number else len(page))
        assert "No contact with the family" in page
    assert number is not None
    prohibit(scene)
    assert "Do not phone" not in main_of(jihan.get(f"/referrals/{referral.id}/").content)


def test_the_provider_sees_it_on_every_page_where_it_acts(scene: Scene, jihan: Client) -> None:
    referral = scene.in_service()
    prohibit(scene, "do_not_phone")
    for address in (f"/referrals/{referral.id}/steps/r10/", f"/help/referral/{referral.id}/"):
        page = jihan.get(address)
        assert page.status_code == 200, address
        assert "Do not phone" in main_of(page.content), address


def test_a_provider_to_whom_nothing_opens_any_more_learns_of_no_prohibition(scene: Scene, jihan: Client) -> None:
    referral = scene.asked()
    scene.step(scene.world.rawan, referral, "take_back", reason="she changed her mind")
    prohibit(scene, "do_not_phone")
    assert "Do not phone" not in main_of(jihan.get(f"/referrals/{referral.id}/").content)


def test_the_package_is_made_also_where_a_prohibition_stands(scene: Scene) -> None:
    prohibit(scene, "do_not_phone")
    referral = scene.asked()
    assert commands.open_package(scene.world.jihan, referral, scene.now)["safe_hours"] == "10:00-16:00"
