"""Two people act on one case: nothing is lost, the second sees both; who handed over or confirmed is done with it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from amana import vault
from amana.accounts import commands as trust
from amana.cases import commands, queries
from amana.consent import commands as consents
from amana.consent.errors import ConsentEnded
from amana.countrypacks import pack
from amana.errors import CannotOpen
from tests.cast import PASSWORD, World
from tests.second_person import confirm_consent
from tests.world import Desk

pytestmark = pytest.mark.django_db


def hidden(content: str) -> dict[str, str]:
    return {"revision": re.findall(r'name="revision" value="(\d+)"', content)[0]}


def needed(**more: str) -> dict[str, str]:
    """What the page of the facts insists on, and more."""
    told = {each.id: each.options[0].id if each.options else "1" for each in pack().case_facts if each.required}
    return {f"facts-{name}": value for name, value in (told | more).items()}


def test_facts_of_the_first_are_never_overwritten(world: World, desk: Desk) -> None:
    case = world.case()
    page, rawan = reverse("cases:facts", args=[case.id]), desk("rawan")
    seen = hidden(rawan.get(page).content.decode())
    assert rawan.post(page, needed(sex="female") | seen).status_code == 302
    second = rawan.post(page, needed(sex="male") | seen)
    assert second.status_code == 409
    assert queries.facts_of(case)["sex"] == "female"
    assert rawan.post(page, needed(sex="male") | hidden(second.content.decode())).status_code == 302
    assert queries.facts_of(case)["sex"] == "male"


def test_a_fact_can_be_taken_back(world: World, desk: Desk) -> None:
    case = world.case()
    page, rawan = reverse("cases:facts", args=[case.id]), desk("rawan")
    spare = next(each for each in pack().case_facts if each.options and not each.required)
    told = needed(**{spare.id: spare.options[0].id}) | hidden(rawan.get(page).content.decode())
    assert rawan.post(page, told).status_code == 302
    assert spare.id in queries.facts_of(case)
    assert rawan.post(page, needed() | hidden(rawan.get(page).content.decode())).status_code == 302
    assert spare.id not in queries.facts_of(case)
    assert queries.facts_of(case)["urgency"] == "soon"


@pytest.mark.parametrize("revision", ["²", "-1", "", "9" * 5000, "1e3", "0"])
def test_a_section_is_never_kept_over_an_unknown_revision(world: World, desk: Desk, revision: str) -> None:
    case, rawan = world.case(), desk("rawan")
    page = reverse("cases:change_section", args=[case.id, "identity"])
    answer = rawan.post(page, {"section-full_name": "Somebody made up", "revision": revision})
    assert answer.status_code == 409
    assert "Somebody made up" in answer.content.decode()


def test_whoever_stood_in_for_the_earlier_manager_opens_nothing_after_the_hand_over(world: World) -> None:
    case, shno = world.case(), world.shno
    commands.cover(
        world.rawan, stand_in=shno.account, since=world.now, until=world.now + timedelta(days=3), now=world.now
    )
    identity = queries.sealed_sections(case)["identity"]
    vault.texts.open_text(shno, identity)
    third = trust.invite_made_up(
        world.sara, username="third", name="Third", first_password=PASSWORD, language="en",
        unit_id=world.units["protection"], roles=["case_manager"], now=world.now,
    ).user  # fmt: skip
    commands.hand_over(world.rawan, case, to=third, now=world.now)
    with pytest.raises(CannotOpen):
        vault.texts.open_text(shno, identity)
    assert not queries.visible_to(shno).exists()


def test_an_answer_is_confirmed_once(world: World) -> None:
    case = world.case()
    given = consents.agree(
        world.rawan, consents.About(case.id, case.lock), consents.Said(language="en", how="written"), type="assistance",
        purpose="assistance", expires_at=None, now=world.now,
    )  # fmt: skip
    confirm_consent(world.nasrin, procedure_id=case.id, consent_id=given, now=world.now)
    with pytest.raises(ConsentEnded):
        confirm_consent(world.shno, procedure_id=case.id, consent_id=given, now=world.now)
