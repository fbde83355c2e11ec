"""An open page asks whether it may stay: yes as long as its texts could be opened again, and nothing else follows from it."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.emergencies import commands as emergencies
from amana.emergencies import queries as glass
from amana.emergencies.tests.test_emergencies import broken
from amana.trust import staying
from amana.trust.models import Line, RoleGrant, User
from amana.vault.clock import now
from amana.vault.models import Wrap
from tests.access.test_withdrawal import share
from tests.cast import World

type Desk = Callable[[str], Client]


def asks(page: str) -> list[str]:
    """The addresses that a page asks whether it may stay."""
    found = re.search(r'data-ask="([^"]*)"', page)
    return found[1].split() if found else []


def opened(client: Client, case: Procedure) -> list[str]:
    """The addresses that the page of the identity section asks."""
    page = client.post(f"/cases/{case.id}/sections/identity/open/")
    assert page.status_code == 200
    return asks(page.content.decode())


def stays(client: Client, addresses: list[str]) -> set[int]:
    assert addresses
    return {client.get(address).status_code for address in addresses}


def test_a_page_without_sealed_texts_asks_nothing(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    assert asks(rawan.get("/").content.decode()) == []
    assert asks(rawan.get(f"/cases/{case.id}/").content.decode()) == []


def test_it_leaves_no_line_and_opens_nothing(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case, rawan = world.case(), desk("rawan")
    addresses = opened(rawan, case)
    before = Line.objects.count()
    monkeypatch.setattr("amana.vault.texts._key", None)
    assert stays(rawan, addresses) == {204}
    assert rawan.get("/stay/").status_code == 403
    assert rawan.get("/stay/?t=%00%00").status_code == 403
    assert rawan.get(f"/stay/?t={staying.encode_texts([uuid4()])[0]}").status_code == 403
    assert Line.objects.count() == before


@pytest.mark.parametrize("how", ["withdrawn", "expired", "role taken", "disabled", "wraps put back"])
def test_a_partners_page_closes(world: World, desk: Desk, how: str) -> None:
    case, yusuf = world.case(), desk("yusuf")
    consent = share(world, case, timedelta(days=30))
    addresses = opened(yusuf, case)
    assert stays(yusuf, addresses) == {204}
    kept = [dict(row) for row in Wrap.objects.filter(consent=consent).values()]
    if how in ("withdrawn", "wraps put back"):
        cases.withdraw_consent(world.rawan, case, consent_id=consent, now=now())
    if how == "wraps put back":
        for row in kept:
            Wrap(**row).save(force_insert=True)
    if how == "expired":
        Wrap.objects.filter(consent=consent).update(expires_at=now() - timedelta(seconds=1))
    if how == "role taken":
        RoleGrant.objects.filter(user=world.yusuf.user_id).delete()
    if how == "disabled":
        User.objects.filter(username="yusuf").update(is_active=False)
    assert stays(yusuf, addresses) == ({302} if how == "disabled" else {403})
    frames = [address.replace("/stay/", "/stay/frame/") for address in addresses]
    assert stays(yusuf, frames) == ({302} if how == "disabled" else {403})


@pytest.mark.parametrize("how", ["ended", "over by the database", "over by the key store", "role taken"])
def test_a_page_of_an_emergency_closes_with_it(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    yusuf, grant = desk("yusuf"), broken(world, world.yusuf)
    page = yusuf.post(f"/cases/emergency/{grant.id}/contact/").content.decode()
    assert "+9647500000142" in page
    addresses = asks(page)
    assert stays(yusuf, addresses) == {204}
    assert stays(desk("soran"), addresses) == {403}, "somebody else's grant keeps nobody's page"
    if how == "ended":
        emergencies.end_glass(world.yusuf, grant, now=now())
    if how == "over by the database":
        monkeypatch.setattr(glass, "clock", lambda: grant.until)
    if how == "over by the key store":
        monkeypatch.setattr("amana.vault.glass.now", lambda: grant.until)
    if how == "role taken":
        RoleGrant.objects.filter(user=world.yusuf.user_id).delete()
    assert stays(yusuf, addresses) == {403}


def test_a_grant_that_is_none_keeps_no_page(world: World, desk: Desk) -> None:
    yusuf = desk("yusuf")
    assert stays(yusuf, [f"/stay/?t=g.{uuid4().hex}", "/stay/?t=g.", "/stay/?t=g.x"]) == {403}


def test_whoever_handed_a_case_over_sees_it_close(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    addresses = opened(rawan, case)
    shno = world.shno.user_id
    assert shno is not None
    cases.hand_over(world.rawan, case, to=shno, now=now())
    assert stays(rawan, addresses) == {403}


def test_the_address_of_somebody_else_says_nothing(world: World, desk: Desk) -> None:
    case = world.case()
    addresses = opened(desk("rawan"), case)
    for name in ("yusuf", "jihan", "sara", "berivan"):
        assert stays(desk(name), addresses) == {403}, name
    assert stays(Client(), addresses) == {302}


def test_many_texts_are_asked_in_several_addresses(world: World) -> None:
    ids = [uuid4() for _ in range(staying.AT_ONCE + 1)]
    names = staying.encode_texts(ids)
    assert [len(staying.texts_in(name)) for name in names] == [staying.AT_ONCE, 1]
    assert [text for name in names for text in staying.texts_in(name)] == ids
    assert staying.texts_in("a" * 4000) == staying.texts_in("!") == []


def _breaks(*_: object) -> None:
    raise LookupError


def test_an_error_in_a_check_is_no(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.case()
    text = queries.sealed_sections(case)["identity"].id
    assert staying.may_stay(world.rawan, [text])
    monkeypatch.setattr("amana.cases.queries.files._in_team", _breaks)
    monkeypatch.setattr("amana.cases.models.Assignment.objects", None)
    assert not staying.may_stay(world.rawan, [text])


def test_the_frame_may_stand_in_our_own_pages_only(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    page = rawan.post(f"/cases/{case.id}/sections/identity/open/")
    assert "<noscript><iframe" in page.content.decode()
    frame = rawan.get(asks(page.content.decode())[0].replace("/stay/", "/stay/frame/"))
    assert frame["Refresh"] == "4"
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in frame["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
