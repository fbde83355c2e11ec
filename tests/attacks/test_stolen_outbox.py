"""The outbox is stolen: alone, with an old copy of it, with the key store, and after what waited has left.

It is the one place where the worker reads how to reach somebody, so it is said exactly what a thief gets.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from amana import vault
from amana.errors import CannotOpen
from amana.messages import commands
from amana.messages.connectors import Configured
from amana.messages.models import Outgoing
from amana.messages.tests.scenes import CODE_WORD, NUMBER, Recorder, noon_after, safe_case
from tests.attacks.booty import files_of_the_database, tables, without_the_key_store, words_in
from tests.canary.scan import found_in
from tests.cast import World

SAID = [NUMBER, "0750 000 0142", CODE_WORD, "10:00-16:00", "تکایە کاتێک", "call_when_you_can", "others_answer"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The only connector of this instance."""
    made = Recorder()
    monkeypatch.setattr("amana.messages.commands.ways.load_configuration", lambda: Configured(senders=(made,)))
    return made


def waiting(world: World, at: datetime) -> Outgoing:
    return commands.notify(world.rawan, safe_case(world, at), template="call_when_you_can", wanted=at, now=at)


@pytest.mark.django_db(transaction=True)
def test_neither_number_nor_text_nor_its_name_lies_in_the_tables_or_their_log(world: World) -> None:
    noon = noon_after(world.now)
    waiting(world, noon)
    other = safe_case(world, noon, who_answers="others")
    commands.notify(world.rawan, other, template="call_when_you_can", wanted=noon, now=noon)
    dump = tables()
    assert len(dump["messages_outgoing"]) > 400  # what waits is there, and shut
    assert words_in(dump, SAID) == set()
    for file in files_of_the_database():
        assert found_in(file.read_bytes(), SAID) == [], file.name


def test_a_row_that_said_it_in_the_clear_would_be_found(world: World) -> None:
    row = waiting(world, noon_after(world.now))
    Outgoing.objects.filter(id=row.id).update(sealed=NUMBER.encode())
    assert ("messages_outgoing", NUMBER) in words_in(tables(), SAID)


def test_without_the_key_store_nothing_of_it_opens(world: World, tmp_path: Path) -> None:
    row = waiting(world, noon_after(world.now))
    assert row.sealed is not None and row.key_version is not None
    with without_the_key_store(tmp_path / "thief"):
        with pytest.raises(CannotOpen):
            vault.messenger.open_for_messenger(row.id, row.key_version, bytes(row.sealed))


def test_with_the_key_store_he_reads_what_waits_just_now_and_nothing_else(world: World, recorder: Recorder) -> None:
    """Said as it is: number, hours, code word and neutral text of at most 72 hours, and the facts; no section of a file."""
    noon = noon_after(world.now)
    row = waiting(world, noon)
    assert row.sealed is not None and row.key_version is not None
    taken = vault.messenger.open_for_messenger(row.id, row.key_version, bytes(row.sealed))
    assert taken["number"] == NUMBER and taken["code_word"] == CODE_WORD
    assert not set(taken) & {"full_name", "address", "emergency_contact", "safety_plan"}
    old = bytes(row.sealed), row.key_version
    assert commands.send_due(noon) == 1
    left = Outgoing.objects.get(id=row.id)
    assert (left.sealed, left.key_version) == (None, None)
    for days in (1, 2, 3):
        commands.renew_key(noon + timedelta(days=days))
    with pytest.raises(CannotOpen):  # an old copy of the row is no use beside the key store of a later day
        vault.messenger.open_for_messenger(row.id, old[1], old[0])
    assert len(recorder.given) == 1
