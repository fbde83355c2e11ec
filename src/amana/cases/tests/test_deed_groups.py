"""What can be done in a case stands under headings: what goes on first, and what is rarely wanted folded at the end."""

import re

import pytest

from amana.cases.deeds import Deed, Group, by_group, deeds_for
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_groups_come_in_their_order_and_none_is_empty() -> None:
    deeds = [Deed("a", "/a/"), Deed("b", "/b/", group=Group.GIVE), Deed("c", None, "why", group=Group.NOW)]
    assert [(group, [deed.label for deed in found]) for group, _heading, found in by_group(deeds)] == [
        (Group.NOW, ["c"]),
        (Group.GIVE, ["b"]),
        (Group.MORE, ["a"]),
    ]


def test_on_the_page_each_deed_stands_once_and_the_rest_is_folded(world: World, desk: Desk) -> None:
    case = world.case()
    page = desk("rawan").get(f"/cases/{case.id}/").text
    actions = page[page.index('id="do"') : page.index("</section>", page.index('id="do"'))]
    shown, folded = actions.split("<details>")
    offered = [deed for deed in deeds_for(world.rawan, case, world.now) if not deed.ends]
    for deed in offered:
        place = folded if deed.group is Group.MORE else shown
        assert place.count(deed.label.replace("'", "&#x27;")) == 1, deed
    assert re.findall(r"<h3>(.*?)</h3>", shown) == [heading for group, heading, _found in by_group(offered)][:-1]
    assert len({deed.group for deed in offered}) == len(Group), "the case of the tests has deeds of every group"
