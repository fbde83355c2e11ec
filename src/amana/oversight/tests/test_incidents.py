"""The register of incidents: clocks from the discovery, sealed words, two people."""

from datetime import timedelta

import pytest

from amana import vault
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.oversight import incidents
from amana.oversight.errors import DiscoveredInTheFuture, IncidentClosed, StillToTell
from amana.trust.errors import NeedsSecondPerson
from amana.trust.models import Line
from amana.vault.clock import now
from amana.vault.models import Facts, Sealed, Wrap
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
WHAT = "A telephone with the list of one shelter was lost in a taxi"


def lost(world: World, **changed: object) -> incidents.Incident:
    """Mina was told that a telephone was lost."""
    told = {
        "kind": "lost_or_stolen",
        "classes": ["place"],
        "band": "few",
        "words": WHAT,
        "discovered_at": now(),
    } | changed
    return incidents.record_incident(world.mina, **told, now=now())  # type: ignore[arg-type]


def test_clocks_run_from_the_discovery(world: World) -> None:
    at = now() - timedelta(hours=50)
    entry = incidents.describe_incidents([lost(world, discovered_at=at)])[0]
    assert {clock.who: clock.due_at - at for clock in entry.clocks} == {
        "owners": timedelta(hours=4), "heads": timedelta(hours=24),
        "people": timedelta(hours=72), "authority": timedelta(hours=72),
    }  # fmt: skip
    assert entry.next_due == at + timedelta(hours=4)
    with pytest.raises(DiscoveredInTheFuture):
        lost(world, discovered_at=now() + timedelta(minutes=1))


def test_words_are_for_protection_officers_and_codes_are_locked(world: World) -> None:
    row = lost(world)
    assert [text for _at, _who, text in incidents.words_of(world.mina, row, now=now())] == [WHAT]
    for other in (world.shilan, world.layla, world.sara):
        with pytest.raises(NotAllowed):
            incidents.words_of(other, row, now=now())
        with pytest.raises(CannotOpen):
            vault.texts.open_text(other, row.words)
    kept = [bytes(each.envelope) for each in Facts.objects.all()] + [
        bytes(each.envelope) for each in Sealed.objects.all()
    ]
    assert not [each for each in kept if b"lost_or_stolen" in each or b"taxi" in each]
    assert "lost" not in str(list(Line.objects.values_list("ids", flat=True)))


def test_two_people_close_it_when_everybody_was_told(world: World) -> None:
    row = lost(world)
    with pytest.raises(StillToTell):
        incidents.ask_to_close(world.mina, row.id, now=now())
    for clock in incidents.describe_incidents([row])[0].clocks:
        incidents.record_notified(world.mina, row.id, who=clock.who, now=now())
    incidents.note(world.mina, row.id, words="The telephone was wiped", now=now())
    with pytest.raises(NotFound):
        incidents.confirm_close(world.layla, row.id, now=now())
    incidents.ask_to_close(world.mina, row.id, now=now())
    with pytest.raises(NeedsSecondPerson):
        incidents.confirm_close(world.mina, row.id, now=now())
    incidents.confirm_close(world.layla, row.id, now=now())
    with pytest.raises(IncidentClosed):
        incidents.note(world.mina, row.id, words="more", now=now())


def test_nobody_else_sees_the_register(world: World) -> None:
    row = lost(world)
    for actor in (world.rawan, world.nasrin, world.sara, world.karwan):
        assert not incidents.incidents_for(actor)
        with pytest.raises(NotFound):
            incidents.one(actor, row.id)


def test_the_pages(world: World, desk: Desk) -> None:
    mina = desk("mina")
    assert 'value="fishing"' in mina.get("/trust/incidents/new/?kind=fishing").content.decode()
    told = {
        "kind": "fishing",
        "classes": "identity",
        "band": "unknown",
        "words": WHAT,
        "discovered_at": "2026-01-02T08:00",
    }
    page = mina.post("/trust/incidents/new/", told, follow=True)
    address = page.redirect_chain[-1][0]
    assert WHAT in page.content.decode()
    assert mina.post(address, {"deed": "told", "who": "heads"}).status_code == 302
    assert mina.post(address, {"deed": "ask"}).status_code == 422
    shilan = desk("shilan").get(address)
    assert shilan.status_code == 200
    assert WHAT not in shilan.content.decode()
    assert desk("rawan").get(address).status_code == 404


def test_a_text_changed_outside_is_an_alarm_that_becomes_an_incident_with_one_click(world: World, desk: Desk) -> None:
    case = world.case()
    wraps = Wrap.objects.filter(sealed__lock=case.lock, sealed__section="contact", sealed__kind="section")
    for wrap in wraps:
        Wrap.objects.filter(pk=wrap.pk).update(blob=bytes(wrap.blob)[:-1] + bytes([bytes(wrap.blob)[-1] ^ 1]))
    assert desk("rawan").post(f"/cases/{case.id}/sections/contact/open/").status_code >= 400
    assert [(alarm.verb, alarm.times) for alarm in incidents.alarms(world.mina)] == [(incidents.ALARM, 1)]
    assert "/trust/incidents/new/?kind=changed_outside" in desk("mina").get("/trust/incidents/").content.decode()
    assert not incidents.alarms(world.shilan)
