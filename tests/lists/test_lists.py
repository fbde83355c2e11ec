"""Sorting, filtering and paging a list: by declared columns and codes alone, inside the reader's scope, by links."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.lists import declaring
from amana.oversight import pace
from amana.oversight.models import Tally
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db

LISTS = {
    "nasrin": ("/cases/", "/signs/", "/signs/all/", "/referrals/", "/justice/"),
    "jihan": ("/referrals/",),
    "shilan": ("/trust/trail/",),
    "tara": ("/help/stock/",),
    "sara": ("/trust/accounts/",),
}
EVERY_LIST = pytest.mark.parametrize(
    ("who", "address"), [(who, address) for who, places in LISTS.items() for address in places]
)


def make_cases(world: World, count: int, **columns: Any) -> list[Procedure]:
    """So many open cases that Nasrin supervises, numbered in their order, with nothing in them."""
    told = {
        "organisation": world.cast.organisations["hawa"], "intake_unit": world.units["intake"],
        "supervisors_unit": world.units["supervisors"], "identification": "presumed", "identification_since": world.now,
        "help": "assistance", "help_since": world.now, "begun_at": world.now, "changed_at": world.now, **columns,
    }  # fmt: skip
    return Procedure.objects.bulk_create(
        Procedure(lock=uuid4(), number=f"T-{place:03}", **told) for place in range(1, count + 1)
    )


def numbers(client: Client, address: str) -> list[str]:
    """The numbers of the cases that a page of the list shows, in its order."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.findall(r"T-\d{3}", answer.content.decode())


def test_the_database_sorts_by_a_declared_column_both_ways(world: World, desk: Desk) -> None:
    make_cases(world, 3)
    nasrin = desk("nasrin")
    assert numbers(nasrin, "/cases/?sort=number") == ["T-001", "T-002", "T-003"]
    assert numbers(nasrin, "/cases/?sort=-number") == ["T-003", "T-002", "T-001"]


@pytest.mark.parametrize(
    "sort", ["lock", "-lock", "id", "manager__password", "--number", "-", "?", "number,lock", "supervisors_unit"]
)
def test_a_column_that_is_not_declared_sorts_nothing(world: World, desk: Desk, sort: str) -> None:
    _first, second = make_cases(world, 2)
    Procedure.objects.filter(id=second.id).update(changed_at=world.now + timedelta(hours=1))
    page = desk("nasrin").get("/cases/", {"sort": sort})
    assert page.context["list"].asked.sort == ""
    assert re.findall(r"T-\d{3}", page.content.decode()) == ["T-002", "T-001"]  # last changed first, as without it


def test_what_is_empty_stands_last_both_ways(world: World, desk: Desk) -> None:
    cases = make_cases(world, 3)
    Procedure.objects.filter(id=cases[1].id).update(manager=world.rawan.account)
    nasrin = desk("nasrin")
    assert numbers(nasrin, "/cases/?sort=manager")[0] == "T-002"
    assert numbers(nasrin, "/cases/?sort=-manager")[0] == "T-002"


def test_states_are_in_the_order_of_the_pack_and_not_of_their_letters(world: World, desk: Desk) -> None:
    places = [state.id for state in pack().machine("procedure").tracks["identification"].states]
    assert places != sorted(places)
    cases = make_cases(world, len(places))
    for case, place in zip(cases, reversed(places), strict=True):
        Procedure.objects.filter(id=case.id).update(identification=place)
    found = numbers(desk("nasrin"), "/cases/?sort=identification")
    assert found == sorted((case.number or "" for case in cases), reverse=True)


