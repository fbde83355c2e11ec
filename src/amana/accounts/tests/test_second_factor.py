"""A password alone opens nothing; whoever has no second factor sets one up first; far-reaching acts ask again."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.template import Engine
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from amana import vault
from amana.accounts import commands
from amana.accounts.set_up_code import set_up_code
from amana.errors import CannotOpen
from amana.signin import factor_rows, factors
from amana.signin.factors import Level, level_for
from amana.signin.models import FactorChange, Session
from amana.signin.session import PENDING
from amana.signin.session_store import decode_row
from amana.trust.capabilities import CAPABILITIES, PRESETS
from amana.trust.models import Line, RoleGrant, User
from amana.vault.models import Instance
from tests.cast import APPLICATION, PASSWORD, World, code_now, give_applications
from tests.world import Desk, let_the_proof_age

OURS = Path(__file__).resolve().parents[2]  # templates of rooms

pytestmark = pytest.mark.django_db
ANYWHERE = (
    "/",
    "/cases/",
    "/signs/",
    "/trust/me/",
    "/trust/me/sessions/",
    "/password/",
    "/second-factor/codes/",
    "/find/",
)


def with_password(username: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"login": username, "password": PASSWORD}).status_code == 302
    return client


def newcomer(world: World, role: str = "case_manager", *, let_in: bool = True) -> User:
    """An account that never signed in, and has no second factor; let into its unit, so that it holds the unit's key."""
    made = commands.invite(
        world.sara, username="newcomer", name="Shno", first_password=PASSWORD, language="en",
        unit_id=world.units["protection"], roles=[role], made_up=True, now=world.now,
    )  # fmt: skip
    if let_in:
        commands.admit(world.rawan, user_id=made, unit_id=world.units["protection"], now=world.now)
    return User.objects.get(id=made)


def show(client: Client, code: str) -> int:
    cache.clear()
    return client.post("/sign-in/second/", {"code": code}).status_code


def secret_on(page: bytes) -> str:
    """The letters that an application takes over from the page."""
    return page.split(b'class="ltr ref secret">')[1].split(b"<")[0].decode().replace(" ", "")


def opened_secret(user: User, sealed: str) -> str:
    with factor_rows.of(user.id):
        return factor_rows.open_secret(sealed)


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return code


# Between the password and the second factor --------------------------------------------------------------


def test_the_password_alone_opens_no_page_and_no_key(world: World) -> None:
    client = with_password("rawan")
    assert {client.get(path).headers["Location"].split("?")[0] for path in ANYWHERE} == {"/sign-in/"}
    held = decode_row(Session.objects.get())
    assert "key" not in held and PENDING in held
    row = Session.objects.get()
    assert row.user is None and "rawan" not in row.session_data
    assert vault.keyring.unlock_from_session(world.rawan.account, "", held[PENDING]) is None
    cookie = client.cookies[settings.AMANA_KEY_COOKIE].value
    assert vault.keyring.unlock_from_session(world.rawan.account, cookie, held[PENDING]) is not None, "the alarm"


def test_what_waited_under_a_name_no_page_reads_is_moved_and_everything_has_new_ids(world: World) -> None:
    client = with_password("rawan")
    first = (client.cookies[settings.SESSION_COOKIE_NAME].value, client.cookies[settings.AMANA_KEY_COOKIE].value)
    assert show(client, code_now()) == 302
    second = (client.cookies[settings.SESSION_COOKIE_NAME].value, client.cookies[settings.AMANA_KEY_COOKIE].value)
    assert all(before != after for before, after in zip(first, second, strict=True))
    assert PENDING not in decode_row(Session.objects.get())
    assert client.get("/cases/").status_code == 200
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME], thief.cookies[settings.AMANA_KEY_COOKIE] = first
    assert thief.get("/cases/").status_code == 302


def test_a_session_that_waits_does_not_open_for_somebody_who_puts_its_key_in_place(world: World) -> None:
    """A database administrator renames what waits: the session isn't signed in, and its row is sealed to its id."""
    with_password("rawan")
    row = Session.objects.get()
    row.session_key = "0" * 40
    with pytest.raises(CannotOpen):
        decode_row(row)


