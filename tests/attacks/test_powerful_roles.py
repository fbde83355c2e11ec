"""One administrator, or somebody who writes into the database, wants an officer or a second administrator of their own.

A powerful role is asked for by one person, agreed to by another, and given a day later. What was asked and agreed is known to
the key store, so a row that was written or changed in the database gives no role, and no clock shortens the day.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from amana.accounts import commands as accounts
from amana.accounts import powerful_roles
from amana.accounts.errors import AccountRests, ErasureStands
from amana.accounts.models import RoleRequest
from amana.accounts.queries import RESTS
from amana.erasure import commands as erasure
from amana.errors import NotFound
from amana.trust.actor import SYSTEM, Actor, actor_for
from amana.trust.capabilities import CapabilityId
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import RoleGrant, User
from amana.trust.trail import record
from amana.vault import waits
from tests.cast import World
from tests.clocks import clocks_ahead

pytestmark = pytest.mark.django_db
A_DAY = RESTS + timedelta(minutes=1)
OFFICER, ADMINISTRATOR = "data_protection_officer", "administrator"


def invent(world: World, *roles: str, by: str = "sara", name: str = "ghost") -> UUID:
    """The id of an account that one administrator made."""
    world.case()
    return accounts.invite(
        getattr(world, by), username=name, name="Nobody", first_password="a first password of hers", language="en",
        unit_id=world.units["supervisors"], roles=roles, made_up=True, now=world.now,
    )  # fmt: skip


def roles_of(user_id: UUID) -> set[str]:
    return set(RoleGrant.objects.filter(user=user_id).values_list("role", flat=True))


def actor_of(user_id: UUID) -> Actor:
    return actor_for(User.objects.get(id=user_id), None)


def asked(world: World, role: str = OFFICER) -> RoleRequest:
    """What she asked for Karwan, a real colleague."""
    world.case()
    held = roles_of(world.karwan.account)
    accounts.set_roles(world.sara, user_id=world.karwan.account, roles=[*held, role], now=world.now)
    return RoleRequest.objects.get()


def agreed(world: World) -> RoleRequest:
    row = asked(world)
    powerful_roles.agree_to_role(world.mina, row.id, now=world.now)
    return RoleRequest.objects.get()


def a_day_passes(world: World) -> int:
    with clocks_ahead(A_DAY):
        return powerful_roles.give_agreed(world.now + A_DAY)


def is_officer(world: World) -> bool:
    return OFFICER in roles_of(world.karwan.account)


def test_one_administrator_gives_nobody_a_powerful_role(world: World) -> None:
    ghosts = invent(world, OFFICER, "auditor"), invent(world, ADMINISTRATOR, name="second")
    accounts.set_roles(world.sara, user_id=world.karwan.account, roles=[ADMINISTRATOR], now=world.now)
    assert a_day_passes(world) == 0
    assert [roles_of(each) for each in ghosts] == [{"auditor"}, set()]
    assert ADMINISTRATOR not in roles_of(world.karwan.account)


def test_an_officer_who_left_and_is_let_in_again_is_one_after_two_people_and_a_day(world: World) -> None:
    """The account of a former officer would be a second person at hand for whoever may open it again."""
    world.case()
    accounts.disable(world.sara, user_id=world.mina.account, now=world.now)
    accounts.enable(world.sara, user_id=world.mina.account, now=world.now)
    assert roles_of(world.mina.account) == set()
    assert RoleRequest.objects.get().role == OFFICER
    assert a_day_passes(world) == 0


def test_a_colleague_who_is_let_in_again_keeps_the_other_roles(world: World) -> None:
    world.case()
    held = roles_of(world.karwan.account)
    accounts.disable(world.sara, user_id=world.karwan.account, now=world.now)
    accounts.enable(world.sara, user_id=world.karwan.account, now=world.now)
    assert roles_of(world.karwan.account) == held
    assert not RoleRequest.objects.exists()


def test_before_the_instance_holds_anybody_she_does(world: World) -> None:
    """The alarm, and the first day: two administrators and an officer are named while nothing is there to protect."""
    made = accounts.invite(
        world.sara, username="first", name="Shno", first_password="a first password of hers", language="en",
        unit_id=world.units["supervisors"], roles=[ADMINISTRATOR], made_up=True, now=world.now,
    )  # fmt: skip
    assert roles_of(made) == {ADMINISTRATOR}
    assert not RoleRequest.objects.exists()


def test_two_who_are_at_rest_give_it_after_a_day(world: World) -> None:
    """The alarm of what follows."""
    agreed(world)
    assert not is_officer(world)
    assert a_day_passes(world) == 1
    assert is_officer(world)


@pytest.mark.parametrize("who", ["sara", "karwan"])
def test_neither_who_asked_nor_who_is_to_have_it_agrees(world: World, who: str) -> None:
    row = asked(world)
    RoleGrant.objects.get_or_create(user_id=world.karwan.account, role=ADMINISTRATOR)
    with pytest.raises(NeedsSecondPerson):
        powerful_roles.agree_to_role(actor_of(getattr(world, who).account), row.id, now=world.now)


@pytest.mark.parametrize("who", ["rawan", "nasrin", "shilan"])
def test_who_holds_no_such_power_neither_agrees_nor_stops_nor_learns_of_it(world: World, who: str) -> None:
    row = asked(world)
    for act in (powerful_roles.agree_to_role, powerful_roles.stop_role):
        with pytest.raises(NotFound):
            act(getattr(world, who), row.id, now=world.now)


def test_an_account_that_was_changed_today_does_not_agree(world: World) -> None:
    """Her ghost from the days before anybody was here, whose password she gives it anew."""
    row = asked(world)
    record(world.sara, "trust.password_given", world.mina.account, world.now)
    with pytest.raises(AccountRests):
        powerful_roles.agree_to_role(world.mina, row.id, now=world.now)
    with pytest.raises(AccountRests):
        powerful_roles.agree_to_role(world.mina, row.id, now=world.now + A_DAY)  # since it was asked


def test_who_wants_a_case_erased_gives_nobody_a_role_meanwhile(world: World) -> None:
    row, case = asked(world), world.case()
    erasure.ask_to_forget(world.mina, case, reason="she_asked", language="en", now=world.now)
    with pytest.raises(ErasureStands):
        powerful_roles.agree_to_role(world.mina, row.id, now=world.now)


def test_nor_is_it_given_when_an_erasure_was_asked_after_it_was_agreed(world: World) -> None:
    agreed(world)
    erasure.ask_to_forget(world.mina, world.case(), reason="she_asked", language="en", now=world.now)
    assert a_day_passes(world) == 0
    assert not is_officer(world)
    assert RoleRequest.objects.get().state == "stopped"


@pytest.mark.parametrize("power", ["accounts.keep", "protection.watch", "releases.approve"])
def test_a_pair_that_agrees_is_stopped_by_any_holder(world: World, power: CapabilityId) -> None:
    row = agreed(world)
    holder = next(actor for actor in reversed(world.cast.actors.values()) if actor.can(power))
    powerful_roles.stop_role(holder, row.id, now=world.now)
    assert a_day_passes(world) == 0
    assert not is_officer(world)


def invented_row(world: World) -> None:
    world.case()
    RoleRequest.objects.create(
        user=world.karwan.account, role=OFFICER, state="agreed", asked_by=world.sara.account, asked_at=world.now - A_DAY,
        agreed_by=world.mina.account, agreed_at=world.now - A_DAY, due_at=world.now - A_DAY,
    )  # fmt: skip


def agreement_written(world: World) -> None:
    row = asked(world)
    RoleRequest.objects.filter(id=row.id).update(
        state="agreed", agreed_by=world.mina.account, agreed_at=world.now - A_DAY, due_at=world.now - A_DAY
    )


def another_person_put_in(world: World) -> None:
    row = agreed(world)
    RoleRequest.objects.filter(id=row.id).update(user=world.rawan.account)


def another_role_put_in(world: World) -> None:
    world.case()
    accounts.set_roles(world.sara, user_id=world.karwan.account, roles=["nrm_coordinator"], now=world.now)
    row = RoleRequest.objects.get()
    powerful_roles.agree_to_role(world.mina, row.id, now=world.now)
    RoleRequest.objects.filter(id=row.id).update(role=OFFICER)


def moments_put_back(world: World) -> None:
    row = agreed(world)
    RoleRequest.objects.filter(id=row.id).update(agreed_at=world.now - A_DAY, due_at=world.now - A_DAY)


def put_back_after_the_stop(world: World) -> None:
    row = agreed(world)
    before = RoleRequest.objects.filter(id=row.id).values().get()
    powerful_roles.stop_role(world.sara, row.id, now=world.now)
    RoleRequest.objects.filter(id=row.id).update(**{name: value for name, value in before.items() if name != "id"})


@pytest.mark.parametrize(
    "attack",
    [
        invented_row,
        agreement_written,
        another_person_put_in,
        another_role_put_in,
        moments_put_back,
        put_back_after_the_stop,
    ],
)
def test_a_row_that_was_written_into_the_database_gives_no_role(world: World, attack: Callable[[World], None]) -> None:
    attack(world)
    assert a_day_passes(world) == 0
    assert OFFICER not in roles_of(world.karwan.account) | roles_of(world.rawan.account)
    assert RoleRequest.objects.get().state == "stopped"


def test_a_request_that_was_written_into_the_database_finds_no_agreement(world: World) -> None:
    world.case()
    row = RoleRequest.objects.create(
        user=world.karwan.account, role=OFFICER, asked_by=world.sara.account, asked_at=world.now
    )
    with pytest.raises(NotFound):
        powerful_roles.agree_to_role(world.mina, row.id, now=world.now)


@pytest.mark.parametrize("clocks", [{"host": timedelta()}, {"even": timedelta()}])
def test_a_clock_that_is_set_forward_shortens_nothing(world: World, clocks: dict[str, timedelta]) -> None:
    agreed(world)
    with clocks_ahead(A_DAY, **clocks):
        assert powerful_roles.give_agreed(world.now + A_DAY) == 0
    assert not is_officer(world)


def disabled(world: World) -> None:
    User.objects.filter(id=world.karwan.account).update(is_active=False)


def lost_their_role(world: World) -> None:
    RoleGrant.objects.filter(user=world.mina.account, role=OFFICER).delete()


def changed_meanwhile(world: World) -> None:
    record(world.sara, "trust.factors_reset", world.mina.account, world.now)


@pytest.mark.parametrize("meanwhile", [disabled, lost_their_role, changed_meanwhile])
def test_what_changed_in_the_day_ends_it(world: World, meanwhile: Callable[[World], None]) -> None:
    agreed(world)
    meanwhile(world)
    assert a_day_passes(world) == 0
    assert not is_officer(world)
    assert RoleRequest.objects.get().state == "stopped"


def test_a_request_that_nobody_answers_ends(world: World) -> None:
    row = asked(world)
    powerful_roles.give_agreed(world.now + powerful_roles.LAPSES + timedelta(days=1))
    assert RoleRequest.objects.get(id=row.id).state == "stopped"
    assert waits.look(row.id, "anything", 0) is None


def test_a_role_is_taken_away_and_an_account_disabled_at_once(world: World) -> None:
    """What protects is never delayed."""
    world.case()
    accounts.set_roles(world.sara, user_id=world.mina.account, roles=[], now=world.now)
    assert roles_of(world.mina.account) == set()
    accounts.disable(world.sara, user_id=world.mina.account, now=world.now)
    assert not User.objects.get(id=world.mina.account).is_active


def test_the_operator_agrees_where_nobody_else_can_and_it_rests_all_the_same(world: World) -> None:
    asked(world)
    powerful_roles.agree_as_operator("karwan", OFFICER, now=world.now)
    assert powerful_roles.give_agreed(world.now) == 0
    assert a_day_passes(world) == 1
    assert SYSTEM.user_id is None and RoleRequest.objects.get().agreed_by is None
