"""Pages of the desk on what came from outside: the quarantine, and a text for a reporter."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amana.countrypacks import pack
from amana.intake import commands
from amana.intake.models import Sign
from amana.intake.pack_sections import INTAKE
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.public_reports.tests import letters as box
from tests.cast import World

pytestmark = pytest.mark.django_db
type Desk = Callable[..., Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"intake:{name}", args=args)


def test_a_reporter_gets_a_text_of_the_pack_in_the_language_of_the_report(world: World, desk: Desk) -> None:
    box.drop(world)
    letterbox.empty_box(world.now)
    row = Sign.objects.get()
    berivan = desk("berivan" if row.unit == world.units["intake"] else "noor")
    assert berivan.post(url("answer", row.id), {}).status_code == 422
    assert berivan.post(url("answer", row.id), {"chosen": "looking"}).status_code == 302
    said = commands.open_thread(box.reader(world, row), row, world.now)
    assert [each.text for each in said] == [INTAKE.of(pack()).feedback["looking"].text.ckb]


def test_quarantine_is_read_and_emptied_at_the_desk(world: World, desk: Desk) -> None:
    for danger in ("no", "yes"):
        box.drop(world, danger=danger)
    PublicReport.objects.update(quarantined=True)
    calm, danger_row = sorted(PublicReport.objects.all(), key=lambda row: row.came_at)
    first, second = desk("berivan"), desk("nasrin")
    page = first.get(url("quarantine"))
    assert len(page.context["rows"]) == 2 and page.context["rows"][0]["danger"]
    urgent = page.context["rows"][0]["letter"].id
    other = page.context["rows"][1]["letter"].id
    assert box.WORDS not in first.get(url("letter", urgent)).content.decode()
    assert box.WORDS in first.post(url("letter", urgent)).content.decode()
    assert first.post(url("let_through", urgent)).status_code == 302
    assert Sign.objects.count() == 1
    assert first.post(url("put_aside", other), {}).status_code == 422
    assert first.post(url("put_aside", other), {"reason": "advertising"}).status_code == 302
    assert PublicReport.objects.get(id=other).emptied_at is None
    assert "advertising" in second.get(url("letter", other)).content.decode()
    second.post(url("put_aside", other))
    assert PublicReport.objects.get(id=other).state == "closed"
    assert {calm.id, danger_row.id} == {urgent, other}
