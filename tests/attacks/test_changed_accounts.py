"""A database administrator, who may have an account of his own, writes himself roles, units and open accounts, and takes
second factors away.

He writes rows, not through Amana: raw statements, as a program of a database does. The key store knows each account as Amana
wrote it last; another one lets nobody in, gets no key, and is told.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.test import Client

from amana.accounts import commands as accounts
from amana.accounts import joining
from amana.accounts.verbs import account
from amana.commandline.verb import Stop
from amana.doctor import looking
from amana.oversight import incidents
from amana.process_state import forget_cached_state
from amana.signin import factor_changes, factor_rows
from amana.trust import account_states, account_watch
from amana.trust.actor import actor_for
from amana.trust.errors import AccountChanged
from amana.trust.models import Line, Membership, RoleGrant, User
from amana.trust.verbs import trail
from amana.vault.models import UnitShare
from tests import contents, databases
from tests.cast import PASSWORD, World, forget_states
from tests.world import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def as_column(value: Any) -> Any:
    """SQLite has ids as text."""
    return value.hex if connection.vendor == "sqlite" and isinstance(value, UUID) else value


def write(sql: str, *values: object) -> None:
    """One statement by the database's administrator."""
    with databases.without_guards() as cursor:
        cursor.execute(sql, [as_column(value) for value in values])
    forget_cached_state()


def take_a_role(world: World) -> None:
    write("INSERT INTO trust_rolegrant (user_id, role) VALUES (%s, 'data_protection_officer')", world.yusuf.account)


def swap_a_role(world: World) -> None:
    write("UPDATE trust_rolegrant SET role = 'administrator' WHERE user_id = %s", world.yusuf.account)


def join_a_unit(world: World) -> None:
    write(
        "INSERT INTO trust_membership (user_id, unit_id, admitted_at) VALUES (%s, %s, %s)",
        world.yusuf.account, world.units["supervisors"], world.now,
    )  # fmt: skip


def let_himself_in(world: World) -> None:
    first = Membership.objects.filter(user=world.yusuf.account).earliest("id")
    write("UPDATE trust_membership SET unit_id = %s WHERE id = %s", world.units["supervisors"], first.id)


def change_house(world: World) -> None:
    write("UPDATE trust_user SET organisation_id = %s WHERE id = %s", world.rawan.organisation_id, world.yusuf.account)


def take_another_password(world: World) -> None:
    write("UPDATE trust_user SET password = %s WHERE id = %s", make_password("his own words here"), world.yusuf.account)


def take_another_name(world: World) -> None:
    write("UPDATE trust_user SET name = 'Rawan' WHERE id = %s", world.yusuf.account)


def knows_the_password(username: str) -> bool:
    """Whether somebody with her password comes to the second step, or in."""
    answer = Client().post("/sign-in/", {"login": username, "password": PASSWORD})
    return answer.status_code == 302


type Attack = Callable[[World], None]
ATTACKS: list[Attack] = [
    take_a_role, swap_a_role, join_a_unit, let_himself_in, change_house, take_another_password, take_another_name,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_account_that_he_changed_is_refused_and_told(world: World, desk: Desk, attack: Attack) -> None:
    yusuf, before = desk("yusuf"), Line.objects.count()
    assert yusuf.get("/").status_code == 200
    attack(world)
    assert account_states.KIND.find_all_changed() == {world.yusuf.account}
    with pytest.raises(AccountChanged):
        actor_for(User.objects.get(id=world.yusuf.account), None)
    answer = yusuf.get("/cases/")
    assert answer.status_code == 302 and "sign-in" in answer["Location"]
    assert "_auth_user_id" not in yusuf.session
    account_watch.watch(world.now)
    told = Line.objects.filter(verb="trust.account_changed", object=world.yusuf.account)
    assert told.count() == 1 and Line.objects.count() > before
    assert "changed_outside" in {alarm.kind for alarm in incidents.alarms(world.mina)}


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack is not take_another_password])
def test_it_is_refused_at_the_sign_in_too(world: World, attack: Attack) -> None:
    attack(world)
    assert not knows_the_password("yusuf")
    assert Line.objects.filter(verb="trust.account_changed").count() == 1


