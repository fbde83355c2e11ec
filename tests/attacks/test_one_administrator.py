"""One administrator wants a case gone: she invents an officer, and takes over the account of somebody of the organisation.

What she makes or takes over rests a day before it decides on an erasure, and a request that was there before does not wait for
it: in that day the owner signs in and reads who did what, and the officers see the request.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from amana.accounts import commands as accounts
from amana.accounts import joining
from amana.cases.models import Procedure
from amana.erasure import commands as erasure
from amana.erasure.errors import ChangedLately, ForgottenByTwo
from amana.signin import factor_changes
from amana.signin.models import ForgottenPassword
from amana.trust.actor import Actor, actor_for
from amana.trust.models import Erasure, Membership, User
from tests.cast import World

pytestmark = pytest.mark.django_db
GIVEN = "a first password that she chose"


def invent(world: World, *roles: str) -> Actor:
    """An account that she made, opened with the first password that she gave it."""
    user_id = accounts.invite(
        world.sara, username="ghost", name="Nobody", first_password=GIVEN, language="en",
        unit_id=world.units["supervisors"], roles=roles, made_up=True, now=world.now,
    )  # fmt: skip
    return actor_for(User.objects.get(id=user_id), None)


def give_password(world: World) -> None:
    asked = ForgottenPassword.objects.create(user_id=world.rawan.account, asked_at=world.now)
    joining.give_new_password(world.sara, request_id=asked.id, first_password=GIVEN, now=world.now)


def take_factors(world: World) -> None:
    factor_changes.reset_factors(world.sara, user_id=world.rawan.account, now=world.now)


def give_roles(world: World) -> None:
    accounts.set_roles(world.sara, user_id=world.rawan.account, roles=["case_manager", "supervisor"], now=world.now)


def open_again(world: World) -> None:
    accounts.disable(world.sara, user_id=world.rawan.account, now=world.now)
    accounts.enable(world.sara, user_id=world.rawan.account, now=world.now)
    Membership.objects.filter(user=world.rawan.account).update(admitted_at=world.now)


def ask(world: World, actor: Actor, case: Procedure) -> Erasure:
    return erasure.ask_to_forget(actor, case, reason="she_asked", language="en", now=world.now)


def again(actor: Actor) -> Actor:
    return actor_for(User.objects.get(id=actor.account), actor.keys)


def is_there(case: Procedure) -> bool:
    return Procedure.objects.filter(id=case.id).exists()


def test_an_invented_officer_and_a_real_colleague_erase_nothing(world: World) -> None:
    case = world.case()
    row = ask(world, invent(world, "data_protection_officer"), case)
    with pytest.raises(ChangedLately):
        erasure.agree_to_forget(world.rawan, row, now=world.now + timedelta(hours=23))
    assert is_there(case)


@pytest.mark.parametrize("attack", [give_password, take_factors, give_roles, open_again])
def test_an_account_that_she_took_over_does_not_agree(world: World, attack: Callable[[World], None]) -> None:
    case = world.case()
    row = ask(world, world.mina, case)
    attack(world)
    with pytest.raises(ChangedLately):
        erasure.agree_to_forget(again(world.rawan), row, now=world.now + timedelta(hours=23))
    assert is_there(case)


def test_a_request_from_before_the_change_stays_shut_to_it_also_later(world: World) -> None:
    case = world.case()
    row = ask(world, world.mina, case)
    Erasure.objects.filter(id=row.id).update(asked_at=world.now - timedelta(hours=1))
    take_factors(world)
    with pytest.raises(ChangedLately):
        erasure.agree_to_forget(world.rawan, row, now=world.now + timedelta(days=9))
    anew = ask(world, world.mina, case)
    Erasure.objects.filter(id=anew.id).update(asked_at=world.now + timedelta(hours=1))
    erasure.agree_to_forget(world.rawan, anew, now=world.now + timedelta(days=9))
    assert not is_there(case)


def test_two_invented_people_erase_nothing_at_any_time(world: World) -> None:
    case = world.case()
    ghost = invent(world, "data_protection_officer")
    row = ask(world, ghost, case)
    with pytest.raises(ForgottenByTwo):
        erasure.agree_to_forget(world.mina, row, now=world.now + timedelta(days=9))
    assert is_there(case)


def test_two_accounts_that_nobody_touched_erase_it(world: World) -> None:
    """The alarm: without her acts the same two steps go through."""
    case = world.case()
    erasure.agree_to_forget(world.rawan, ask(world, world.mina, case), now=world.now)
    assert not is_there(case)
