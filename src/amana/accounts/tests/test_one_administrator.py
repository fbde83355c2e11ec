"""What an administrator alone can do: change accounts with a fresh proof, and never take an account over."""

from collections.abc import Mapping
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from amana.accounts import commands, joining
from amana.signin.commands import ask_for_new_password
from amana.signin.factor_changes import reset_factors
from amana.signin.queries import BY_TWO_WITHIN
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Line, Membership, Organisation, RoleGrant, Unit, User
from tests.cast import World
from tests.world import Desk, let_the_proof_age

pytestmark = pytest.mark.django_db


def deeds(world: World) -> Mapping[str, dict[str, Any]]:
    """Each act on accounts: its address, and what its form carries."""
    rawan = f"/trust/accounts/{world.rawan.account}/"
    names = {f"name_{language}": "Made up" for language in ("en", "ar", "ckb")}
    hawa = world.cast.organisations["hawa"]
    newcomer: dict[str, Any] = {
        "username": "newcomer", "name": "Shno", "first_password": "made-up-people-only", "language": "en",
        "unit": str(world.units["protection"]), "roles": ["administrator"], "made_up": "on",
    }  # fmt: skip
    return {
        "/trust/accounts/invite/": newcomer,
        rawan: {"deed": "roles", "roles": ["administrator"]},
        f"{rawan}?unit": {"deed": "unit", "unit": str(world.units["lawyers"])},
        f"{rawan}disable/": {},
        f"{rawan}enable/": {},
        "/trust/organisations/": {**names, "kind": "ngo"},
        f"/trust/organisations/{hawa}/units/": names,
    }


def kept() -> tuple[int, ...]:
    """How much there is of what these acts change."""
    accounts = User.objects.filter(is_active=True)
    counted = (accounts, RoleGrant.objects, Membership.objects, Organisation.objects, Unit.objects)
    return tuple(rows.count() for rows in counted)


def test_an_open_screen_is_not_enough_to_change_an_account(world: World, desk: Desk) -> None:
    stale, before = let_the_proof_age(desk("sara")), kept()
    for address, form in deeds(world).items():
        answer = stale.post(address, form)
        assert (answer.status_code, kept()) == (403, before), address
        assert "proof_code" in answer.content.decode(), "what was typed goes on after the proof"
    fresh = desk("sara")
    for address, form in deeds(world).items():
        assert fresh.post(address, form).status_code == 302, (address, "the alarm")
    assert kept() != before
    assert desk("nasrin").post("/trust/accounts/invite/", {}).status_code == 404, "nobody else learns of the page"


def test_password_and_second_factor_of_one_account_never_come_from_one_person(world: World) -> None:
    ask_for_new_password("rawan", now=world.now)
    request = joining.forgotten_for(world.sara).get().id
    reset_factors(world.sara, user_id=world.rawan.account, now=world.now)
    with pytest.raises(NeedsSecondPerson):
        joining.give_new_password(world.sara, request_id=request, first_password="said-in-person-7", now=world.now)
    joining.give_new_password(world.nasrin, request_id=request, first_password="said-in-person-7", now=world.now)


def test_nor_in_the_other_order(world: World) -> None:
    ask_for_new_password("rawan", now=world.now)
    request = joining.forgotten_for(world.sara).get().id
    joining.give_new_password(world.sara, request_id=request, first_password="said-in-person-7", now=world.now)
    with pytest.raises(NeedsSecondPerson):
        reset_factors(world.sara, user_id=world.rawan.account, now=world.now)
    assert Authenticator.objects.filter(user_id=world.rawan.account).exists()
    later = world.now + BY_TWO_WITHIN
    reset_factors(world.sara, user_id=world.rawan.account, now=later)
    assert not Authenticator.objects.filter(user_id=world.rawan.account).exists(), "the alarm"


def test_the_data_protection_officer_hears_of_every_factor_that_was_taken_away(world: World, desk: Desk) -> None:
    mina = desk("mina")
    assert "Karwan" not in mina.get("/").content.decode()
    reset_factors(world.sara, user_id=world.karwan.account, now=world.now)
    told = mina.get("/").content.decode()
    assert "Karwan" in told and "Sara" in told
    assert Line.objects.filter(verb="trust.factors_reset", object=world.karwan.account).exists()
    assert "Karwan" not in desk("shilan").get("/").content.decode(), "an auditor reads no names"


def test_whoever_was_let_in_by_one_administrator_still_holds_no_key(world: World) -> None:
    """An account that she made up for herself, with every role, opens nothing until a member lets it in."""
    made = commands.invite(
        world.sara, username="double", name="Made up", first_password="made-up-people-only", language="en",
        unit_id=world.units["protection"], roles=["case_manager", "supervisor"], made_up=True, now=world.now,
    )  # fmt: skip
    assert Membership.objects.get(user=made).admitted_at is None
