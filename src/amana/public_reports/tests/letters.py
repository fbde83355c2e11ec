"""Scenes of the letter box: a process that holds no keys, the pepper at its socket, and what somebody writes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from amana import vault
from amana.intake.models import Sign
from amana.public_reports import commands as letterbox
from amana.public_reports.models import PublicReport
from amana.trust.actor import Actor
from amana.vault import keystore, pepper, serving
from tests.cast import World

WORDS = "لە پشتی نانەواخانەکە ژنێک دەگری. zanbaq-7741"


@contextmanager
def without_keys(monkeypatch: pytest.MonkeyPatch, *, pepper_answers: bool = True) -> Iterator[None]:
    """This process is the public face for a while: no key store, and the pepper at its socket, or away."""
    letterbox.renew_card(datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    pepper.of_key_store(b"")  # made on first use
    kept = keystore.named_key_versions(pepper.NAME)

    def beside_the_key_store(text: bytes) -> dict[int, tuple[bytes, bytes]]:
        return pepper.under(kept, text)

    with monkeypatch.context() as patch:
        patch.setattr(pepper, "of_key_store", beside_the_key_store)
        patch.setattr(settings, "AMANA_HOLDS_KEYS", False)
        if not pepper_answers:
            yield
            return
        with serving.Door(Path(settings.AMANA_LETTER_BOX)) as door:
            thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield
            finally:
                door.shutdown()
                thread.join()


def drop(world: World, text: str = WORDS, *, token: str = "", **more: Any) -> letterbox.Receipt:
    """Somebody writes through the public page."""
    where = {"source": more.pop("source", ""), "work": more.pop("work", ""), "now": more.pop("now", world.now)}
    words = letterbox.Words(text, **{"governorate": "IQG11", "language": "ckb", **more})
    return letterbox.drop(words, token=token or letterbox.new_token(world.now), **where)


def reader(world: World, row: Sign | PublicReport) -> Actor:
    """Somebody of the unit that reads the public page."""
    return world.berivan if row.unit == world.units["intake"] else world.noor


def only_report() -> PublicReport:
    """The one report that there is."""
    return PublicReport.objects.get()


def wrong_code() -> str:
    """A well-formed code that is nobody's."""
    return vault.codes.new_code()