@pytest.mark.parametrize("digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_a_code_may_be_typed_in_the_digits_of_the_place(world: World, digits: str) -> None:
    typed = "".join(digits[int(each)] for each in code_now())
    assert show(with_password("rawan"), typed) == 302


def test_a_wrong_code_is_refused_and_leaves_a_line_without_a_name(world: World) -> None:
    client = with_password("rawan")
    wrong = f"{(int(code_now()) + 500_000) % 1_000_000:06}"
    assert show(client, wrong) == 200
    assert client.get("/cases/").status_code == 302
    line = Line.objects.get(verb="trust.factor_refused")
    assert line.object == world.rawan.user_id and not line.ids


def test_the_same_code_lets_nobody_in_twice(world: World) -> None:
    cache.clear()
    code = code_now()
    answers = [with_password("rawan").post("/sign-in/second/", {"code": code}).status_code for _ in range(2)]
    assert answers == [302, 200]


def test_a_recovery_code_lets_in_once(world: World, desk: Desk) -> None:
    client = desk("rawan")
    client.post("/second-factor/codes/new/")
    page = client.get("/second-factor/codes/").content.decode()
    code = page.split('class="ltr ref">')[1].split("<")[0]
    assert "are not shown again" in client.get("/second-factor/codes/").content.decode()
    assert code not in client.get("/second-factor/codes/").content.decode()
    assert [show(with_password("rawan"), code) for _ in range(2)] == [302, 200]
    assert b"9 codes are left" in client.get("/second-factor/").content


def test_no_passkey_and_no_remembered_browser_replaces_the_password(world: World, client: Client) -> None:
    names = {pattern.name for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)}
    assert names.isdisjoint(
        {"mfa_login_webauthn", "mfa_signup_webauthn", "mfa_trust", "account_signup", "account_email"}
    )
    assert not settings.MFA_PASSKEY_LOGIN_ENABLED and not settings.MFA_TRUST_ENABLED


# Nobody without one --------------------------------------------------------------------------------------


def test_whoever_lacks_one_gets_to_setting_it_up_and_nowhere_else(world: World) -> None:
    newcomer(world)
    client = with_password("newcomer")
    assert {client.get(path).headers.get("Location") for path in ANYWHERE} == {"/second-factor/"}
    assert client.post("/signs/record/").headers["Location"] == "/second-factor/"
    held = decode_row(Session.objects.get())
    assert "key" not in held and PENDING in held
    page = client.get("/second-factor/")
    assert page.status_code == 200 and b"One more thing" in page.content and b'href="/cases/"' not in page.content


