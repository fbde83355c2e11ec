"""The pages on keys of people, as a colleague and an administrator meet them."""

from pathlib import Path

from django.conf import settings

from amana.accounts import commands, joining
from amana.signin.commands import ask_for_new_password
from amana.trust.models import Membership, User
from tests.cast import World
from tests.world import Desk, let_the_proof_age


def asked(world: World) -> str:
    ask_for_new_password("berivan", now=world.now)
    return str(joining.forgotten_for(world.nasrin).get().id)


def test_a_colleague_gives_a_password_on_the_page_and_only_with_a_fresh_proof(world: World, desk: Desk) -> None:
    address = f"/trust/me/forgotten/{asked(world)}/"
    nasrin = desk("nasrin")
    assert address in nasrin.get("/trust/me/").content.decode()
    values = {"first_password": "said in person today", "in_person": "1"}
    let_the_proof_age(nasrin)
    assert nasrin.post(address, values).status_code == 403
    assert not User.objects.get(username="berivan").must_change_password
    again = desk("nasrin")
    assert again.post(address, {"first_password": "said in person today"}).status_code == 422  # nobody stands there
    assert again.post(address, values).status_code == 302
    assert User.objects.get(username="berivan").must_change_password
    assert again.get(address).status_code == 404
    assert address not in again.get("/trust/me/").content.decode()


def test_an_administrator_takes_somebody_out_of_a_unit(world: World, desk: Desk) -> None:
    who, unit = world.berivan.account, world.units["intake"]
    sara = desk("sara")
    assert sara.post(f"/trust/accounts/{who}/leave/", {"unit": str(unit)}).status_code == 302
    assert not Membership.objects.filter(user=who, unit=unit).exists()
    assert sara.post(f"/trust/accounts/{who}/leave/", {"unit": "no unit"}).status_code == 404
    assert desk("nasrin").post(f"/trust/accounts/{who}/leave/", {"unit": str(unit)}).status_code == 404


def test_keys_of_a_unit_are_given_and_taken_only_with_a_fresh_proof(world: World, desk: Desk) -> None:
    who, unit = world.berivan.account, world.units["intake"]
    joins, stays = Membership.objects.filter(user=world.amal.account, unit=unit), Membership.objects.filter(user=who)
    commands.add_to_unit(world.sara, user_id=world.amal.account, unit_id=unit, now=world.now)
    berivan, sara = let_the_proof_age(desk("berivan")), let_the_proof_age(desk("sara"))
    newcomer = {"user": str(world.amal.account), "unit": str(unit)}
    assert berivan.post("/trust/me/admit/", newcomer).status_code == 403
    assert sara.post(f"/trust/accounts/{who}/leave/", {"unit": str(unit)}).status_code == 403
    assert joins.get().admitted_at is None and stays.filter(unit=unit).exists()
    assert desk("berivan").post("/trust/me/admit/", newcomer).status_code == 302
    assert joins.get().admitted_at is not None


def test_while_the_key_store_is_away_every_page_says_so_and_comes_back(world: World, desk: Desk) -> None:
    nasrin = desk("nasrin")
    store = Path(settings.AMANA_KEY_STORE)
    away = store.rename(store.with_name("away"))
    for page in ("/", "/trust/me/", "/cases/"):
        answer = nasrin.get(page)
        assert answer.status_code == 503
        assert "the key store does not answer" in answer.content.decode()
    assert not store.exists()  # none is made in its place
    away.rename(store)
    assert nasrin.get("/trust/me/").status_code == 200
