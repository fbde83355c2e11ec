"""Roles that the access rules keep apart are not given to one account: its cases would open to nobody."""

from uuid import UUID

import pytest
from django.utils import translation

from amana.accounts import commands
from amana.accounts.errors import RolesApart
from amana.trust.models import RoleGrant, User
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def invite(world: World, *roles: str) -> UUID:
    return commands.invite(
        world.sara, username="newcomer", name="Shno", first_password="made-up-people-only", language="en",
        unit_id=world.units["protection"], roles=roles, made_up=True, now=world.now,
    )  # fmt: skip


@pytest.mark.parametrize("apart", ["directory_keeper", "administrator", "data_protection_officer", "community_police"])
def test_nobody_gets_a_role_that_shuts_their_own_cases(world: World, apart: str) -> None:
    before = sorted(RoleGrant.objects.filter(user=world.rawan.account).values_list("role", flat=True))
    with pytest.raises(RolesApart):
        commands.set_roles(world.sara, user_id=world.rawan.account, roles=["case_manager", apart], now=world.now)
    assert sorted(RoleGrant.objects.filter(user=world.rawan.account).values_list("role", flat=True)) == before
    with pytest.raises(RolesApart):
        invite(world, "case_manager", apart)
    assert not User.objects.filter(username="newcomer").exists()


@pytest.mark.parametrize("roles", [("case_manager", "screener"), ("directory_keeper", "stock_keeper")])
def test_roles_that_work_together_are_given_together(world: World, roles: tuple[str, ...]) -> None:
    assert RoleGrant.objects.filter(user=invite(world, *roles)).count() == len(roles)


def test_the_form_names_both_roles_and_keeps_what_was_ticked(world: World, desk: Desk) -> None:
    sara = desk("sara")
    sara.cookies["amana-language"] = "en"
    with translation.override("en"):
        answer = sara.post(
            f"/trust/accounts/{world.rawan.account}/",
            {"deed": "roles", "roles": ["case_manager", "directory_keeper"]},
        )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert (
        "keep the role Directory keeper away from every case" in said
        and "could not open the cases that it has as Case manager" in said
    )
    assert said.count("checked") == 2
