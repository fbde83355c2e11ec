"""Signing in with what only one has: a passkey, an application's code, a recovery code; and being away for too long."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from amana.signin.models import Session
from tests.cast import PASSWORD, code_now
from tests.journeys.conftest import Stages
from tests.journeys.stage import MY_DAY, Stage, choose_language, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def plug_in(page: Page) -> None:
    """A passkey in this browser, which its owner touches at once."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def type_password(stage: Stage, page: Page, username: str) -> None:
    page.goto("/sign-in/")
    choose_language(page, stage.words.language)
    page.locator('[name="login"]').fill(username)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/sign-in/second/")


def type_code(page: Page, code: str) -> None:
    cache.clear()
    page.locator('[name="code"]').fill(code)
    press(page, 'form:has([name="code"]) button')


@pytest.mark.parametrize(
    "language", [pytest.param("ar", marks=pytest.mark.deep), "ckb", pytest.param("en", marks=pytest.mark.deep)]
)
def test_an_administrator_sets_up_a_passkey_and_signs_in_with_it(stages: Stages, language: str) -> None:
    stage = stages("sign-in", language, host="localhost", thorough=language != "en")
    page = stage.open()
    plug_in(page)
    page.goto("/sign-in/")
    choose_language(page, language)
    page.goto("/sign-in/forgotten/")
    stage.look(page, "forgotten", aside=True)
    type_password(stage, page, "sara")
    stage.look(page, "second-step")
    type_code(page, "000 000")
    expect(page.locator(".why").last).to_be_visible()
    stage.look(page, "wrong-code", aside=True)
    type_code(page, code_now())
    page.wait_for_url("**/second-factor/")
    stage.look(page, "one-more-thing")
    press(page, 'a[href="/second-factor/passkey/"]')
    stage.look(page, "new-passkey")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url("**/second-factor/codes/")
    stage.look(page, "recovery-codes")
    recovery = page.locator(".codes li").first.inner_text()
    page.goto("/second-factor/")
    stage.look(page, "second-factors")
    page.goto("/trust/me/sessions/")
    stage.look(page, "sessions", aside=True)
    Session.objects.update(expire_date=timezone.now())
    # A code from the application is not enough any more; the passkey is, and a recovery code.
    type_password(stage, page, "sara")
    stage.look(page, "passkey", aside=True)
    type_code(page, code_now())
    page.wait_for_url("**/sign-in/second/")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url(MY_DAY)
    page.goto("/trust/accounts/")
    Session.objects.update(expire_date=timezone.now())
    type_password(stage, page, "sara")
    type_code(page, recovery)
    page.wait_for_url(MY_DAY)


def test_a_far_reaching_act_asks_for_the_passkey_again(stages: Stages) -> None:
    stage = stages("proof", "en", host="localhost")
    page = stage.open()
    plug_in(page)
    type_password(stage, page, "sara")
    type_code(page, code_now())
    page.goto("/second-factor/passkey/")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url("**/second-factor/codes/")
    grown_old()
    page.goto("/second-factor/codes/new/")
    stage.look(page, "prove")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url("**/second-factor/codes/new/")


def grown_old() -> None:
    """Six minutes went by since any second factor was shown."""
    from amana.signin.session_store import SessionStore, decode_row
    from amana.vault.server_secrets import seal_secret

    for row in Session.objects.exclude(user=None):
        held = decode_row(row)
        held["proved"] = [held["proved"][0], held["proved"][1] - 360]
        row.session_data = seal_secret("session", row.session_key, SessionStore().encode(held))
        row.save()


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.deep)])
def test_whoever_was_away_for_too_long_finds_what_they_typed(stages: Stages, language: str) -> None:
    stage = stages("away", language)
    page = stage.open()
    page.clock.install()
    type_password(stage, page, "rawan")
    type_code(page, code_now())
    page.wait_for_url(MY_DAY)
    page.goto("/cases/known/")
    page.locator('[name="name"]').fill("Abeba")
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=14, seconds=20))
    page.clock.fast_forward("14:01")
    expect(page.locator("#sitting [data-stay]")).to_be_visible()
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
    page.clock.fast_forward("01:00")
    over = page.locator("#sitting-over")
    expect(over).to_be_visible()
    stage.look(page, "signed-out")
    with page.expect_popup() as opened_tab:
        over.locator("a").click()
    other = opened_tab.value
    other.locator('[name="login"]').fill("rawan")
    other.locator('[name="password"]').fill(PASSWORD)
    other.locator("main form .btn-primary").click()
    other.wait_for_url("**/sign-in/second/")
    type_code(other, code_now())
    other.wait_for_url(MY_DAY)
    over.locator("[data-back]").click()
    expect(over).not_to_be_visible()
    expect(page.locator('[name="name"]')).to_have_value("Abeba")
    with page.expect_response("**/cases/known/") as answer:
        page.locator("main form button.btn-primary").first.click()
    assert answer.value.status in (200, 422), "the form's token is the new session's"


def test_without_script_what_was_typed_comes_back_in_the_page(stages: Stages) -> None:
    stage = stages("away-plain", "en")
    page = stage.open(java_script_enabled=False)
    type_password(stage, page, "rawan")
    type_code(page, code_now())
    page.wait_for_url(MY_DAY)
    page.goto("/cases/known/")
    page.locator('[name="name"]').fill("Abeba")
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
    press(page, "main form button.btn-primary")
    expect(page.locator('input[name="name"]')).to_have_value("Abeba")
    stage.look(page, "given-back", scripted=False)
    with page.expect_popup() as opened_tab:
        page.locator('main a[target="_blank"]').click()
    other = opened_tab.value
    other.locator('[name="login"]').fill("rawan")
    other.locator('[name="password"]').fill(PASSWORD)
    other.locator("main form .btn-primary").click()
    type_code(other, code_now())
    other.wait_for_url(MY_DAY)
    press(page, "main form button.btn-primary")
    press(page, "main form button.btn-primary")  # once more, with the new session's token
    expect(page.locator('main [name="name"]').first).to_have_value("Abeba")