def test_an_account_that_he_opened_again_stays_shut(world: World) -> None:
    accounts.disable(world.sara, user_id=world.yusuf.account, now=world.now)
    write("UPDATE trust_user SET is_active = %s WHERE id = %s", True, world.yusuf.account)
    with pytest.raises(AccountChanged):
        actor_for(User.objects.get(id=world.yusuf.account), None)
    assert account_states.KIND.find_all_changed() == {world.yusuf.account}


def test_an_account_that_he_invented_is_nobodys(world: World) -> None:
    invented, rawan = uuid4(), User.objects.get(id=world.rawan.account)
    with databases.without_guards() as cursor:
        columns = {str(field.column) for field in User._meta.concrete_fields} - {"id", "username"}
        names = ", ".join(sorted(columns))
        cursor.execute(
            f"INSERT INTO trust_user (id, username, {names}) SELECT %s, 'ghost', {names} FROM trust_user WHERE id = %s",  # noqa: S608
            [as_column(invented), as_column(rawan.id)],
        )
    with pytest.raises(AccountChanged):
        actor_for(User.objects.get(username="ghost"), None)


def test_an_earlier_state_that_he_puts_back_is_not_true_any_more(world: World) -> None:
    """He kept her rows from when she had more."""
    accounts.set_roles(world.sara, user_id=world.yusuf.account, roles=["supervisor"], now=world.now)
    accounts.set_roles(world.sara, user_id=world.yusuf.account, roles=["lawyer"], now=world.now)
    assert actor_for(User.objects.get(id=world.yusuf.account), None).roles == {"lawyer"}
    write("UPDATE trust_rolegrant SET role = 'supervisor' WHERE user_id = %s", world.yusuf.account)
    with pytest.raises(AccountChanged):
        actor_for(User.objects.get(id=world.yusuf.account), None)


def test_nobody_builds_on_what_he_wrote(world: World) -> None:
    """A change by Amana would make his row true with the others."""
    take_a_role(world)
    with pytest.raises(AccountChanged):
        accounts.set_roles(world.sara, user_id=world.yusuf.account, roles=["lawyer"], now=world.now)
    with pytest.raises(AccountChanged):
        User.objects.filter(id=world.yusuf.account).update(phone_at_work="1")
    with pytest.raises(AccountChanged):
        RoleGrant.objects.bulk_create([RoleGrant(user_id=world.yusuf.account, role="supervisor")])
    with pytest.raises(AccountChanged):
        Membership.objects.create(user_id=world.yusuf.account, unit_id=world.units["intake"])
    assert account_states.KIND.find_all_changed() == {world.yusuf.account}


def test_a_member_that_he_wrote_gets_no_share_of_a_new_key(world: World) -> None:
    """A unit's key is renewed when somebody leaves, and wrapped to those who stay."""
    join_a_unit(world)
    unit = world.units["supervisors"]
    colleague = (
        Membership.objects.filter(unit=unit).exclude(user__in=[world.yusuf.account, world.nasrin.account]).first()
    )
    leaver = world.nasrin.account if colleague is None else colleague.user_id
    if colleague is None:
        accounts.add_to_unit(world.sara, user_id=world.rawan.account, unit_id=unit, now=world.now)
        accounts.admit(world.nasrin, user_id=world.rawan.account, unit_id=unit, now=world.now)
    joining.leave_unit(world.sara, user_id=leaver, unit_id=unit, now=world.now)
    holders = set(UnitShare.objects.filter(key__holder=unit).values_list("user", flat=True))
    assert holders and world.yusuf.account not in holders


# Second factors ------------------------------------------------------------------------------------------


def with_factors(world: World) -> None:
    assert factor_rows.KIND.find_changed([world.rawan.account]) == set()
    assert Authenticator.objects.filter(user_id=world.rawan.account).exists()


