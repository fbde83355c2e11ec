"""What pages say of accounts is held by the commands: nobody raises themselves, and a short password is none."""

from dataclasses import replace

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from amana.accounts import commands
from amana.accounts.errors import LastAdministrator
from amana.trust.errors import NotYourself
from amana.trust.models import RoleGrant
from tests.cast import World


def roles_of(world: World, username: str) -> set[str]:
    user = getattr(world, username).account
    return set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))


def test_nobody_changes_their_own_roles_or_shuts_their_own_account(world: World) -> None:
    sara, before = world.sara, roles_of(world, "sara")
    with pytest.raises(NotYourself):
        commands.set_roles(sara, user_id=sara.account, roles=[*before, "supervisor"], now=world.now)
    with pytest.raises(NotYourself):
        commands.disable(sara, user_id=sara.account, now=world.now)
    assert roles_of(world, "sara") == before
    commands.set_roles(sara, user_id=world.berivan.account, roles=["screener"], now=world.now)
    assert roles_of(world, "berivan") == {"screener"}


def test_the_only_administrator_stays_one(world: World) -> None:
    RoleGrant.objects.filter(role="administrator").exclude(user=world.sara.account).delete()
    nasrin = replace(world.nasrin, roles=frozenset({"administrator"}))  # whose own grant was taken a moment ago
    with pytest.raises(LastAdministrator):
        commands.set_roles(nasrin, user_id=world.sara.account, roles=["auditor"], now=world.now)
    with pytest.raises(LastAdministrator):
        commands.disable(nasrin, user_id=world.sara.account, now=world.now)
    assert "administrator" in roles_of(world, "sara")


def test_a_password_of_less_than_twelve_characters_is_refused() -> None:
    with pytest.raises(ValidationError):
        password_validation.validate_password("zj4-qX7!vbn")
    password_validation.validate_password("zj4-qX7!vbnk")
