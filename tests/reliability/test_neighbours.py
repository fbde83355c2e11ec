"""Key store and mail are away while the worker goes on, and come back: nothing opens, nothing is lost, nothing twice."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries
from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.errors import CannotOpen
from amana.oversight import witnesses
from amana.trust import duties
from amana.trust.models import HandOver, Line
from amana.trust.trail import export_rows, handing, sequence
from amana.trust.trail.log import sign_now
from amana.vault.clock import now
from amana.vault.errors import KeyStoreAway
from amana.vault.models import Sealed, Wrap
from amana_methods.trail import verify
from tests.cast import World
from tests.reliability.test_full_and_away import key_store_away
from tests.world import Desk

pytestmark = pytest.mark.django_db(transaction=True)

# Duties that need the key store; what they have to do waits meanwhile.
WITH_KEYS = ("consent.close", "locks.keep", "cases.finish_forgetting")


@pytest.fixture
def only_these() -> Iterator[None]:
    """The worker does a few duties, all of them due."""
    kept = dict(duties._duties)
    for name in list(duties._duties):
        if name not in WITH_KEYS:
            del duties._duties[name]
    for each in duties._duties.values():
        each.due = None
    yield
    duties._duties.clear()
    duties._duties.update(kept)


def test_while_the_key_store_is_away_the_back_log_waits_and_is_done_once_when_it_is_back(
    world: World, only_these: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Ten minutes without keys: a consent runs out meanwhile, and is closed once; reading it ended at the moment itself."""
    case = world.case()
    consent = world.share(case, "lawyers", "identity", lasting=timedelta(minutes=2))
    begun = world.now
    texts = Sealed.objects.count()
    with key_store_away(monkeypatch):
        failed: set[str] = set()
        for minute in range(11):
            failed |= set(duties.run_due(begun + timedelta(minutes=minute)))
        assert "consent.close" in failed, "it tells, and does not pass over it"
        assert Consent.objects.get(id=consent).closed_at is None and Wrap.objects.filter(consent=consent).exists()
        with pytest.raises((KeyStoreAway, CannotOpen)):
            vault.texts.open_text(world.rawan, queries.sealed_sections(case)["identity"])
        assert Sealed.objects.count() == texts
    assert "Selam" not in caplog.text
    later = begun + timedelta(minutes=12)
    for minute in range(3):
        assert duties.run_due(later + timedelta(minutes=minute)) == ()
    assert Line.objects.filter(verb="consent.expired", object=consent).count() == 1
    assert not Wrap.objects.filter(consent=consent).exists()
    assert cases.open_section(world.rawan, case, "identity", now())[0]["full_name"] == "Selam Tesfaye"
    sequence()
    assert verify(export_rows(), []).faults == ()


def test_a_duty_that_passes_over_what_it_could_not_do_would_be_found(
    world: World, only_these: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm: the consent is marked as closed before its doors are, and nobody looks at it again."""
    case = world.case()
    consent = world.share(case, "lawyers", "identity", lasting=timedelta(minutes=2))
    later = world.now + timedelta(minutes=5)

    def marks_first(at: object) -> None:
        Consent.objects.filter(id=consent).update(closed_at=later)

    duties._duties["consent.close"].run = marks_first
    with key_store_away(monkeypatch):
        duties.run_due(later)
    duties._duties["consent.close"].run = consents.close_what_ran_out
    duties.run_due(later + timedelta(minutes=5))
    assert not Line.objects.filter(verb="consent.expired").exists(), "nobody was told, and nothing is to be destroyed"
    assert not Wrap.objects.filter(consent=consent).exists(), (
        "the locks have a look of their own, so it opens nothing all the same"
    )


@pytest.mark.parametrize("place", ["/", "/cases/", "/referrals/", "/signs/", "/trust/exports/", "/help/", "/justice/"])
def test_every_place_of_the_desk_is_shut_without_the_key_store_and_open_after_it(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    world.case()
    rawan: Client = desk("rawan")
    assert rawan.get(place).status_code == 200
    rawan.raise_request_exception = False
    with key_store_away(monkeypatch):
        answer = rawan.get(place)
        assert answer.status_code == 503 and b"Selam" not in answer.content and b"Traceback" not in answer.content
        assert Client().get("/health/").status_code in (200, 503)
    assert rawan.get(place).status_code == 200


def test_mail_that_is_away_for_an_hour_gets_the_newest_checkpoint_once_and_none_of_those_between(
    world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    witnesses.add_witness(world.sara, kind="mail", address="a@example.org", key=None, now=world.now)
    tried: list[int] = []

    def refuse(*args: object, **kwargs: object) -> int:
        tried.append(1)
        raise smtplib.SMTPServerDisconnected("away")

    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMessage.send", refuse)
        for minute in range(0, 60, 5):
            cases.write_note(world.rawan, world.case(), text="made-up", now=world.now)
            sequence()
            sign_now()
            handing.hand_out(now() + timedelta(minutes=minute))
    assert tried and not mail.outbox
    later = now() + timedelta(hours=3)
    assert [handing.hand_out(later), handing.hand_out(later), handing.hand_out(later)] == [1, 0, 0]
    assert len(mail.outbox) == 1
    assert HandOver.objects.filter(outcome__in=handing.SUCCESSES).count() == 1
