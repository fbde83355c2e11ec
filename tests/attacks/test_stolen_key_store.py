"""The key store is stolen, with its master key; alone first, then together with a copy of the database.

Whoever has both opens what the running server opens: the facts, and the sections that have an emergency door. What else is
sealed asks for a person's key as well.
"""

import json
import sqlite3
from base64 import b64decode
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from amana import vault
from amana.cases import queries as cases
from amana.countrypacks import pack
from amana.errors import CannotOpen
from amana.vault import ciphers, keystore
from amana.vault.keyring import KeyRing
from amana.vault.models import Key, Wrap
from amana.vault.opening import open_through
from tests.canary.scan import found_in
from tests.cast import World

HERS = ["Selam Tesfaye", "EP1234567", "+9647500000142", '"domestic_servitude"']

pytestmark = pytest.mark.django_db


def key_store_files() -> list[Path]:
    """The key store with its log, and the master key where it is a file."""
    store, master = Path(settings.AMANA_KEY_STORE), Path(settings.AMANA_MASTER_KEY)
    return [*store.parent.glob(store.name + "*"), *master.parent.glob(master.name + "*")]


def test_it_says_nothing_about_anybody(world: World) -> None:
    case = world.case()
    files = key_store_files()
    assert {file.name for file in files} >= {Path(settings.AMANA_KEY_STORE).name}
    for file in files:
        assert found_in(file.read_bytes(), [*HERS, str(case.number)]) == [], file.name
    with closing(sqlite3.connect(settings.AMANA_KEY_STORE)) as base:
        assert base.execute("SELECT count(*) FROM keys WHERE id = ?", (str(case.lock),)).fetchone() == (1,)


def test_with_the_database_and_no_password_no_wrap_of_a_person_or_a_unit_opens(world: World) -> None:
    case = world.case()
    texts = cases.sealed_sections(case)
    thief = KeyRing(world.rawan.account, bytes(32))  # a private key of his own making
    private = ciphers.private_key(ciphers.X25519, ciphers.new_key())
    tried = 0
    for wrap in Wrap.objects.filter(sealed__in=[text.id for text in texts.values()]).exclude(
        holder_kind=vault.glass.KIND
    ):
        assert keystore.lock_key_version(case.lock, wrap.lock_version), "the outer lock is open to him"
        with pytest.raises((CannotOpen, ciphers.Broken)):
            open_through(wrap.sealed, wrap, private)
        tried += 1
    assert tried >= 4
    with pytest.raises((CannotOpen, ciphers.Broken)):
        thief.unit_secret(world.units["supervisors"], 1)
    for key in Key.objects.filter(holder_kind="unit"):
        assert key.private is None, "the private half of a unit lies nowhere"
    for key in Key.objects.filter(holder_kind="recovery"):
        layers = json.loads(bytes(key.private or b"{}"))
        assert all(b64decode(each).startswith(b"age-encryption.org/") for each in layers.values()), (
            "only officers open it"
        )
    assert vault.texts.open_text(world.rawan, texts["identity"])["fields"]["full_name"] == "Selam Tesfaye", "the alarm"


def test_with_the_database_the_sections_with_an_emergency_door_open_and_no_other_and_the_threat_model_says_so(
    world: World,
) -> None:
    texts = cases.sealed_sections(world.case())
    opened = {}
    for wrap in Wrap.objects.filter(sealed__in=[text.id for text in texts.values()], holder_kind=vault.glass.KIND):
        secret = keystore.named_key_versions(vault.glass.KEYS[0])[wrap.holder_version]
        private = ciphers.private_key(ciphers.HYBRID, ciphers.pair_of(secret)[0])
        opened[wrap.sealed.section] = open_through(wrap.sealed, wrap, private)
    assert set(opened) == set(pack().glass.sections) & set(texts)
    assert b"Selam Tesfaye" in opened["identity"]
    threats, order = (Path("docs/understand") / name for name in ("threats.md", "court-order.md"))
    assert "identity, contact and health of every file" in threats.read_text(encoding="utf-8").replace("\n", " ")
    assert "identity, contact and health in the core pack" in order.read_text(encoding="utf-8")


def test_with_the_database_the_facts_are_open_and_the_threat_model_says_so(world: World) -> None:
    case = world.case()
    assert cases.facts_of(case)["exploitation"] == ["domestic_servitude"]
