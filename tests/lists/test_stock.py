"""The stock as a list: its order and filters, and what a file of it holds."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db.models import F

from amana.assistance import commands as help_commands
from amana.assistance import queries
from amana.assistance.models import Batch
from amana.assistance.tests.scenes import agreed_case, give_kit
from amana.errors import NotAllowed
from amana.exports import errors
from amana.exports.models import Export, ExportPerson
from amana.trust.models import RoleGrant
from tests.cast import World
from tests.lists.test_taking import take, told_in, who_also
from tests.world import Desk

pytestmark = pytest.mark.django_db
_MARKS = "\ufeff\u2060\u200b\u200c\u200d"  # invisible: the number of the export, in a cell of each row
STOCK = "/help/stock/"


def batch(world: World, number: str, quantity: int = 5, **more: Any) -> UUID:
    told = {"service_code": "NFI-DIGN", "counted_in": "kit", "expires_on": None, **more}
    return help_commands.receive(
        world.tara, number=number, quantity=quantity, on=world.today - timedelta(days=1), now=world.now, **told
    )


def numbers(desk: Desk, asked: str = "") -> list[str]:
    return re.findall(r"B-\d", desk("tara").get(STOCK + asked).content.decode())


def test_the_stock_is_in_its_order_and_sorted_and_narrowed_by_the_address(world: World, desk: Desk) -> None:
    day = world.today
    batch(world, "B-1")
    batch(world, "B-2", expires_on=day + timedelta(days=9))
    batch(world, "B-3", expires_on=day - timedelta(days=1))
    Batch.objects.filter(id=batch(world, "B-4", expires_on=day - timedelta(days=5))).update(balance=0)
    Batch.objects.filter(number="B-2").update(balance=F("balance") + 2)
    assert numbers(desk) == ["B-3", "B-2", "B-1", "B-4"], "what is used up stands last"
    assert numbers(desk, "?sort=-batch") == ["B-4", "B-3", "B-2", "B-1"]
    assert numbers(desk, "?sort=-left")[0] == "B-2"
    assert numbers(desk, "?left=past") == ["B-3"]
    assert numbers(desk, "?left=none") == ["B-4"]
    assert numbers(desk, f"?expires-from={day.isoformat()}") == ["B-2"]
    assert "Nothing fits this filter" in desk("tara").get(f"{STOCK}?left=none&expires-from={day}").content.decode()


def test_what_ends_today_is_not_past_its_date(world: World, desk: Desk) -> None:
    batch(world, "B-1", expires_on=world.today)
    assert numbers(desk, "?left=past") == []
    assert numbers(desk, "?left=left") == ["B-1"]


def test_no_address_of_the_stock_holds_the_code_of_a_service(world: World, desk: Desk) -> None:
    batch(world, "B-1")
    page = desk("tara").get(STOCK)
    item = Batch.objects.get().item_id
    html = page.content.decode()
    assert str(item) in html and "NFI-DIGN" not in unquote(html)
    assert numbers(desk, f"?item={item}") == ["B-1"]
    assert desk("tara").get(f"{STOCK}?item=NFI-DIGN").context["list"].asked.values == {}


def test_the_stock_of_another_organisation_is_neither_counted_nor_offered(world: World, desk: Desk) -> None:
    batch(world, "B-1")
    stranger = replace(world.tara, organisation_id=world.yusuf.organisation_id)
    assert queries.kept_by(world.tara).count() == 1
    assert queries.kept_by(stranger).count() == 0
    assert (queries.items_of(stranger), queries.stores_of(stranger)) == ([], [])
    with pytest.raises(NotAllowed):
        queries.kept_by(world.rawan)


def test_a_file_of_the_stock_names_nobody_who_got_something(world: World) -> None:
    case = agreed_case(world)
    give_kit(world, case, batch(world, "B-1"))
    batch(world, "B-2", expires_on=world.today)
    keeper = who_also(world.tara, "supervisor")
    line, rows = take(world, keeper, "stock", sort="-batch")
    batches = [[each.strip(_MARKS) for each in row] for row in rows if any(cell.startswith("B-") for cell in row)]
    assert [(row[2], row[5]) for row in batches] == [("B-2", "5"), ("B-1", "4")]
    assert told_in(batches[:1], world.today.isoformat()) and not told_in(batches[1:], world.today.isoformat())
    assert (line.persons, line.state) == (0, "ready")
    assert not ExportPerson.objects.exists()
    assert not told_in(rows, str(case.number)) and told_in([[str(case.number)]], str(case.number))


def test_an_empty_stock_makes_no_file(world: World) -> None:
    with pytest.raises(errors.NothingToExport):
        take(world, who_also(world.tara, "supervisor"), "stock")
    assert not Export.objects.exists()


@pytest.mark.parametrize("who", ["tara", "nasrin"])
def test_the_list_is_taken_only_by_those_who_keep_it_and_may_export(world: World, who: str) -> None:
    """The one who keeps it may not export, and Nasrin, who may export, does not keep it."""
    batch(world, "B-1")
    with pytest.raises(NotAllowed):
        take(world, getattr(world, who), "stock")
    assert not Export.objects.exists()


def test_the_link_to_the_file_is_there_for_those_who_may(world: World, desk: Desk) -> None:
    batch(world, "B-1")
    link = "/trust/exports/make/list-stock/"
    assert link not in desk("tara").get(STOCK).content.decode()
    RoleGrant.objects.create(user_id=world.tara.account, role="supervisor")
    assert link in desk("tara").get(STOCK).content.decode()
    assert desk("tara").get(link).status_code == 200
