"""Insiders want a case gone: an administrator with accounts of her own making, two officers who agree with each other, somebody
who sets the clocks or writes into the database.

What an administrator makes or takes over rests a day before it decides on an erasure, and a request that was there before does
not wait for it. What two people agreed to waits three days more, on the day's page of everybody who may stop it; these hours
are counted in the key store, and a row, a clock or an older copy of the database does not shorten them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from amana.accounts import commands as accounts
from amana.accounts import joining
from amana.accounts.models import RoleRequest
from amana.cases import commands as cases
from amana.cases.models import Assignment, Procedure
from amana.erasure import commands as erasure
from amana.erasure import queries as forgetting
from amana.erasure.errors import ChangedLately, ForgottenByTwo
from amana.erasure.tests.scenes import agree_and_wait, pass_the_wait
from amana.errors import NotFound
from amana.my_day import day_of
from amana.signin import factor_changes
from amana.signin.models import ForgottenPassword
from amana.trust.actor import SYSTEM, Actor, actor_for
from amana.trust.models import Erasure, Line, Membership, RoleGrant, User
from amana.trust.queries import users_with
from amana.trust.trail import record
from amana.vault import waits
from tests import databases
from tests.cast import World
from tests.clocks import clocks_ahead

pytestmark = pytest.mark.django_db
GIVEN = "a first password that she chose"


def invent(world: World, *roles: str) -> Actor:
    """An account that she made, opened with the first password that she gave it.

    A powerful role would need a second person (tests/attacks/test_powerful_roles.py); here she has got it by whatever way.
    """
    user_id = accounts.invite(
        world.sara, username="ghost", name="Nobody", first_password=GIVEN, language="en",
        unit_id=world.units["supervisors"], roles=roles, made_up=True, now=world.now,
    )  # fmt: skip
    RoleRequest.objects.all().delete()
    for role in roles:
        RoleGrant.objects.get_or_create(user_id=user_id, role=role)
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
    Assignment.objects.update(since=world.now - timedelta(days=9))
    take_factors(world)
    with pytest.raises(ChangedLately):
        erasure.agree_to_forget(world.rawan, row, now=world.now + timedelta(days=9))
    anew = ask(world, world.mina, case)
    Erasure.objects.filter(id=anew.id).update(asked_at=world.now + timedelta(hours=1))
    agree_and_wait(world.rawan, anew, now=world.now + timedelta(days=9))
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
    agree_and_wait(world.rawan, ask(world, world.mina, case), now=world.now)
    assert not is_there(case)


# Three days in which anybody stops it --------------------------------------------------------------------


def agree(world: World, case: Procedure) -> Erasure:
    """Mina, an officer, and Rawan, who has the case, agree with each other to have it gone."""
    return erasure.agree_to_forget(world.rawan, ask(world, world.mina, case), now=world.now)


def orders(actor: Actor, at: datetime) -> list[str]:
    return [item.order for items in day_of(actor, at).values() for item in items if "can stop it" in item.order]


def test_with_a_ghost_that_rested_its_day_it_still_waits_and_any_officer_stops_it(world: World) -> None:
    case, ghost = world.case(), invent(world, "data_protection_officer")
    Membership.objects.filter(user=ghost.account).update(admitted_at=world.now)
    later = world.now + timedelta(hours=30)
    asked = erasure.ask_to_forget(again(ghost), case, reason="she_asked", language="en", now=later)
    row = erasure.agree_to_forget(world.rawan, asked, now=later)
    assert is_there(case) and len(orders(world.mina, later)) == 1
    erasure.stop_forgetting(world.mina, row, reason="not_explained", now=later + timedelta(hours=71))
    assert pass_the_wait(later) == 0 and is_there(case)
    with pytest.raises(NotFound):
        erasure.agree_to_forget(world.rawan, row, now=later + timedelta(hours=72))  # it has to be asked for anew


def test_two_who_agree_with_each_other_are_seen_and_stopped_by_the_supervisor(world: World) -> None:
    case = world.case()
    assert orders(world.nasrin, world.now) == []
    row = agree(world, case)
    assert len(orders(world.nasrin, world.now)) == 1 and orders(world.yusuf, world.now) == []
    erasure.stop_forgetting(world.nasrin, row, reason="not_explained", now=world.now)
    assert pass_the_wait(world.now) == 0 and is_there(case)


def test_nobody_stopped_it(world: World) -> None:
    """The alarm of both: what nobody stops is done, an hour before the end not yet."""
    case = world.case()
    agree(world, case)
    with clocks_ahead(timedelta(hours=71)):
        assert erasure.do_agreed(world.now + timedelta(hours=71)) == 0
    assert pass_the_wait(world.now) == 1 and not is_there(case)


def test_a_colleague_who_came_into_the_team_after_the_request_does_not_agree(world: World) -> None:
    case = world.case()
    colleagues = users_with("case_manager", world.rawan.organisation_id)
    other = next(card.id for card in colleagues if card.id != world.rawan.account)
    cases.assign(world.rawan, case, user_id=other, role="case_manager", now=world.now)
    row, colleague = ask(world, world.mina, case), actor_for(User.objects.get(id=other), None)
    Erasure.objects.filter(id=row.id).update(asked_at=world.now - timedelta(hours=1))
    with pytest.raises(ForgottenByTwo):
        erasure.agree_to_forget(colleague, row, now=world.now)
    Assignment.objects.filter(user=other).update(since=world.now - timedelta(hours=2))
    assert erasure.agree_to_forget(colleague, row, now=world.now).state == "agreed"


def test_somebody_let_into_the_supervising_unit_after_the_request_does_not_agree(world: World) -> None:
    case = world.case()
    row, moved = ask(world, world.mina, case), world.berivan
    unit = world.units["supervisors"]
    accounts.add_to_unit(world.sara, user_id=moved.account, unit_id=unit, now=world.now + timedelta(minutes=1))
    Membership.objects.filter(user=moved.account).update(admitted_at=world.now)
    RoleGrant.objects.create(user_id=moved.account, role="supervisor")
    with pytest.raises(ChangedLately):
        erasure.agree_to_forget(again(moved), row, now=world.now + timedelta(days=9))
    assert is_there(case)


# What does not shorten the three days ---------------------------------------------------------------------


def test_clocks_set_forward_on_the_machine_and_in_the_database_shorten_nothing(world: World) -> None:
    case, ahead = world.case(), timedelta(hours=80)
    row = agree(world, case)
    with clocks_ahead(ahead, even=timedelta(minutes=1)):
        assert erasure.do_agreed(world.now + ahead) == 0
    assert is_there(case) and Line.objects.filter(verb="cases.forgetting_waits_anew", object=case.id).count() == 1
    row.refresh_from_db()
    assert row.waits_since == world.now + ahead and row.due_at == world.now + ahead + timedelta(hours=72)
    assert forgetting.list_requests(world.nasrin)[0].set_at == row.waits_since
    with clocks_ahead(ahead + timedelta(hours=71), even=timedelta(hours=71)):
        assert erasure.do_agreed(row.waits_since + timedelta(hours=71)) == 0
    with clocks_ahead(ahead + timedelta(hours=73), even=timedelta(hours=73)):
        assert erasure.do_agreed(row.waits_since + timedelta(hours=73)) == 1


@pytest.mark.parametrize("clocks", [{"host": timedelta()}, {"base": timedelta()}])
def test_one_clock_alone_that_runs_ahead_is_noticed(world: World, clocks: dict[str, timedelta]) -> None:
    case, ahead = world.case(), timedelta(hours=80)
    agree(world, case)
    moved = {"base": ahead, "host": ahead, "even": ahead, **clocks}
    with clocks_ahead(**moved):
        assert erasure.do_agreed(world.now) == 0
    assert is_there(case) and Line.objects.filter(verb="cases.forgetting_waits_anew").exists()


def test_a_machine_that_starts_with_a_clock_ahead_counts_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case, ahead = world.case(), timedelta(hours=80)
    row = agree(world, case)
    read = waits.read_clocks
    monkeypatch.setattr(waits, "read_clocks", lambda: replace(read(), start="another start", even=60.0))
    with clocks_ahead(ahead, even=timedelta()):
        assert erasure.do_agreed(world.now + ahead) == 0
    row.refresh_from_db()
    assert is_there(case) and row.due_at == world.now + ahead + timedelta(hours=71)


def test_a_jump_that_the_worker_saw_begins_the_wait_anew(world: World) -> None:
    case = world.case()
    row = agree(world, case)
    record(SYSTEM, "trail.clock_jumped", None, world.now, seconds=9)
    assert pass_the_wait(world.now) == 0 and is_there(case)
    row.refresh_from_db()
    assert row.waits_since != row.agreed_at


def test_moments_changed_in_the_database_end_it(world: World) -> None:
    case, long_ago = world.case(), world.now - timedelta(hours=80)
    row = agree(world, case)
    Erasure.objects.filter(id=row.id).update(agreed_at=long_ago, waits_since=long_ago, due_at=long_ago)
    assert erasure.do_agreed(world.now) == 0 and is_there(case)
    assert Erasure.objects.get(id=row.id).state == "asked"


def test_an_agreement_written_into_the_database_is_none(world: World) -> None:
    case, long_ago = world.case(), world.now - timedelta(days=9)
    row = ask(world, world.mina, case)
    written = {"state": "agreed", "agreed_by": world.rawan.account, "agreed_at": long_ago, "due_at": long_ago}
    Erasure.objects.filter(id=row.id).update(**written)
    assert pass_the_wait(world.now) == 0 and is_there(case)
    assert Erasure.objects.get(id=row.id).state == "asked"


def test_another_case_put_into_an_agreed_erasure_is_not_erased(world: World) -> None:
    case, other = world.case(), world.case(full_name="Somebody Else", document_no="Z9")
    row = agree(world, case)
    Erasure.objects.filter(id=row.id).update(case=other.id)
    assert pass_the_wait(world.now) == 0 and is_there(other) and is_there(case)


def test_an_older_database_from_before_the_stop_is_not_gone_on_with(world: World) -> None:
    case = world.case()
    row = agree(world, case)
    before = Erasure.objects.filter(id=row.id).values().get()
    erasure.stop_forgetting(world.nasrin, row, reason="wrong_file", now=world.now)
    Erasure.objects.filter(id=row.id).update(**before)  # the copy is put back
    assert pass_the_wait(world.now) == 0 and is_there(case)
    assert Erasure.objects.get(id=row.id).state == "asked"
    assert Line.objects.filter(verb="cases.forgetting_put_back", object=case.id).count() == 1


def test_a_restore_asks_for_the_second_person_again(world: World) -> None:
    case = world.case()
    row = agree(world, case)
    assert erasure.put_back_agreed(world.now) == 1
    assert pass_the_wait(world.now) == 0 and is_there(case)
    agree_and_wait(world.rawan, Erasure.objects.get(id=row.id), now=world.now)
    assert not is_there(case)


# What is checked again at the end --------------------------------------------------------------------------


def demote(world: World) -> None:
    RoleGrant.objects.filter(user=world.rawan.account).delete()


def shut(world: World) -> None:
    User.objects.filter(id=world.mina.account).update(is_active=False)


def take_out_of_team(world: World) -> None:
    Assignment.objects.filter(user=world.rawan.account).update(until=world.now)


def hold(world: World) -> None:
    erasure.hold_case(world.nasrin, Procedure.objects.get(), reason="court_asks", until=None, now=world.now)


def role_written_into_the_database(world: World) -> None:
    account = world.mina.account
    with databases.without_guards() as cursor:
        cursor.execute(
            "INSERT INTO trust_rolegrant (user_id, role) VALUES (%s, 'auditor')",
            [account if connection.vendor == "postgresql" else account.hex],
        )


@pytest.mark.parametrize(
    ("meanwhile", "found"),
    [(role_written_into_the_database, "changed"),
     (give_password, "changed"), (take_factors, "changed"), (demote, "officers"), (shut, "officers"),
     (take_out_of_team, "officers"), (hold, "hold")],
)  # fmt: skip
def test_what_changed_in_the_three_days_stops_it(world: World, meanwhile: Callable[[World], None], found: str) -> None:
    case = world.case()
    row = agree(world, case)
    meanwhile(world)
    assert pass_the_wait(world.now) == 0 and is_there(case)
    assert Erasure.objects.get(id=row.id).state == "stopped"
    assert [each.reason for each in forgetting.list_stopped(world.nasrin, world.now)] == [found]


def test_somebody_who_asked_for_the_house_and_left_the_team_is_not_enough(world: World) -> None:
    case = world.case()
    row = erasure.agree_to_forget(world.mina, ask(world, world.rawan, case), now=world.now)
    take_out_of_team(world)
    assert pass_the_wait(world.now) == 0 and is_there(case)
    assert Erasure.objects.get(id=row.id).state == "stopped"


def test_what_could_not_be_done_for_a_month_lapses(world: World) -> None:
    case = world.case()
    row = agree(world, case)
    with clocks_ahead(timedelta(days=40)):
        assert erasure.do_agreed(world.now + timedelta(days=40)) == 0
    assert is_there(case) and Erasure.objects.get(id=row.id).state == "stopped"