def test_factors_that_he_took_away_are_missed(world: World) -> None:
    with_factors(world)
    write("DELETE FROM mfa_authenticator WHERE user_id = %s", world.rawan.account)
    assert not knows_the_password("rawan")
    assert Line.objects.filter(verb="trust.factor_moved", object=world.rawan.account).count() == 1
    assert factor_rows.count_changed() == 1


def test_the_worker_tells_of_changed_factors_once_a_day(world: World) -> None:
    with_factors(world)
    write("DELETE FROM mfa_authenticator WHERE user_id = %s", world.rawan.account)
    for hours, lines in ((0, 1), (1, 1), (25, 2)):
        assert factor_rows.watch(world.now + timedelta(hours=hours)) == 1
        assert Line.objects.filter(verb=factor_rows.MOVED, object=world.rawan.account).count() == lines


def test_an_earlier_factor_that_he_puts_back_is_not_hers_any_more(world: World) -> None:
    """All rows are true ones of hers; she had them before somebody took them from her."""
    with_factors(world)
    before = list(Authenticator.objects.filter(user_id=world.rawan.account).values("type", "data"))
    factor_changes.reset_factors(world.sara, user_id=world.rawan.account, now=world.now)
    for row in before:
        Authenticator.objects.bulk_create([Authenticator(user_id=world.rawan.account, **row)])
    assert all(map(factor_rows.is_genuine, Authenticator.objects.filter(user_id=world.rawan.account)))
    assert not factor_rows.are_genuine(world.rawan.account)


def test_an_administrator_takes_factors_away_whatever_he_wrote(world: World) -> None:
    with_factors(world)
    write("DELETE FROM mfa_authenticator WHERE user_id = %s", world.rawan.account)
    factor_changes.reset_factors(world.sara, user_id=world.rawan.account, now=world.now + timedelta(days=40))
    assert factor_rows.KIND.find_changed([world.rawan.account]) == set() and knows_the_password("rawan")


# The alarm, and the ways out -----------------------------------------------------------------------------


def test_all_of_it_works_where_nothing_is_known(world: World) -> None:
    """The alarm: before states are kept, the same statement makes him an officer."""
    forget_states()
    take_a_role(world)
    assert actor_for(User.objects.get(id=world.yusuf.account), None).can("forgetting.decide")


def test_what_amana_changes_is_true_at_once_and_after_the_commit(world: World) -> None:
    accounts.set_roles(world.sara, user_id=world.yusuf.account, roles=["supervisor"], now=world.now)
    accounts.disable(world.sara, user_id=world.yusuf.account, now=world.now)
    accounts.enable(world.sara, user_id=world.yusuf.account, now=world.now)
    assert account_states.KIND.find_all_changed() == set() and factor_rows.count_changed() == 0


def test_an_older_database_is_accepted_by_the_restore_alone(world: World) -> None:
    before = contents.take_up()
    accounts.set_roles(world.sara, user_id=world.yusuf.account, roles=["supervisor"], now=world.now)
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    contents.put_down(before)
    assert account_states.KIND.find_all_changed() == {world.yusuf.account}
    account_states.KIND.accept_all()
    assert account_states.KIND.find_all_changed() == set()


def test_doctor_and_the_check_of_the_trail_name_it_and_an_operator_accepts_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert account.run(["changed"]) == 0 and trail.run(["verify"]) == 0
    take_a_role(world)
    write("DELETE FROM mfa_authenticator WHERE user_id = %s", world.rawan.account)
    found = {each.control: each for each in (looking._changed_accounts(), looking._moved_factors())}
    assert (found["accounts"].light, found["factors in place"].light) == ("red", "red")
    assert "yusuf" in found["accounts"].seen
    assert trail.run(["verify"]) == 1 and account.run(["changed"]) == 1
    said = capsys.readouterr().out
    assert "in the database and not by Amana: yusuf" in said and "rawan: second factors" in said
    with pytest.raises(Stop, match="Nothing was accepted"):
        account.run(["accept", "karwan"])
    assert account.run(["accept", "yusuf"]) == 0
    assert Line.objects.filter(verb="trust.account_accepted", object=world.yusuf.account).count() == 1
    assert actor_for(User.objects.get(id=world.yusuf.account), None).can("forgetting.decide")
