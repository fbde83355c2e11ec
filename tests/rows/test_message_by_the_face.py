"""A provider calls the public face, which has no key and may only add letters: that is enough to take the message in."""

import pytest
from django.test import Client

from amana.intake.models import Sign
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.public_reports.tests.test_connectors import hotline, send
from tests.cast import World
from tests.rows.test_public_role import as_the_face

__all__ = ["hotline"]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_message_comes_in_with_the_role_of_the_face_and_without_keys(
    world: World,
    hotline: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letterbox.renew_card(world.now)
    with as_the_face(monkeypatch):
        assert [send(hotline), send(hotline)] == [200, 200]
    letterbox.empty_box(world.now)
    with as_the_face(monkeypatch):
        assert send(hotline) == 200
    letterbox.empty_box(world.now)
    assert (PublicReport.objects.count(), Sign.objects.count()) == (1, 1)
