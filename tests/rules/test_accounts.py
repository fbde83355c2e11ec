"""What pages say of accounts is held by the commands: nobody raises themselves, and a short password is none."""

from dataclasses import replace

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from amana.accounts import commands
from amana.accounts.errors import LastAdministrator
from amana.accounts.forms import NewPasswordForm
from amana.accounts.passwords import check_password_of
from amana.trust.errors import NotYourself
from amana.trust.models import RoleGrant, User
from tests.cast import World
from tests.world import Desk


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


@pytest.mark.parametrize("password", ["selam.tesfaye", "selamtesfaye1", "Tesfaye Selam", "s.tesfaye2026"])
def test_a_password_like_the_names_of_the_person_is_refused(password: str) -> None:
    names = {"username": "s.tesfaye", "name": "Selam Tesfaye"}
    with pytest.raises(ValidationError, match="much like the person"):
        check_password_of(password, **names)
    check_password_of("a long good sentence", **names)


def test_a_password_like_the_name_is_refused_at_the_invitation_and_at_a_new_one(world: World, desk: Desk) -> None:
    sara = desk("sara")
    typed = {"name": "Selam Tesfaye", "username": "s.tesfaye", "first_password": "selam.tesfaye", "language": "en"}
    assert b"much like the person" in sara.post("/trust/accounts/invite/", typed).content
    form = NewPasswordForm(
        {"first_password": "rawan rawan rawan", "in_person": "on"}, user=User(username="rawan rawan")
    )
    assert "first_password" in form.errors
