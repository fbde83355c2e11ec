"""What a session is worth without its other half, and what stays behind when it is over."""

import pytest
from django.conf import settings
from django.test import Client

from amana.signin.apps import forget_sessions
from amana.signin.models import Session
from amana.trust.duties import duty_names
from amana.trust.models import Line
from amana.vault.models import Instance
from tests.cast import PASSWORD, World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_the_database_knows_no_id_that_signs_anybody_in(world: World, desk: Desk) -> None:
    client = desk("rawan")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    kept = Session.objects.get().session_key
    assert cookie != kept
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    thief.cookies[settings.AMANA_KEY_COOKIE] = client.cookies[settings.AMANA_KEY_COOKIE].value
    assert thief.get("/cases/").status_code == 302
    assert client.get("/cases/").status_code == 200


@pytest.mark.parametrize("half", [settings.SESSION_COOKIE_NAME, settings.AMANA_KEY_COOKIE])
def test_half_a_sign_in_is_none(world: World, desk: Desk, half: str) -> None:
    thief = Client()
    thief.cookies[half] = desk("rawan").cookies[half].value
    answer = thief.get("/cases/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")


def test_a_sign_in_leaves_nothing_in_a_browser_that_was_shut_or_signed_out(world: World, desk: Desk) -> None:
    client = desk("rawan")
    client.get("/")
    lasting = [name for name, cookie in client.cookies.items() if cookie["max-age"]]
    assert all(name.startswith("amana-known-") for name in lasting), "which names nobody and opens nothing"
    client.post("/sign-out/")
    assert client.cookies[settings.AMANA_KEY_COOKIE].value == ""
    assert not Session.objects.exists()


def test_the_form_s_token_goes_with_the_browser() -> None:
    assert settings.CSRF_COOKIE_AGE is None


@pytest.mark.parametrize("address", ["/sign-in/x/", "/cover/x", "/health/x/", "/set-up/x"])
def test_nobody_unknown_tells_addresses_apart_or_writes_into_the_trail(
    world: World, client: Client, address: str
) -> None:
    lines = Line.objects.count()
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")
    assert Line.objects.count() == lines


@pytest.mark.parametrize("target", ["//[", "//evil.example", "/\\evil.example", "my_day", "javascript:alert(1)", ""])
def test_changing_the_language_leads_nowhere_else(world: World, client: Client, target: str) -> None:
    answer = client.post("/language/", {"language": "ckb", "next": target})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip"])
def test_one_click_never_comes_through_a_proxy(world: World, client: Client, header: str) -> None:
    Instance.objects.update(demo=True, demo_password=PASSWORD)
    assert client.post("/demo-sign-in/", {"role": "rawan"}, headers={header: "192.0.2.7"}).status_code == 422
    assert client.post("/demo-sign-in/", {"role": "rawan"}).status_code == 302


def test_a_session_that_is_over_is_forgotten(world: World, desk: Desk) -> None:
    desk("rawan")
    Session.objects.update(expire_date=world.now)
    assert "sessions.forget" in duty_names()
    forget_sessions()
    assert not Session.objects.exists()
