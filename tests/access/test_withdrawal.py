"""She takes a yes back, or it runs out: at the very next request of an open session the door is shut."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.consent import queries as agreed
from amana.countrypacks.dates import day_of
from amana.referrals.tests.scene import Scene, make_scene
from amana.steps.commands import take_step
from amana.steps.rules import Word
from amana.steps.tests.test_steps import told
from amana.vault.clock import now
from tests.cast import World

type Desk = Callable[[str], Client]
SECTIONS = frozenset({"identity", "legal"})
NAME = b"Selam Tesfaye"


def share(world: World, case: Procedure, lasting: timedelta) -> UUID:
    """She lets Yusuf's team into two sections; Rawan records it."""
    return consents.give_sections(
        world.rawan, consents.About(case.id, case.lock), consents.Said(language="am", how="written"),
        type="assistance", purpose="assistance", unit_id=world.units["relief_team"], sections=SECTIONS,
        sealeds=queries.texts_of_section(case, SECTIONS), expires_at=now() + lasting, now=now(),
    )  # fmt: skip


def open_identity(client: Client, case: Procedure) -> tuple[int, bool]:
    """(status, whether her name is on the page) of opening the identity section."""
    answer = client.post(f"/cases/{case.id}/sections/identity/open/")
    return answer.status_code, NAME in answer.content


def assert_shut(client: Client, case: Procedure) -> None:
    """Nothing of the case is left for this session: no page, no section, no row, nothing to find."""
    assert open_identity(client, case) == (404, False)
    for address in ("", "openings/", "notes/", "files/", "sections/identity/change/", "steps/t11/"):
        assert client.get(f"/cases/{case.id}/{address}").status_code == 404, address
    assert case.number is not None
    number = case.number.encode()
    for address in ("/", "/cases/", "/cases/?which=open", "/cases/waiting/", "/referrals/", "/help/", "/justice/"):
        assert number not in client.get(address).content, address
    for text in (case.number, NAME.decode(), "EP1234567", "+9647500000142"):
        found = client.post("/find/", {"text": text})
        assert (found.status_code, number in found.content) == (200, False), text


def assert_open(client: Client, case: Procedure) -> None:
    """The partner reads the section, finds the case in the list and by its number."""
    assert case.number is not None
    assert open_identity(client, case) == (200, True)
    assert case.number.encode() in client.get("/cases/?which=open").content
    found = client.post("/find/", {"text": case.number})
    assert (found.status_code, f"/cases/{case.id}/".encode() in found.content) == (200, True)


def test_a_withdrawal_shuts_the_door_at_the_next_request(world: World, desk: Desk) -> None:
    case, yusuf = world.case(), desk("yusuf")
    assert_shut(yusuf, case)
    consent = share(world, case, timedelta(days=30))
    assert_open(yusuf, case)
    rawan = desk("rawan")
    assert rawan.post(f"/cases/{case.id}/consents/{consent}/withdraw/").status_code == 302
    assert_shut(yusuf, case)
    assert open_identity(rawan, case) == (200, True)


def test_a_consent_ends_by_the_clock_of_the_database(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case, yusuf = world.case(), desk("yusuf")
    stopped = now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: stopped)  # the server's own clock does not count
    ends = open_until(world, yusuf, case)
    time.sleep(max(0.0, (ends - now()).total_seconds()) + 0.05)
    assert_shut(yusuf, case)


def open_until(world: World, client: Client, case: Procedure) -> datetime:
    """When a consent ends by which the partner was let in; it lasts longer where this machine needs longer to look."""
    for seconds in (8, 32, 128):
        consent = share(world, case, timedelta(seconds=seconds))
        ends = agreed.agreement(case.id, consent).expires_at
        assert ends is not None
        try:
            assert_open(client, case)
            return ends
        except AssertionError:
            if now() < ends:
                raise
    raise AssertionError("nobody could look before the end")


@pytest.mark.parametrize("how", ["withdrawn", "taken back by the sender", "case closed"])
def test_what_travelled_is_gone_for_the_provider(world: World, desk: Desk, how: str) -> None:
    scene: Scene = make_scene(world)
    referral = scene.asked()
    jihan = desk("jihan")
    opened = jihan.post(f"/referrals/{referral.id}/package/")
    assert opened.status_code == 200 and b"10:00-16:00" in opened.content
    if how == "withdrawn":
        consent = next(each for each in agreed.agreements_of(scene.case.id) if each.referral_id == referral.id)
        cases.withdraw_consent(world.rawan, scene.case, consent_id=consent.id, now=now())
    elif how == "taken back by the sender":
        scene.step(world.rawan, referral, "take_back", reason="no_longer_needed")
    else:
        _close(world, scene.case)
    assert jihan.post(f"/referrals/{referral.id}/package/").status_code == 404
    for address in (f"/referrals/{referral.id}/", "/referrals/", "/referrals/?which=over"):
        page = jihan.get(address).content
        assert b"10:00-16:00" not in page and NAME not in page
    referral.refresh_from_db()
    assert referral.package is None or not _holds_key(world, referral.package)


def _holds_key(world: World, package: UUID) -> bool:
    return vault.texts.can_open(world.jihan, package)


def _close(world: World, case: Procedure) -> None:
    case.refresh_from_db()
    take_step(
        world.rawan, ProcedureSubject(case), "t32", told=told("t32"), decided_by="person", seen=case.help, now=now(),
        word=Word(day_of(now()), "phone_with_code_word"),
    )  # fmt: skip
