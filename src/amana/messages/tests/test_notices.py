"""A desk is told that something is new: at fixed times, at once in danger, and never what."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core import mail
from pytest_django import Settings

from amana.messages import commands
from amana.messages.connectors import BadFile
from amana.messages.models import Notice
from amana.messages.tests.scenes import BAGHDAD, write_connectors

UNIT = UUID("6f1c0000-0000-4000-8000-000000000001")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk_with_an_address(settings: Settings, tmp_path: Path) -> None:
    """One unit whose desk reads mail."""
    write_connectors(settings, tmp_path, f'[notices]\n"{UNIT}" = "desk@example.org"')
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    mail.outbox = []


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 1, hour, minute, tzinfo=BAGHDAD)


def test_many_reports_are_one_mail_at_the_next_fixed_time() -> None:
    for minute in range(0, 50, 10):
        commands.tell_unit(UNIT, danger=False, now=at(8, minute + 1))
    assert commands.send_notices(at(12, 59)) == 0
    assert commands.send_notices(at(13)) == 1
    assert commands.send_notices(at(18)) == 0
    (sent,) = mail.outbox
    assert sent.to == ["desk@example.org"]
    assert sent.subject == "أمر جديد · شتێکی نوێ · Something new"
    assert str(UNIT) not in f"{sent.subject}{sent.body}" and "1" not in str(sent.body)


def test_danger_does_not_wait() -> None:
    commands.tell_unit(UNIT, danger=False, now=at(20))
    assert commands.send_notices(at(20, 1)) == 0
    commands.tell_unit(UNIT, danger=True, now=at(20, 2))
    assert commands.send_notices(at(20, 2)) == 1
    assert commands.send_notices(at(20, 3)) == 0


def test_what_came_in_the_evening_waits_for_the_morning() -> None:
    commands.tell_unit(UNIT, danger=False, now=at(19))
    assert commands.send_notices(at(23, 59)) == 0
    assert commands.send_notices(at(7, 59) + timedelta(days=1)) == 0
    assert commands.send_notices(at(8) + timedelta(days=1)) == 1


def test_a_mail_server_that_is_away_is_tried_again(settings: Settings) -> None:
    settings.MAILERS = {}
    commands.tell_unit(UNIT, danger=True, now=at(9))
    assert commands.send_notices(at(9)) == 0
    assert commands.send_notices(at(9)) == 0
    assert Notice.objects.get().failures == 1  # not twice in the same moment
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert commands.send_notices(at(9, 5)) == 1
    assert not Notice.objects.exists()


def test_a_unit_without_an_address_is_told_nothing() -> None:
    commands.tell_unit(uuid4(), danger=True, now=at(9))
    assert commands.send_notices(at(9)) == 0
    assert (list(mail.outbox), Notice.objects.exists()) == ([], False)


def test_a_broken_file_loses_no_notice(settings: Settings, tmp_path: Path) -> None:
    write_connectors(settings, tmp_path, "[notices")
    commands.tell_unit(UNIT, danger=True, now=at(9))
    with pytest.raises(BadFile):
        commands.send_notices(at(9))  # the worker says so, and tries again
    write_connectors(settings, tmp_path, f'[notices]\n"{UNIT}" = "desk@example.org"')
    assert commands.send_notices(at(9)) == 1
