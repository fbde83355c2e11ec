"""A colleague who may read a report and not begin its triage sees who does, before anything is opened."""

import pytest

from amana.intake.tests import scenes
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_the_page_names_who_begins_it_to_those_who_may_not(world: World, desk: Desk) -> None:
    address = f"/signs/{scenes.sign(world).id}/"
    shown = {}
    for who in ("rawan", "berivan"):
        client = desk(who)
        client.cookies["amana-language"] = "en"
        shown[who] = client.get(address).content.decode()
    assert "The triage is begun by: Front-line worker, Community police officer, Screener." in shown["rawan"]
    assert "the form is below it" not in shown["rawan"]
    assert "the form is below it" in shown["berivan"] and "The triage is begun by" not in shown["berivan"]
