"""From a provider's request to the desk: what somebody sent by a message is a sign, once, and stands nowhere in the clear."""

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from amana.intake import commands
from amana.intake.models import Sign
from amana.messages.connectors.signed import signature_of
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.vault.clock import now as clock
from tests.attacks.booty import tables, words_in
from tests.cast import World

SECRET = "made-up secret of a hotline, long"
SAID, SENDER = "Made-up words: she cries behind the green door", "+9647500000777"


@pytest.fixture
def hotline(settings: Settings, tmp_path: Path) -> Client:
    """A system of the hotline calls the public face."""
    file = tmp_path / "connectors.toml"
    file.write_text(f"[connectors.hotline]\nkind = 'signed'\nsecret = '{SECRET}'\n")
    settings.AMANA_CONNECTORS = file
    settings.ROOT_URLCONF = "amana.web.urls_public"
    settings.MIDDLEWARE = [
        each for each in settings.MIDDLEWARE if "Csrf" in each or "NothingIsStored" in each or "OneTransaction" in each
    ]
    return Client(enforce_csrf_checks=True)


def send(client: Client, id: str = "1") -> int:
    body = json.dumps({"id": id, "channel": "sms", "from": SENDER, "text": SAID, "language": "en"}).encode()
    seconds = str(int(clock().timestamp()))
    headers = {"X-Amana-Time": seconds, "X-Amana-Signature": signature_of(SECRET, seconds, body)}
    return client.post("/in/hotline/", body, content_type="application/json", headers=headers).status_code


def test_a_message_becomes_one_sign_that_the_desk_opens(world: World, hotline: Client) -> None:
    letterbox.renew_card(world.now)
    assert [send(hotline), send(hotline), send(hotline, "2")] == [200, 200, 200]
    assert PublicReport.objects.count() == 2
    assert words_in(tables(), [SAID, SENDER]) == set()
    letterbox.empty_box(world.now)
    assert send(hotline) == 200  # long after it was taken out of the box
    letterbox.empty_box(world.now)
    assert Sign.objects.count() == 2
    text = commands.open_sign(world.berivan, Sign.objects.earliest("came_at"), world.now)
    assert SAID in repr(text) and SENDER in repr(text)
    assert words_in(tables(), [SAID, SENDER]) == set()
