"""Guessing addresses and copying lists stops and is reported; a normal day does not meet it."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.urls.converters import UUIDConverter

from amana.my_day import day_of
from amana.oversight import pace
from amana.trust.models import Line, User
from amana.vault.clock import now
from amana.web.pace import KeepsPace, _kind
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_in_service(settings: LazySettings) -> None:
    """The figures of an instance that nobody changed."""
    settings.AMANA_PACE = {"missing": 30, "pages": 120}


def guesses(client: Client, address: str, times: int) -> list[int]:
    """The answers to addresses with ids made up."""
    return [client.get(address.format(uuid4())).status_code for _ in range(times)]


def reported(world: World) -> list[str]:
    return [item.order for items in day_of(world.mina, now()).values() for item in items if "stopped" in item.order]


def test_who_guesses_is_stopped_on_every_record_and_reported(world: World, desk: Desk) -> None:
    case, karwan = world.case(), desk("rawan")
    assert guesses(karwan, "/cases/{}/", 31) == [404] * 31
    assert guesses(karwan, "/referrals/{}/", 3) == [429] * 3
    own = karwan.get(f"/cases/{case.id}/")
    assert own.status_code == 429  # what is there answers as what is not
    assert "data-protection officer" in own.content.decode()
    assert karwan.get("/").status_code == 200
    assert reported(world) == ["Look at 1 colleague who was stopped for trying too much"]
    assert Line.objects.filter(verb=pace.HELD, actor=world.rawan.user_id).count() == 1
    assert desk("shno").get(f"/cases/{uuid4()}/").status_code == 404  # others work on


def test_every_address_with_an_id_is_held_to_it(world: World, rf: RequestFactory) -> None:
    user, checked = User.objects.get(username="rawan"), 0
    for name, converters in _routes(get_resolver().url_patterns, ""):
        if not any(isinstance(each, UUIDConverter) for each in converters.values()):
            continue
        values = {key: uuid4() if isinstance(each, UUIDConverter) else 1 for key, each in converters.items()}
        request = rf.get(reverse(name, kwargs=values))
        request.user, request.resolver_match = user, resolve(request.path)
        assert _kind(request) == ("" if name == "oversight:go_on" else pace.MISSING), name
        checked += 1
    assert checked > 60


def _routes(patterns: Iterable[Any], space: str) -> Iterator[tuple[str, dict[str, object]]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield space + each.name, each.pattern.converters


def test_copying_lists_page_by_page_is_stopped(world: World, desk: Desk) -> None:
    client = desk("nasrin")
    answers = [client.get(f"/cases/?which=open&page={page}").status_code for page in range(2, 124)]
    assert answers.index(429) == 120
    assert client.get("/cases/").status_code == 200
    assert reported(world)


@pytest.mark.parametrize("page", ["2", "%2B2", "%202", "2_0", "٢", "0", "-1"])
def test_a_page_counts_however_its_number_is_written(world: World, rf: RequestFactory, page: str) -> None:
    request = rf.get(f"/cases/?page={page}")
    request.user, request.resolver_match = User.objects.get(username="nasrin"), resolve("/cases/")
    assert _kind(request) == pace.PAGES


@pytest.mark.parametrize("page", ["", "1", "%2B1", "last", "9" * 5000])
def test_the_first_page_counts_for_nothing(world: World, rf: RequestFactory, page: str) -> None:
    request = rf.get(f"/cases/?page={page}")
    request.user, request.resolver_match = User.objects.get(username="nasrin"), resolve("/cases/")
    assert _kind(request) == ""


def test_a_normal_day_meets_nothing(world: World, desk: Desk) -> None:
    cases = [world.case() for _ in range(4)]
    client = desk("rawan")
    for _round in range(6):
        for case in cases:
            assert client.get(f"/cases/{case.id}/").status_code == 200
            assert client.post(f"/cases/{case.id}/sections/contact/open/").status_code == 200
        for page in range(1, 6):
            assert client.get(f"/cases/?which=open&page={page}").status_code == 200
    assert guesses(client, "/cases/{}/", 4) == [404] * 4  # old links in her notes
    assert client.get(f"/cases/{cases[0].id}/").status_code == 200
    assert not reported(world)
    assert not Line.objects.filter(verb=pace.HELD)


def test_who_has_to_go_on_asks_and_is_let(world: World, desk: Desk) -> None:
    case, client, mina = world.case(), desk("rawan"), desk("mina")
    guesses(client, "/cases/{}/", 31)
    assert client.post("/trust/pace/go-on/").status_code == 200
    assert "asks to go on" in mina.get("/trust/pace/").content.decode()
    assert mina.post(f"/trust/pace/{world.rawan.user_id}/let/").status_code == 302
    assert client.get(f"/cases/{case.id}/").status_code == 200
    assert desk("shno").post(f"/trust/pace/{world.rawan.user_id}/let/").status_code == 404


def test_it_stands_in_every_request_of_the_desk(settings: LazySettings) -> None:
    assert f"{KeepsPace.__module__}.{KeepsPace.__name__}" in settings.MIDDLEWARE
