"""An instance of the release before is brought to today's shape with everything in it, and every text in it still opens.

`the_house.tar.xz` holds made-up people alone: the database, the key store and its master as "The house" (commit 2de89b8)
left them, made by that release's own commands; without the wraps to recovery officers, to keep it small.
"""

import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from amana import vault
from amana.errors import CannotOpen
from amana.trust.actor import Actor, actor_for
from amana.trust.models import Line, User
from amana.trust.trail import export_rows
from amana.vault import keystore
from amana.vault.models import Facts, Sealed, Wrap
from amana_methods.trail import verify
from tests.cast import PASSWORD

SNAPSHOT = Path(__file__).parent / "the_house.tar.xz"
TEXTS, WRAPS, FACTS, LINES = 57, 207, 71, 389


@pytest.fixture(scope="module", autouse=True)
def own_key_store() -> None:
    """The key store is the one of the snapshot."""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The snapshot, migrated; this process works in it until the tests of this file are over."""
    folder = tmp_path_factory.mktemp("house")
    with tarfile.open(SNAPSHOT) as snapshot:
        snapshot.extractall(folder, filter="data")
    made = sqlite3.connect(folder / "house.sqlite3")
    made.executescript((folder / "house.sql").read_text(encoding="utf-8"))
    made.close()
    kept: dict[str, Any] = {"store": settings.AMANA_KEY_STORE, "master": settings.AMANA_MASTER_KEY}
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = folder / "house.sqlite3"
        keystore.close()
        settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = folder / "keystore.sqlite3", folder / "master.key"
        call_command("migrate", verbosity=0, interactive=False)
        yield
        keystore.close()
        connection.close()
        settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = kept["store"], kept["master"]
        connection.settings_dict["NAME"] = before


def people() -> list[Actor]:
    """Everybody, with their keys opened by the password."""
    return [actor_for(user, vault.keyring.open_user_key(user.id, PASSWORD)) for user in User.objects.all()]


def shut_to_everybody() -> list[str]:
    """The texts that nobody who holds a wrap can open any more."""
    everybody, shut = people(), []
    for row in Sealed.objects.all():
        holders = [actor for actor in everybody if vault.texts.can_open(actor, row)]
        for actor in holders:
            try:
                assert vault.texts.open_bytes(actor, row.id)
            except CannotOpen:
                shut.append(f"{row.kind} {row.id} to {actor.user_id}")
        if not holders:
            shut.append(f"{row.kind} {row.id} has no living wrap")
    return shut


def test_nothing_is_lost_and_every_text_opens(upgraded: None) -> None:
    assert (Sealed.objects.count(), Wrap.objects.count(), Facts.objects.count()) == (TEXTS, WRAPS, FACTS)
    # Packages and reports are held by mailboxes and units too: whoever holds a wrap opens, and somebody does.
    assert shut_to_everybody() == []
    found = {
        kind: dict(vault.facts.all_of_kind(kind)) for kind in Facts.objects.values_list("kind", flat=True).distinct()
    }
    assert sum(map(len, found.values())) == FACTS


def test_the_trail_goes_on(upgraded: None) -> None:
    assert Line.objects.count() == LINES
    assert verify(export_rows()).faults == ()


def test_a_text_that_no_longer_opens_is_found(upgraded: None) -> None:
    wrap = Wrap.objects.filter(holder_kind="user").first()
    assert wrap is not None
    right = bytes(wrap.blob)
    Wrap.objects.filter(pk=wrap.pk).update(blob=right[:-1] + bytes([right[-1] ^ 1]))
    assert any(str(wrap.sealed_id) in each for each in shut_to_everybody())
    Wrap.objects.filter(pk=wrap.pk).update(blob=right)


def test_today_s_shape_asks_for_no_further_migration(upgraded: None) -> None:
    call_command("migrate", "--check", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        assert cursor.fetchall() == []
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]
