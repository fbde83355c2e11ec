"""Rawan writes to somebody: what her file lacks is told, then it is filled in, the text is seen, sent, and called back."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from amana import vault
from amana.messages import commands
from amana.messages.models import Outgoing
from amana.messages.tests.scenes import BAGHDAD, FACTS, NUMBER, SAFE, noon_after, write_connectors
from tests.journeys.conftest import Stages
from tests.journeys.stage import Person
from tests.journeys.words import languages

pytestmark = pytest.mark.browser
FILE = """
[connectors.made-up]
kind = "twilio"
address = "https://report.example.org"
token = "made-up"
account = "AC1"
number = "+9647500000900"
base = "http://127.0.0.1:9"
"""


@languages("ckb")
def test_a_message_is_made_safe_seen_sent_and_called_back(
    language: str, stages: Stages, settings: Settings, tmp_path: Path
) -> None:
    write_connectors(settings, tmp_path, FILE)
    stage = stages("messages", language)
    world, rawan = stage.world, Person(stage, "rawan")
    case = world.case()
    vault.facts.put(case.lock, "case", case.id, FACTS)

    rawan.go(f"/cases/{case.id}/")
    rawan.follow(f"/messages/cases/{case.id}/")
    rawan.look("nothing-sent-yet")
    rawan.fill_and_send({"template": "call_when_you_can"})
    rawan.look("why-not")
    assert NUMBER not in rawan.page.locator("main").inner_text()
    rawan.press("/send/")
    rawan.look("a-task")
    rawan.go("/")
    rawan.look("on-my-day")
    rawan.follow("/done/")
    rawan.look("taken-care-of", aside=True)
    rawan.page.locator("main form button").click()
    rawan.page.wait_for_url(f"**/messages/cases/{case.id}/")

    rawan.go(f"/cases/{case.id}/sections/contact/change/")
    yesterday = (world.now.astimezone(BAGHDAD) - timedelta(days=1)).date().isoformat()
    rawan.fill({**SAFE, "contact_checked_on": yesterday})
    rawan.look("how-to-reach-her")
    rawan.fill_and_send({**SAFE, "contact_checked_on": yesterday})

    noon = noon_after(world.now)
    rawan.go(f"/messages/cases/{case.id}/")
    asked = {"template": "tomorrow_as_agreed", "wanted": noon.strftime("%Y-%m-%dT%H:%M")}
    rawan.fill_and_send(asked)
    rawan.look("what-would-be-sent")
    assert NUMBER in rawan.page.locator("#preview").inner_text()
    rawan.press("/send/")
    rawan.look("waits")
    row = Outgoing.objects.get(state="waits")
    rawan.follow("/call-back/")
    rawan.look("call-back", aside=True)
    rawan.page.locator("main form button").click()
    rawan.page.wait_for_url(f"**/messages/cases/{case.id}/")
    row.refresh_from_db()
    assert (row.state, row.sealed) == ("cancelled", None)
    assert commands.send_due(noon) == 0
