"""The page of powerful roles, the items of the day, and who finds them."""

import pytest
from django.test import Client

from amana.accounts import commands
from amana.accounts.models import RoleRequest
from amana.accounts.verbs import account as verb
from amana.commandline.verb import Stop
from amana.my_day import day_of
from amana.trust.capabilities import PRESETS, is_powerful
from amana.trust.models import Line, RoleGrant
from tests.cast import World
from tests.world import Desk, let_the_proof_age

pytestmark = pytest.mark.django_db
PAGE, OFFICER = "/trust/roles/", "data_protection_officer"


@pytest.fixture
def asked(world: World) -> RoleRequest:
    """Sara asked that Karwan becomes an officer."""
    world.case()
    held = RoleGrant.objects.filter(user=world.karwan.account).values_list("role", flat=True)
    commands.set_roles(world.sara, user_id=world.karwan.account, roles=[*held, OFFICER], now=world.now)
    return RoleRequest.objects.get()


def in_english(client: Client) -> Client:
    client.cookies["amana-language"] = "en"
    return client


def orders(world: World, name: str) -> list[str]:
    return [item.order for items in day_of(getattr(world, name), world.now).values() for item in items]


def test_only_what_makes_accounts_decides_or_publishes_is_powerful() -> None:
    assert {role for role in PRESETS if is_powerful(role)} == {"administrator", OFFICER, "nrm_coordinator"}
    assert not is_powerful("no such role")


def test_a_powerful_role_is_asked_agreed_and_seen_by_all_who_hold_one(
    world: World, desk: Desk, asked: RoleRequest
) -> None:
    sara, mina = in_english(desk("sara")), in_english(desk("mina"))
    assert "waits for a second person" in sara.get(f"/trust/accounts/{world.karwan.account}/").content.decode()
    assert any("Karwan" in order for order in orders(world, "mina"))
    assert any("Karwan" in order for order in orders(world, "sara"))
    assert not any("Karwan" in order and "Data" in order for order in orders(world, "nasrin"))
    shown = sara.get(PAGE).content.decode()
    assert "Karwan" in shown and "/agree/" not in shown and "Take it back" in shown
    shown = mina.get(PAGE).content.decode()
    assert f"{PAGE}{asked.id}/agree/" in shown and "Stop it" in shown
    assert mina.post(f"{PAGE}{asked.id}/agree/").status_code == 302
    assert RoleRequest.objects.get().state == "agreed"
    shown = sara.get(PAGE).content.decode()
    assert "at the earliest" in shown and "Mina" in shown
    assert any("Karwan" in order and "stop" in order for order in orders(world, "sara"))
    assert sara.post(f"{PAGE}{asked.id}/stop/").status_code == 302
    assert "stopped by" in mina.get(PAGE).content.decode()
    verbs = Line.objects.filter(object=world.karwan.account, verb__startswith="trust.role_").values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["trust.role_agreed", "trust.role_asked", "trust.role_stopped"]


def test_an_open_screen_agrees_to_nothing_and_stops_everything(world: World, desk: Desk, asked: RoleRequest) -> None:
    stale = let_the_proof_age(desk("mina"))
    assert stale.post(f"{PAGE}{asked.id}/agree/").status_code == 403
    assert stale.post(f"{PAGE}{asked.id}/stop/").status_code == 302


@pytest.mark.parametrize("name", ["rawan", "nasrin", "shilan"])
def test_for_others_the_page_is_not_there(world: World, desk: Desk, asked: RoleRequest, name: str) -> None:
    assert desk(name).get(PAGE).status_code == 404
    assert desk(name).post(f"{PAGE}{asked.id}/stop/").status_code == 404


def test_asking_twice_asks_once(world: World, asked: RoleRequest) -> None:
    commands.set_roles(world.sara, user_id=world.karwan.account, roles=[OFFICER], now=world.now)
    assert RoleRequest.objects.count() == 1


def test_the_operator_agrees_by_a_verb(world: World, asked: RoleRequest, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(["agree", "karwan", OFFICER]) == 0
    assert "in 24 hours" in capsys.readouterr().out
    assert RoleRequest.objects.get().state == "agreed"
    with pytest.raises(Stop, match="Nobody asked"):
        verb.run(["agree", "karwan", OFFICER])