def test_rows_that_are_equal_are_on_one_page_each(world: World, desk: Desk) -> None:
    make_cases(world, 60)  # all changed at the same moment, all at the same place
    nasrin = desk("nasrin")
    for sort in ("", "help", "-help", "manager"):
        pages = [numbers(nasrin, f"/cases/?sort={sort}&page={page}") for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [25, 25, 10]
        assert len({number for page in pages for number in page}) == 60


def test_the_head_says_how_many_there_are_and_which_are_here(world: World, desk: Desk) -> None:
    make_cases(world, 26)
    nasrin = desk("nasrin")
    first, second = (nasrin.get(f"/cases/?page={page}").content.decode() for page in (1, 2))
    assert "26 cases. Shown here: 1 to 25." in first
    assert "26 cases. Shown here: 26 to 26." in second
    Procedure.objects.exclude(number="T-001").delete()
    only_one = nasrin.get("/cases/").content.decode()
    assert "1 case." in only_one and "Shown here" not in only_one


@pytest.mark.parametrize(
    "asked",
    ["help=nonsense", "which=nonsense", "manager=x", "identification=%27--", "changed-from=%22%3E%3Cb%3E", "q=T-001"],
)
def test_a_value_outside_the_choices_filters_nothing(world: World, desk: Desk, asked: str) -> None:
    make_cases(world, 2)
    page = desk("nasrin").get(f"/cases/?{asked}")
    assert page.status_code == 200
    assert page.context["list"].asked.values == {}
    assert page.context["list"].count == 2


def test_a_filter_narrows_what_is_counted(world: World, desk: Desk) -> None:
    cases = make_cases(world, 4)
    early = world.now - timedelta(days=40)
    Procedure.objects.filter(id=cases[0].id).update(changed_at=early)
    Procedure.objects.filter(id=cases[1].id).update(manager=world.rawan.account)
    nasrin = desk("nasrin")
    day = (world.today - timedelta(days=30)).isoformat()
    assert numbers(nasrin, f"/cases/?changed-to={day}") == ["T-001"]
    assert numbers(nasrin, f"/cases/?changed-from={day}&sort=number") == ["T-002", "T-003", "T-004"]
    assert numbers(nasrin, f"/cases/?manager={world.rawan.account}") == ["T-002"]
    nothing = nasrin.get(f"/cases/?manager={world.rawan.account}&changed-to={day}").content.decode()
    assert "Nothing fits this filter" in nothing


def test_rows_of_another_organisation_are_never_counted(world: World, desk: Desk) -> None:
    make_cases(world, 3)
    world.case()
    yusuf = desk("yusuf")
    for asked in ("", "?which=open", "?which=open&sort=number", "?which=open&help=assistance", "?sort=-manager&page=1"):
        page = yusuf.get(f"/cases/{asked}")
        assert page.context["list"].count == 0
        assert "T-00" not in page.content.decode()
    for client, count in (
        (desk("nasrin"), 4),
        (desk("rawan"), 1),
    ):  # the alarm: the rows are there for who may know them
        assert client.get("/cases/").context["list"].count == count


def test_a_stranger_s_manager_is_no_choice(world: World, desk: Desk) -> None:
    make_cases(world, 2, manager=world.rawan.account)
    assert str(world.rawan.account) in desk("nasrin").get("/cases/").content.decode()
    assert str(world.rawan.account) not in desk("yusuf").get("/cases/").content.decode()


def test_links_keep_what_was_asked(world: World, desk: Desk) -> None:
    make_cases(world, 60)
    page = desk("nasrin").get("/cases/?sort=-number&help=assistance&page=2&q=x").context["list"]
    assert page.later == "?sort=-number&help=assistance&page=3"
    assert page.earlier == "?sort=-number&help=assistance"
    heads = {head.id: head for head in page.heads}
    assert (heads["number"].sorted, heads["number"].address) == ("descending", "?sort=number&help=assistance")
    assert (heads["help"].sorted, heads["help"].address) == ("", "?sort=help&help=assistance")
    assert page.unfiltered_address == "?"


def test_the_column_by_which_rows_are_sorted_is_marked_and_its_link_turns_the_order(world: World, desk: Desk) -> None:
    make_cases(world, 1)
    html = desk("nasrin").get("/cases/").content.decode()
    marked = re.findall(r'<th scope="col"\s*aria-sort="(\w+)"><a href="([^"]+)">', html)
    assert marked == [("descending", "?sort=changed")]


class _Inputs(HTMLParser):
    """Collects the fields of forms that ask by GET, by their kind."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = (said.get("method") or "get").lower() == "get"
        elif self.inside and tag in ("input", "select", "textarea"):
            self.found.append(said.get("type") or tag)

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def typed_fields(html: str) -> list[str]:
    """The fields of a form by GET into which somebody could type words."""
    reader = _Inputs()
    reader.feed(html)
    return [kind for kind in reader.found if kind not in ("select", "hidden", "date")]


@EVERY_LIST
def test_no_list_has_a_filter_for_typed_words(world: World, desk: Desk, who: str, address: str) -> None:
    world.case()
    html = render_to_string("lists/_filters.html", {"list": desk(who).get(address).context["list"]})
    assert "<form" in html and not typed_fields(html)
    assert typed_fields('<form><input type="text" name="name"></form>') == ["text"], "a planted field is found"


@EVERY_LIST
def test_every_order_and_every_choice_that_a_list_offers_works(
    world: World, desk: Desk, who: str, address: str
) -> None:
    world.case()
    client = desk(who)
    page = client.get(address).context["list"]
    asked = [
        (field.name, value) for field in page.fields if hasattr(field, "options") for value, *_rest in field.options
    ]
    assert len(asked) > 4
    for name, value in asked:
        found = client.get(address, {name: value}).context["list"]
        assert value in ("", found.asked.sort, found.values.get(name)), (name, value)


def test_locked_facts_sort_and_filter_nothing(world: World, desk: Desk) -> None:
    """Urgency and what was asked for are locked facts: they are shown in a list, and no address reads them."""
    for address, column in (("/signs/all/", "urgency"), ("/referrals/", "service")):
        page = desk("nasrin").get(address, {"sort": column, column: "immediate"}).context["list"]
        assert (page.asked.sort, page.asked.values) == ("", {})
        assert next(head.address for head in page.heads if head.id == column) == ""


def test_a_list_that_is_copied_by_its_filters_counts_like_its_pages(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "AMANA_PACE", {"missing": 100, "pages": 6})
    make_cases(world, 1)
    nasrin = desk("nasrin")
    for asked in ("", "?which=open", "?which=closed&help=", "?page=1"):
        assert nasrin.get(f"/cases/{asked}").status_code == 200
    assert not Tally.objects.filter(kind=pace.PAGES)
    days = (f"?changed-from=2026-01-01&changed-to=2026-01-{day:02}" for day in range(1, 8))
    assert [nasrin.get(f"/cases/{asked}").status_code for asked in days][-2:] == [200, 429]
    assert nasrin.get("/cases/").status_code == 200


def test_every_list_is_registered_with_the_limit(world: World, desk: Desk) -> None:
    for who, addresses in LISTS.items():
        client = desk(who)
        for address in addresses:
            route = client.get(address).resolver_match.view_name
            assert declaring.narrows(route, {"sort": "number"}), address
            assert not declaring.narrows(route, {}), address


def test_the_audit_log_is_narrowed_to_a_colleague_and_a_day_for_those_who_watch(world: World, desk: Desk) -> None:
    world.case()
    shilan, ways = desk("shilan"), f"?who={world.rawan.account}&when-from={world.today.isoformat()}"
    everything, hers = (shilan.get(f"/trust/trail/{asked}").context["list"] for asked in ("", ways))
    assert 0 < hers.count < everything.count
    assert {line.actor for line in hers.rows} == {world.rawan.account}
    assert desk("rawan").get(f"/trust/trail/{ways}").status_code == 404
