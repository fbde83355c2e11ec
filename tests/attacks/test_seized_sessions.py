"""Somebody reads the table of sessions while people are signed in, or has one of two cookies, or a cookie that is over."""

import pytest
from django.conf import settings
from django.test import Client

from amana import vault
from amana.accounts import commands
from amana.trust.models import User
from tests.attacks.booty import tables
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def sessions_of(dump: dict[str, bytes]) -> bytes:
    """What the database keeps of sessions, in whichever table."""
    return b"\n".join(content for name, content in dump.items() if "session" in name)


def test_the_table_holds_neither_cookie_nor_a_key_that_opens(world: World, desk: Desk) -> None:
    client = desk("rawan")
    stolen = sessions_of(tables())
    keys = world.rawan.keys
    assert stolen and keys is not None
    for cookie in (settings.SESSION_COOKIE_NAME, settings.AMANA_KEY_COOKIE):
        assert client.cookies[cookie].value.encode() not in stolen
    assert keys.private not in stolen and keys.private.hex().encode() not in stolen
    assert client.cookies[settings.SESSION_COOKIE_NAME].value.encode() in stolen + client.cookies.output().encode()


def test_what_the_table_holds_is_no_cookie(world: World, desk: Desk) -> None:
    client = desk("rawan")
    for value in {part for part in sessions_of(tables()).split(b"\n") if 20 <= len(part) <= 80}:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = value.decode("latin-1")
        thief.cookies[settings.AMANA_KEY_COOKIE] = client.cookies[settings.AMANA_KEY_COOKIE].value
        assert thief.get("/cases/").status_code == 302
    assert client.get("/cases/").status_code == 200, "the alarm: both right cookies do open"


def test_the_sealed_half_of_a_key_opens_with_no_other_session_s_cookie(world: World, desk: Desk) -> None:
    keys = world.rawan.keys
    assert keys is not None
    secret, sealed = vault.keyring.session_key(keys)
    other, _ = vault.keyring.session_key(keys)
    mine = vault.keyring.unlock_from_session(keys.user, secret, sealed)
    assert mine is not None and mine.private == keys.private, "the alarm"
    assert vault.keyring.unlock_from_session(keys.user, other, sealed) is None
    assert vault.keyring.unlock_from_session(world.nasrin.account, secret, sealed) is None


def test_a_session_of_somebody_disabled_is_worth_nothing_at_the_next_request(world: World, desk: Desk) -> None:
    client = desk("rawan")
    assert client.get("/cases/").status_code == 200
    commands.disable(world.sara, user_id=User.objects.get(username="rawan").id, now=world.now)
    assert client.get("/cases/").status_code in (302, 401)
