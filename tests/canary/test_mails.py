"""Mail is read on the way and kept by others: what leaves by it says nothing about anybody."""

import base64
from datetime import timedelta
from email.message import Message

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django import Settings

from amana.oversight import witnesses
from amana.trust import duties
from amana.trust.models import Line
from amana.trust.trail import sequence
from amana.trust.trail.log import sign_now
from amana.vault.clock import now
from tests.canary.scan import found_in
from tests.canary.test_nothing_in_clear import CODED, everything_typed
from tests.cast import World
from tests.world import Desk

MAILBOX = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

pytestmark = pytest.mark.django_db(transaction=True)


def sent() -> bytes:
    """Every mail as it goes over the wire, and each of its parts without the transfer's encoding."""
    whole = []
    for each in mail.outbox:
        message: Message = each.message()
        whole.append(message.as_bytes())
        for part in message.walk():
            content = part.get_payload(decode=True)
            whole.append(content if isinstance(content, bytes) else b"")
            whole.append(str(part.get_filename() or "").encode())
    return b"\n".join(whole)


def a_day_of_work(world: World, desk: Desk) -> list[str]:
    """Everything is typed, and the worker did every duty, of today and of tomorrow; the words."""
    witnesses.add_witness(world.sara, kind="mail", address="a@example.org", key=None, now=world.now)
    words = [*everything_typed(world, desk).typed, *CODED]
    sequence()
    assert sign_now() is not None
    for each in duties._duties.values():
        each.due = None
    for hours in (0, 1, 25):
        duties.run_due(now() + timedelta(hours=hours))
    return words


def test_no_mail_says_a_word_that_was_typed_or_a_code(world: World, desk: Desk, settings: Settings) -> None:
    settings.MAILERS = MAILBOX
    words = a_day_of_work(world, desk)
    assert len(words) > 40 and mail.outbox, "something was sent, and something was typed"
    told = sent()
    assert not found_in(told, words)
    ids = [str(each) for each in Line.objects.exclude(object=None).values_list("object", flat=True)[:500]]
    assert not found_in(told, ids), "nor an id of a record"


@pytest.mark.parametrize("place", ["subject", "body", "attachment"])
def test_a_word_in_a_mail_would_be_found(settings: Settings, place: str) -> None:
    settings.MAILERS = MAILBOX
    word = "Kanarya-in-a-mail-ژیان"
    letter = EmailMessage("Report", "nothing", "a@example.org", ["b@example.org"])
    if place == "subject":
        letter.subject = word
    elif place == "body":
        letter.body = f"before {word} after"
    else:
        letter.attach("file.bin", base64.b64decode(base64.b64encode(word.encode())), "application/octet-stream")
    letter.send()
    found = found_in(sent(), [word, "Kanarya-in-a-mail"])
    assert found
