"""A disk is full, the key store or the mail is away, the clock jumps, a door breaks: shut rather than open, whole or not at all."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection
from django.test import Client

from amana.cases import commands as cases
from amana.cases import queries
from amana.cases.models import Note
from amana.errors import NotFound
from amana.intake.models import Sign
from amana.oversight import witnesses
from amana.public_reports import commands as public_reports
from amana.trust import authorise
from amana.trust.models import HandOver, Line
from amana.trust.trail import export_rows, handing, sequence
from amana.trust.trail.log import sign_now
from amana.vault import clock, keystore
from amana.vault.models import Sealed, Wrap
from amana_methods.trail import verify
from tests.cast import World
from tests.reliability.test_kill import halves
from tests.world import Clocks, Desk

pytestmark = pytest.mark.django_db(transaction=True)


# The disk -------------------------------------------------------------------------------------------------


@contextmanager
def full_disk() -> Iterator[None]:
    """The database's file may not grow by a page more, as on a disk that is full."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # whatever ran before leaves no room inside the file
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute("PRAGMA freelist_count")
        (free,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        assert free < 20, "there is room inside the file"
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def test_on_a_full_disk_nothing_is_kept_by_halves_nothing_is_read_and_it_goes_on_by_itself(
    world: World, desk: Desk
) -> None:
    if connection.vendor != "sqlite":
        return  # the disk of a server is not ours to fill; tests/access/test_trail_shut.py shuts its trail
    case, rawan = world.case(), desk("rawan")
    url, opening = f"/cases/{case.id}/notes/", f"/cases/{case.id}/sections/identity/open/"
    text = {"text": "made-up words " * 1000}
    assert rawan.post(url, text).status_code == 302
    with full_disk():
        answers = []
        for _ in range(40):  # the last free bytes of the file are used up
            answers.append(rawan.post(url, text).status_code)
        assert set(answers) <= {302, 503} and answers[-1] == 503, answers
        notes = Note.objects.count()
        answer = rawan.post(url, text)
        assert (
            answer.status_code == 503 and b"amana.store_away" in answer.content
        ) or b"trust.trail_shut" in answer.content
        assert Note.objects.count() == notes == answers.count(302) + 1
        assert halves() == []
        statuses = [rawan.post(opening).status_code for _ in range(200)]
        assert statuses[-1] == 503, "what cannot be written down is not read"
        assert b"Selam" not in rawan.post(opening).content
    assert rawan.post(url, text).status_code == 302
    assert b"Selam" in rawan.post(opening).content
    sequence()
    assert verify(export_rows(), []).faults == ()


# The clock ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-2, 2, -24 * 365])
def test_what_expires_expires_by_the_database_s_clock(world: World, clocks: Clocks, hours: int) -> None:
    """The server's own clock is wrong; a consent of one hour lasts an hour all the same."""
    case, sections = world.case(), frozenset({"identity"})
    world.share(case, "lawyers", *sections, lasting=timedelta(hours=1))
    clocks.process_ahead(timedelta(hours=hours))
    assert abs(clock.now() - world.now) < timedelta(minutes=5), "the database's clock, not ours"
    assert queries.sections_open_to(world.amal, case) == sections
    clocks.database_at(world.now + timedelta(hours=1, seconds=1))
    assert queries.sections_open_to(world.amal, case) == frozenset()


# Neighbours that are away ---------------------------------------------------------------------------------


@contextmanager
def key_store_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Its folder is gone for a while."""
    store = Path(settings.AMANA_KEY_STORE)
    keystore.close()
    elsewhere = store.with_name("away")
    elsewhere.mkdir()
    moved = [(file, elsewhere / file.name) for file in store.parent.glob(store.name + "*")]
    for here, there in moved:
        here.rename(there)
    try:
        yield
    finally:
        keystore.close()
        for here, there in moved:
            here.unlink(missing_ok=True)
            there.rename(here)


def test_without_the_key_store_nothing_opens_and_nothing_is_made_in_its_place(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, rawan = world.case(), desk("rawan")
    rawan.raise_request_exception = False
    opening = f"/cases/{case.id}/sections/identity/open/"
    texts = Sealed.objects.count()
    with key_store_away(monkeypatch):
        for answer in (rawan.post(opening), rawan.post(f"/cases/{case.id}/notes/", {"text": "made-up"})):
            assert (answer.status_code, b"trust.key_store_away" in answer.content) == (503, True)
        assert not Path(settings.AMANA_KEY_STORE).exists()
        assert Sealed.objects.count() == texts
    assert b"Selam" in rawan.post(opening).content


def test_without_mail_and_worker_signs_are_taken_and_the_back_log_drains_once(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAILERS", {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}})
    witnesses.add_witness(world.sara, kind="mail", address="a@example.org", key=None, now=world.now)
    for number in range(3):  # nobody numbers lines meanwhile
        public_reports.receive_public_sign(
            text=f"zanbaq {number}", governorate="", danger="no", language="en", now=world.now
        )
    assert Sign.objects.count() == 3 and Line.objects.filter(number=None).exists()
    sequence()
    assert sign_now() is not None

    def refuse(*args: object, **kwargs: object) -> int:
        raise smtplib.SMTPServerDisconnected("away")

    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMessage.send", refuse)
        assert handing.hand_out(world.now) == 0
        assert HandOver.objects.get().outcome not in handing.SUCCESSES
    later = clock.now() + timedelta(hours=2)
    assert [handing.hand_out(later), handing.hand_out(later)] == [1, 0], "once, and not twice"
    assert len(mail.outbox) == 1
    assert not Line.objects.filter(number=None).exists()


# A door that breaks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [DatabaseError, KeyError, ValueError, TypeError, AttributeError, ZeroDivisionError])
def test_a_ground_that_breaks_is_no_and_an_alarm(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: type[Exception]
) -> None:
    case, rawan = world.case(), desk("rawan")
    opening = f"/cases/{case.id}/sections/identity/open/"
    assert b"Selam" in rawan.post(opening).content, "the alarm"

    def breaks(*args: object) -> None:
        raise fault("Selam Tesfaye")

    grounds = {kind: [(name, breaks) for name, _ in known] for kind, known in authorise._grounds.items()}
    monkeypatch.setattr(authorise, "_grounds", grounds)
    answer = rawan.post(opening)
    assert (answer.status_code, b"Selam" in answer.content) == (404, False)
    assert "failed for cases.read" in caplog.text
    assert "Selam" not in caplog.text


def test_a_look_up_of_consents_that_breaks_opens_nothing_to_a_partner(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, sections = world.case(), frozenset({"identity"})
    world.share(case, "lawyers", *sections)
    assert queries.sections_open_to(world.amal, case) == sections, "the alarm"
    assert Wrap.objects.filter(holder=world.units["lawyers"]).exists()

    def breaks(*args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("amana.consent.queries._agreements", breaks)
    assert queries.sections_open_to(world.amal, case) == frozenset()
    with pytest.raises(NotFound):
        cases.open_section(world.amal, case, "identity", world.now)
