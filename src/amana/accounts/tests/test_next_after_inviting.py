"""What the pages of accounts say next: to those who invite, and to those who were invited."""

import pytest
from django.test import Client

from amana.trust.models import Organisation, Unit, User
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db

FIRST = "has no password of their own yet"


def page(client: Client, address: str) -> str:
    client.cookies["amana-language"] = "en"
    return client.get(address).content.decode()


def test_the_account_says_what_to_tell_until_a_password_is_chosen(world: World, desk: Desk) -> None:
    address = f"/trust/accounts/{world.rawan.account}/"
    assert FIRST not in page(desk("sara"), address)
    User.objects.filter(id=world.rawan.account).update(must_change_password=True)
    shown = page(desk("sara"), address)
    assert FIRST in shown and "http://testserver/" in shown and ">rawan<" in shown
    assert 'href="/trust/accounts/invite/"' in shown
    User.objects.filter(id=world.rawan.account).update(is_active=False)
    assert FIRST not in page(desk("sara"), address)


def test_the_page_of_the_password_says_why_it_comes_first(world: World, desk: Desk) -> None:
    why = "Somebody else chose the password"
    assert why not in page(desk("rawan"), "/password/")
    User.objects.filter(id=world.rawan.account).update(must_change_password=True)
    assert why in page(desk("rawan"), "/password/")
    assert desk("rawan").get("/cases/").headers["Location"] == "/password/", "no work before it"


def test_an_organisation_without_a_unit_says_what_it_needs_and_then_invites(world: World, desk: Desk) -> None:
    bare = Organisation.objects.create(name_en="Bare", name_ar="Bare", name_ckb="Bare", kind="ngo", pack="iraq")
    address, invite = f"/trust/organisations/{bare.id}/units/", 'href="/trust/accounts/invite/"'
    shown = page(desk("sara"), address)
    assert "this organisation needs a first one" in shown and invite not in shown
    Unit.objects.create(organisation=bare, name_en="Desk", name_ar="Desk", name_ckb="Desk")
    shown = page(desk("sara"), address)
    assert "needs a first one" not in shown and invite in shown
