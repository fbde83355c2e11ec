"""How long a session lasts, what ends it, and that nothing typed is lost when it does."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from amana.accounts import commands
from amana.signin.apps import forget_sessions
from amana.signin.models import Session
from amana.signin.session_views import still_here
from amana.trust.actor import actor_for
from amana.trust.models import Membership, RoleGrant, User
from tests.cast import PASSWORD, World, code_now
from tests.world import Desk

pytestmark = pytest.mark.django_db
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def nobody_was_here_for(minutes: float) -> None:
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))


# Limits -----------------------------------------------------------------------------------------------------


def test_a_quarter_of_an_hour_without_a_sign_of_life_ends_it(world: World, desk: Desk) -> None:
    client = desk("rawan")
    nobody_was_here_for(14.5)
    assert client.get("/cases/").status_code == 200
    assert timezone.now() - Session.objects.get().seen_at < timedelta(minutes=5)
    nobody_was_here_for(15)
    assert client.get("/cases/").status_code == 302


def test_a_working_day_ends_it_whoever_is_here(world: World, desk: Desk) -> None:
    client = desk("rawan")
    row = Session.objects.get()
    assert row.expire_date == row.began_at + timedelta(hours=8)
    client.post("/language/", {"language": "en"})
    client.get("/sign-in/prove/")
    assert Session.objects.get().expire_date == row.expire_date, "nothing makes it longer"
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/cases/").status_code == 302


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(world: World, desk: Desk) -> None:
    client = desk("rawan")
    nobody_was_here_for(10)
    told = client.get("/sign-in/here/").json()
    assert (told["who"], 200 <= told["left"] <= 300) == (str(world.rawan.user_id), True)
    assert timezone.now() - Session.objects.get().seen_at > timedelta(minutes=9)
    assert client.post("/sign-in/stay/").status_code == 204
    assert timezone.now() - Session.objects.get().seen_at < timedelta(minutes=5), "the alarm: somebody who is here"


def test_the_mark_is_on_the_view_behind_the_address() -> None:
    assert path("x/", still_here).callback.__dict__["in_background"] is True


def test_sessions_that_sat_idle_are_forgotten(world: World, desk: Desk) -> None:
    desk("rawan")
    desk("nasrin")
    Session.objects.filter(user=world.rawan.user_id).update(seen_at=timezone.now() - timedelta(hours=1))
    forget_sessions()
    assert [row.user_id for row in Session.objects.all()] == [world.nasrin.user_id]


# What ends it -----------------------------------------------------------------------------------------------


def test_a_shut_account_is_out_at_the_next_request_and_its_keys_are_gone(world: World, desk: Desk) -> None:
    client = desk("rawan")
    assert client.get("/cases/").status_code == 200
    commands.disable(world.sara, user_id=world.rawan.account, now=world.now)
    assert not Session.objects.filter(user=world.rawan.user_id).exists()
    assert client.get("/cases/").status_code == 302
    commands.enable(world.sara, user_id=world.rawan.account, now=world.now)
    assert client.get("/cases/").status_code == 302, "the old session stays ended"


def test_a_role_that_was_taken_and_a_unit_that_was_left_count_at_the_next_request(world: World, desk: Desk) -> None:
    client, case = desk("rawan"), world.case()
    assert client.get(f"/cases/{case.id}/").status_code == 200
    Membership.objects.filter(user=world.rawan.user_id).delete()
    assert actor_for(User.objects.get(id=world.rawan.account), None).unit_ids == frozenset()
    RoleGrant.objects.filter(user=world.rawan.user_id).delete()
    assert client.get(f"/cases/{case.id}/").status_code == 404


def test_a_new_password_signs_out_everywhere_else(world: World, desk: Desk) -> None:
    here, there = desk("rawan"), desk("rawan")
    new = "another-made-up-password"
    answer = here.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert here.get("/cases/").status_code == 200
    assert there.get("/cases/").status_code == 302
    assert Session.objects.filter(user=world.rawan.user_id).count() == 1


def test_somebody_sees_where_they_are_signed_in_and_ends_it(world: World, desk: Desk) -> None:
    there, here = Desk()("rawan"), desk("rawan")
    desk("nasrin")
    Session.objects.filter(user=world.rawan.user_id).update(device="Firefox, Linux")
    page = here.get("/trust/me/sessions/").content.decode()
    assert page.count("Firefox, Linux") == 3 and "127.0.0.1" not in page  # two rows, and once more in the button
    other = page.split('name="session" value="')[1].split('"')[0]
    nasrin = Session.objects.get(user=world.nasrin.user_id).session_key
    here.post("/trust/me/sessions/end/", {"session": nasrin})
    assert Session.objects.filter(session_key=nasrin).exists(), "somebody else's stays"
    here.post("/trust/me/sessions/end/", {"session": other})
    assert (there.get("/cases/").status_code, here.get("/cases/").status_code) == (302, 200)


def test_no_address_is_kept(world: World, desk: Desk) -> None:
    desk("rawan")
    assert {field.name for field in Session._meta.get_fields()} == {
        "session_key", "session_data", "expire_date", "user", "began_at", "seen_at", "device",
    }  # fmt: skip


# Nothing typed is lost --------------------------------------------------------------------------------------


def test_a_form_from_a_session_that_ended_is_given_back(world: World, desk: Desk) -> None:
    client = desk("rawan")
    nobody_was_here_for(20)
    secrets = dict.fromkeys(("password", "proof_password", "proof_code", "proof_passkey"), "x-secret")
    answer = client.post("/cases/known/", {"name": "Abeba <b>", **secrets}, headers=FROM_HERE)
    text = answer.content.decode()
    assert answer.status_code == 403 and 'action="/cases/known/"' in text
    assert 'name="name" value="Abeba &lt;b&gt;"' in text and "x-secret" not in text
    assert not any("Abeba" in row.session_data for row in Session.objects.all())


@pytest.mark.parametrize(
    ("headers", "cookie"),
    [(FROM_HERE, False), ({"Sec-Fetch-Site": "cross-site"}, True), ({"HX-Request": "true"}, True)],
)
def test_nothing_is_given_back_to_strangers(
    world: World, client: Client, headers: dict[str, str], cookie: bool
) -> None:
    if cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    for address in ("/cases/known/", "/nothing/"):
        answer = client.post(address, {"name": "Abeba"}, headers=headers)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")


def test_a_page_asked_for_after_the_end_comes_after_the_sign_in(world: World, desk: Desk) -> None:
    client = desk("rawan")
    nobody_was_here_for(20)
    assert client.get("/cases/known/").headers["Location"] == "/sign-in/?next=%2Fcases%2Fknown%2F"


def test_a_form_with_an_old_token_is_given_back_to_its_own_page(world: World, desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk("rawan").cookies
    answer = strict.post("/cases/known/", {"name": "Abeba", "csrfmiddlewaretoken": "old"}, headers=FROM_HERE)
    assert answer.status_code == 403 and 'value="Abeba"' in answer.content.decode()
    foreign = strict.post("/cases/known/", {"name": "Abeba"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403 and "Abeba" not in foreign.content.decode()


# Wrong tries -----------------------------------------------------------------------------------------------

LIMITS = {"login": "60/m/ip", "login_failed": "8/5m/key", "sign_in_by_name": "30/5m/key", "forgotten": "2/h/ip"}


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_wrong_tries_stop_a_name_at_one_address_and_not_its_owner_at_another(world: World) -> None:
    cache.clear()
    wrong = {"login": "rawan", "password": "not-her-password"}
    pages = [Client(REMOTE_ADDR="192.0.2.1").post("/sign-in/", wrong).content for _ in range(9)]
    assert b"do not belong together" in pages[7] and b"Too many wrong tries" in pages[8]
    right = {"login": "rawan", "password": PASSWORD}
    assert Client(REMOTE_ADDR="192.0.2.1").post("/sign-in/", right).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.2").post("/sign-in/", right).status_code == 302
    cache.clear()


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_strangers_who_try_a_name_do_not_shut_out_a_browser_that_knows_it(world: World) -> None:
    """From forty addresses, and from hers: her own browser signs in, another one of hers not yet."""
    cache.clear()
    known = Client(REMOTE_ADDR="192.0.2.1")
    right = {"login": "rawan", "password": PASSWORD}
    assert known.post("/sign-in/", right).status_code == 302
    assert known.post("/sign-in/second/", {"code": code_now()}).status_code == 302
    cookie = next(morsel for name, morsel in known.cookies.items() if name.startswith("amana-known-"))
    assert "rawan" not in cookie.OutputString() and str(world.rawan.account) not in cookie.OutputString()
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/sign-in"
    known.post("/sign-out/")
    for number in range(40):
        wrong = {"login": "rawan", "password": "not-her-password"}
        Client(REMOTE_ADDR=f"192.0.2.{number % 6 + 1}").post("/sign-in/", wrong)
    assert b"Too many wrong tries" in Client(REMOTE_ADDR="192.0.2.99").post("/sign-in/", right).content, "the alarm"
    assert known.post("/sign-in/", right).status_code == 302
    cache.clear()


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_who_has_that_cookie_has_no_more_tries_and_none_for_another_name(world: World) -> None:
    cache.clear()
    thief = Client(REMOTE_ADDR="192.0.2.1")
    assert thief.post("/sign-in/", {"login": "rawan", "password": PASSWORD}).status_code == 302
    assert thief.post("/sign-in/second/", {"code": code_now()}).status_code == 302
    thief.post("/sign-out/")
    for name in ("rawan", "nasrin"):
        pages = [thief.post("/sign-in/", {"login": name, "password": "guessed"}).content for _ in range(9)]
        assert b"do not belong together" in pages[7] and b"Too many wrong tries" in pages[8], name
    cache.clear()


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_asking_for_a_new_password_has_a_limit_and_one_answer(world: World) -> None:
    cache.clear()
    answers = [Client().post("/sign-in/forgotten/", {"username": name}) for name in ("rawan", "nobody", "rawan")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    bodies = {re.sub(rb'(nonce=|value=)"[^"]{20,}"', b"", answer.content) for answer in answers[:2]}
    assert len(bodies) == 1
    cache.clear()