def test_setting_one_up_lets_the_keys_in(world: World) -> None:
    user = newcomer(world)
    client = with_password("newcomer")
    secret = secret_on(client.get("/second-factor/application/").content)
    assert secret not in str(decode_row(Session.objects.get())), "the secret waits sealed"
    answer = client.post("/second-factor/application/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/second-factor/codes/"
    assert b"Write these codes down now" in client.get("/second-factor/codes/").content
    assert client.get("/cases/").status_code == 200 and "key" in decode_row(Session.objects.get())
    rows = Authenticator.objects.filter(user_id=user.id)
    assert {row.type for row in rows} == {"totp", "recovery_codes"}
    kept = " ".join(str(row.data) for row in rows)
    assert secret not in kept and opened_secret(user, rows.get(type="totp").data["secret"]) == secret, "the alarm"
    assert [row.what for row in FactorChange.objects.filter(user=user)] == ["application_added"]
    assert b"An application for codes was set up" in client.get("/").content
    client.post("/second-factor/news-read/")
    assert b"An application for codes was set up" not in client.get("/").content


def test_who_keeps_lists_and_shelves_needs_none(world: World) -> None:
    newcomer(world, "stock_keeper", let_in=False)
    assert with_password("newcomer").get("/").status_code == 200


def test_a_role_that_is_given_asks_at_the_next_request(world: World) -> None:
    user = newcomer(world, "stock_keeper", let_in=False)
    client = with_password("newcomer")
    assert client.get("/").status_code == 200
    RoleGrant.objects.create(user=user, role="case_manager")
    assert client.get("/").headers["Location"] == "/second-factor/"


def test_whoever_is_let_into_a_unit_is_asked_at_the_next_request(world: World) -> None:
    """The key of a unit opens what is sealed to the unit, such as its notes for the next shift, for any role."""
    user, unit = newcomer(world, "stock_keeper", let_in=False), world.units["protection"]
    without = factors.accounts_without()[0]
    client = with_password("newcomer")
    assert client.get("/").status_code == 200
    commands.admit(world.rawan, user_id=user.id, unit_id=unit, now=world.now)
    assert client.get("/").headers["Location"] == "/second-factor/" and client.get("/shift/").status_code == 302
    assert factors.accounts_without()[0] == without + 1


def test_levels_come_from_capabilities_and_a_new_one_asks() -> None:
    assert level_for(CAPABILITIES) == Level.PASSKEY
    assert level_for({"something.new"}) == Level.FACTOR
    assert CAPABILITIES.keys() >= factors.HARMLESS
    levels = {role: level_for(verbs) for role, verbs in PRESETS.items()}
    assert levels["administrator"] == Level.PASSKEY
    assert {role for role, level in levels.items() if level == Level.NONE} <= {
        "nrm_coordinator", "outreach_officer", "directory_keeper", "stock_keeper", "service_provider",
    }  # fmt: skip
    opening = {role for role, verbs in PRESETS.items() if any(verb.startswith("cases.") for verb in verbs)}
    assert all(levels[role] > Level.NONE for role in opening)


def test_an_administrator_needs_a_passkey_where_passkeys_work(world: World) -> None:
    client = Client(headers={"host": "localhost"})
    client.post("/sign-in/", {"login": "sara", "password": PASSWORD})
    cache.clear()
    client.post("/sign-in/second/", {"code": code_now()})
    assert client.get("/trust/accounts/").headers["Location"] == "/second-factor/"
    assert b"With your roles a passkey is needed" in client.get("/second-factor/").content
    elsewhere = with_password("sara")  # neither https nor localhost: no browser offers one
    show(elsewhere, code_now())
    assert elsewhere.get("/trust/accounts/").status_code == 200
    assert b"Passkeys do not work at this address" in elsewhere.get("/second-factor/").content


def test_a_request_without_https_lowers_no_duty_where_passkeys_are_required(world: World, settings: Settings) -> None:
    """The header of the proxy is missing, or somebody took it off: a code does not stand in."""
    settings.AMANA_PASSKEYS = "required"
    client = with_password("sara")
    show(client, code_now())
    assert client.get("/trust/accounts/").headers["Location"] == "/second-factor/"
    assert b"nothing else stands in for it" in client.get("/second-factor/").content
    settings.AMANA_PASSKEYS = "where_possible"
    again = with_password("sara")
    show(again, code_now())
    assert again.get("/trust/accounts/").status_code == 200, "the alarm"


def test_who_lacks_one_is_counted(world: World) -> None:
    before = factors.accounts_without()
    newcomer(world, "screener")
    assert factors.accounts_without() == (before[0] + 1, before[1])
    assert before[1] >= 1, "Sara has an application only"


FIRST = {
    "organisation_en": "Hawa Centre", "organisation_ar": "مركز حواء", "organisation_ckb": "سەنتەری حەوا", "kind": "ngo",
    "unit_ar": "وحدة الحماية", "takes_signs": "on", "name": "Sara", "username": "sara", "language": "en",
    "password": "a long good sentence",
    "password_again": "a long good sentence",
}  # fmt: skip


def with_code(typed: dict[str, str]) -> dict[str, str]:
    """What is typed at a set-up, with the code that was printed where the instance was started."""
    return {**typed, "set_up_code": set_up_code()}


@pytest.mark.parametrize("again", ["a long good sentense", ""])
def test_a_set_up_whose_two_passwords_differ_creates_nobody_and_keeps_the_rest(again: str) -> None:
    client = Client()
    answer = client.post("/set-up/", with_code(FIRST | {"password_again": again}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Hawa Centre"' in page
    assert "a long good sentence" not in page
    assert not User.objects.exists()
    assert client.post("/set-up/", with_code(FIRST)).status_code == 302
    assert User.objects.filter(username="sara").exists()


def test_a_password_that_is_too_short_is_the_only_thing_said_of_it() -> None:
    answer = Client().post("/set-up/", with_code(FIRST | {"password": "short", "password_again": "short"}))
    assert answer.status_code == 422
    assert "The two passwords are not the same" not in answer.content.decode()


@pytest.mark.parametrize(
    ("host", "told"), [("localhost", b"With your roles a passkey is needed"), ("testserver", b"Passkeys do not work")]
)
def test_the_set_up_of_an_instance_ends_with_a_second_factor(host: str, told: bytes) -> None:
    client = Client(headers={"host": host})
    assert client.post("/set-up/", with_code(FIRST)).status_code == 302
    assert client.get("/").headers["Location"] == "/second-factor/"
    assert told in client.get("/second-factor/").content
    secret = secret_on(client.get("/second-factor/application/").content)
    client.post("/second-factor/application/", {"code": code_of(secret)})
    stays_out = host == "localhost"
    if not stays_out:
        assert client.get("/second-factor/codes/").status_code == 200
    assert (client.get("/trust/accounts/").status_code, bool(Authenticator.objects.count())) == (
        302 if stays_out else 200,
        True,
    )


# The last one stays ---------------------------------------------------------------------------------------


def test_the_last_one_that_is_needed_is_not_removed(world: World, desk: Desk) -> None:
    client = desk("rawan")
    answer = client.post("/second-factor/application/remove/")
    assert answer.status_code == 200 and b"last second factor that your roles need" in answer.content
    assert Authenticator.objects.filter(user_id=world.rawan.user_id, type="totp").exists()
    newcomer(world, "stock_keeper", let_in=False)
    give_applications([User.objects.get(username="newcomer").id])
    free = desk("newcomer")
    assert free.post("/second-factor/application/remove/").status_code == 302
    assert not Authenticator.objects.filter(user__username="newcomer").exists()


def test_a_lost_one_is_taken_away_in_person_and_both_know(world: World, desk: Desk) -> None:
    sara, rawan = desk("sara"), desk("rawan")
    assert sara.post(f"/trust/accounts/{world.rawan.user_id}/factors/").status_code == 302
    assert rawan.get("/").status_code == 302, "signed out"
    assert not Authenticator.objects.filter(user_id=world.rawan.user_id).exists()
    again = with_password("rawan")
    assert again.get("/cases/").headers["Location"] == "/second-factor/"
    secret = secret_on(again.get("/second-factor/application/").content)
    again.post("/second-factor/application/", {"code": code_of(secret)})
    assert b"Write these codes down now" in again.get("/second-factor/codes/").content
    assert b"An administrator took your second factors away" in again.get("/").content
    line = Line.objects.get(verb="trust.factors_reset")
    assert (line.actor, line.object) == (world.sara.user_id, world.rawan.user_id)
    assert sara.post(f"/trust/accounts/{world.sara.user_id}/factors/").status_code == 422
    assert rawan.post(f"/trust/accounts/{world.sara.user_id}/factors/").status_code == 302


# Asked again ----------------------------------------------------------------------------------------------


def reset_of(world: World) -> str:
    return f"/trust/accounts/{world.rawan.user_id}/factors/"


def test_it_is_asked_for_again_and_what_was_typed_comes_along(world: World, desk: Desk) -> None:
    sara = let_the_proof_age(desk("sara"))
    typed = {"note": 'words "of hers"', "ticks": ["a", "b"]}
    page = sara.post(reset_of(world), typed)
    assert page.status_code == 403 and Authenticator.objects.filter(user_id=world.rawan.user_id).exists()
    text = page.content.decode()
    assert text.count('name="ticks"') == 2 and "words &quot;of hers&quot;" in text
    assert "of hers" not in str(decode_row(Session.objects.get())), "nothing typed is kept on the server"
    wrong = sara.post(reset_of(world), {**typed, "proof_code": "000"})
    assert wrong.status_code == 422 and "words &quot;of hers&quot;" in wrong.content.decode()
    cache.clear()
    assert sara.post(reset_of(world), {**typed, "proof_code": code_now()}).status_code == 302
    assert not Authenticator.objects.filter(user_id=world.rawan.user_id).exists()
    verbs = Line.objects.filter(actor=world.sara.user_id).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["trust.proof_refused", "trust.proved", "trust.factors_reset"]


def test_a_page_comes_after_the_proof(world: World, desk: Desk) -> None:
    client = let_the_proof_age(desk("rawan"))
    answer = client.get("/second-factor/codes/new/")
    assert answer.headers["Location"] == "/sign-in/prove/?next=%2Fsecond-factor%2Fcodes%2Fnew%2F"
    assert client.get(answer.headers["Location"]).status_code == 200
    cache.clear()
    proved = client.post(answer.headers["Location"], {"proof_code": code_now()})
    assert proved.headers["Location"] == "/second-factor/codes/new/"
    assert client.get("/second-factor/codes/new/").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_the_proof_leads_nowhere_else(world: World, desk: Desk, target: str) -> None:
    answer = desk("rawan").get("/sign-in/prove/", {"next": target})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_one_click_is_enough_for_somebody_made_up_and_for_nobody_else(world: World, desk: Desk) -> None:
    Instance.objects.update(demo=True, demo_password=PASSWORD)
    Authenticator.objects.all().delete()
    client = Client()
    assert client.post("/demo-sign-in/", {"role": "rawan"}).status_code == 302
    assert client.get("/cases/").status_code == 200
    page = client.get("/second-factor/application/", follow=True)
    assert b"one click is enough" in page.content
    assert (
        client.post(page.request["PATH_INFO"] + "?next=/cases/", {"proof_click": "1"}).headers["Location"] == "/cases/"
    )
    assert with_password("rawan").get("/cases/").headers["Location"] == "/second-factor/", "a password is no click"
    give_applications([world.nasrin.account])
    nasrin = let_the_proof_age(desk("nasrin"))
    assert nasrin.post("/sign-in/prove/", {"proof_click": "1"}).status_code == 422


def test_somebody_without_one_types_the_password_again(world: World) -> None:
    newcomer(world, "stock_keeper", let_in=False)
    client = let_the_proof_age(with_password("newcomer"))
    assert client.get("/second-factor/application/").status_code == 302
    assert client.post("/sign-in/prove/", {"proof_password": "not mine at all"}).status_code == 422
    assert client.post("/sign-in/prove/", {"proof_password": PASSWORD}).status_code == 302
    assert client.get("/second-factor/application/").status_code == 200


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "8/5m/key"})
def test_the_password_as_a_proof_has_the_limit_of_the_sign_in(world: World) -> None:
    newcomer(world, "stock_keeper", let_in=False)
    client = let_the_proof_age(with_password("newcomer"))
    cache.clear()

    def show(password: str) -> bytes:
        return client.post("/sign-in/prove/", {"proof_password": password}).content

    pages = [show("not-her-password") for _ in range(9)]
    assert b"not your password" in pages[7] and b"Too many wrong tries" in pages[8]
    assert b"Too many wrong tries" in show(PASSWORD)
    cache.clear()
    assert client.post("/sign-in/prove/", {"proof_password": PASSWORD}).status_code == 302, "the alarm"


# Every page is ours ---------------------------------------------------------------------------------------


def library_views(patterns: list[URLPattern | URLResolver]) -> dict[str, str]:
    """The template of each route whose view is the library's or made from it."""
    found: dict[str, str] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= library_views(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and any(each.__module__.startswith("allauth.") for each in view.__mro__):
            found[str(pattern.name)] = view.template_name
    return found


def find_template(name: str) -> str:
    """The file of a template."""
    return str(Engine.get_default().get_template(name).origin)


def strangers(templates: dict[str, str]) -> list[str]:
    return [name for name, each in templates.items() if not Path(find_template(each)).is_relative_to(OURS)]


def test_every_page_of_the_library_is_drawn_by_us() -> None:
    templates = library_views(get_resolver().url_patterns)
    assert len(templates) >= 11
    assert strangers(templates) == []
    assert strangers({**templates, "planted": "account/signup.html"}) == ["planted"], "the alarm"


def test_a_drawing_for_the_telephone_breaks_no_rule_of_the_page(world: World, desk: Desk) -> None:
    newcomer(world)
    page = with_password("newcomer").get("/second-factor/application/").content.decode()
    assert "<svg" in page and "style=" not in page and "data:" not in page
    assert all(before <= after for before, after in pairwise([page.index("<svg"), page.index("</svg>")]))


def test_the_cast_s_secret_is_sealed_too(world: World) -> None:
    assert not any(APPLICATION in str(row.data) for row in Authenticator.objects.all())


# Recovery codes and the password ----------------------------------------------------------------------------


def enrolled(world: World) -> Client:
    """An invited colleague with a first password, who has just added an application."""
    user = newcomer(world)
    User.objects.filter(id=user.id).update(must_change_password=True)
    client = with_password("newcomer")
    page = client.get("/second-factor/application/").content
    added = client.post("/second-factor/application/", {"code": code_of(secret_on(page))})
    assert (added.status_code, added.headers["Location"]) == (302, "/second-factor/codes/")
    return client


def test_an_invited_colleague_sees_the_codes_once_before_anything_else(world: World) -> None:
    client = enrolled(world)
    for elsewhere in ("/", "/password/", "/cases/", "/trust/me/"):
        assert client.get(elsewhere).headers["Location"] == "/second-factor/codes/"
    page = client.get("/second-factor/codes/")
    shown = page.content.decode()
    assert page.status_code == 200
    assert len(page.context["unused_codes"]) == 10 and "****" not in shown
    assert "data-print" in shown and "print.js" in shown and "newcomer" in shown
    assert client.get("/cases/").headers["Location"] == "/password/"  # the first password is changed after that
    again = client.get("/second-factor/codes/")
    assert again.status_code == 302 or (
        "****" not in again.content.decode() and "data-print" not in again.content.decode()
    )


def test_codes_that_were_never_shown_are_shown_at_the_next_sign_in(world: World) -> None:
    client = enrolled(world)
    client.post("/sign-out/")
    cache.clear()
    later = with_password("newcomer")
    user = User.objects.get(username="newcomer")
    secret = opened_secret(user, Authenticator.objects.get(user=user, type="totp").data["secret"])
    assert show(later, code_of(secret)) == 302
    assert later.get("/").headers["Location"] == "/second-factor/codes/"
    assert later.get("/second-factor/codes/").context["can_view_codes"]
    assert later.get("/").headers["Location"] == "/password/"


def test_the_page_after_a_new_password_says_what_happened(world: World, desk: Desk) -> None:
    here, elsewhere = desk("rawan"), desk("rawan")
    typed = {"oldpassword": PASSWORD, "password1": "an other long sentence", "password2": "an other long sentence"}
    changed = here.post("/password/", typed)
    assert (changed.status_code, changed.headers["Location"]) == (302, "/password/changed/")
    page = here.get("/password/changed/").content.decode()
    for said in (
        "Your password was changed",
        "1 other session was ended",
        "If it was not you",
        "Only the new password",
    ):
        assert said in page
    assert elsewhere.get("/cases/").headers["Location"].startswith("/sign-in/")
    assert here.get("/password/changed/").status_code == 302  # said once
    cache.clear()
    old = {"login": User.objects.get(id=world.rawan.account).username, "password": PASSWORD}
    assert Client().post("/sign-in/", old).status_code == 200  # asked again
    assert Client().post("/sign-in/", old | {"password": "an other long sentence"}).status_code == 302
