"""The whole folder of an instance that is off is copied: database, key store, master key, secrets, and a backup beside it.

Under a passphrase no file of it is a key and nothing opens. The same steps open three sections of every case where the
master key is a plain file, as in a demo: that is the alarm.
"""

import re
import shutil
import sqlite3
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from pytest_django import Settings

from amana import vault
from amana.cases import queries as cases
from amana.countrypacks import pack
from amana.vault import ciphers, keystore, passphrases
from amana.vault.drivers import masters
from amana.vault.errors import KeyStoreAway
from amana.vault.models import Wrap
from amana.vault.opening import open_through
from amana.vault.store import _sealing_place
from tests.attacks.booty import tables
from tests.backups.scenes import Copies, copies  # noqa: F401  (a fixture)
from tests.cast import World

GOOD = "pomegranate ladder winter spoon"
WORD = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")
EACH_PLACE = 300_000  # files up to so many bytes are tried from each of their bytes on, larger ones from each fourth
HEADER = 6 + 12  # of an envelope: version, suite, key version, nonce

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def under_passphrase(
    settings: Settings,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """A world whose key store began under a passphrase; nobody is at a terminal."""
    keystore.close()
    settings.AMANA_KEY_DRIVER = "passphrase"
    monkeypatch.setattr(passphrases, "is_at_a_terminal", lambda: False)
    passphrases.use(GOOD)
    yield request.getfixturevalue("world")
    keystore.close()
    passphrases.forget()


def carry_away(place: Path, *others: Path) -> dict[Path, bytes]:
    """Copies, with their content, of all files that lie around the key store, but the database's own, which is read by its tables."""
    store, master = Path(settings.AMANA_KEY_STORE), Path(settings.AMANA_MASTER_KEY)
    kept_by = {row[0] for row in _rows(store, "SELECT driver FROM sealing_keys")}
    unlike = {"passphrase": ".key", "file": ".sealed"}[kept_by.pop()]  # another test's, which this instance never had
    found = [*store.parent.glob(f"{store.name}*"), *master.parent.glob(f"{master.stem}.*")]
    found += [*Path(settings.DATA).glob("*.key"), *Path(settings.DATA).glob("letterbox/*")]
    found += [file for other in others for file in other.rglob("*")]
    place.mkdir()
    copied = {}
    for number, file in enumerate(dict.fromkeys(found)):
        if file.is_file() and not (file.stem == master.stem and file.suffix == unlike):
            name = f"{number}-{file.name}" if (place / file.name).exists() else file.name
            copy = Path(shutil.copy(file, place / name))
            copied[copy] = copy.read_bytes()
    return copied


def _rows(store: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(store)) as base:
        return base.execute(sql).fetchall()


def possible_keys(files: dict[Path, bytes]) -> Iterator[bytes]:
    """Every 32 bytes that could be a key: of each file, of each word in it, and of each value of the database."""
    values = [value for dump in tables().values() for value in dump.split(b"\n")]
    for content in files.values():
        step = 1 if len(content) <= EACH_PLACE else 4
        yield from (content[start : start + 32] for start in range(0, len(content) - 31, step))
        values.append(content)
    for value in values:
        yield from (part for part in (value[:32], value[-32:]) if len(part) == 32)
        for word in WORD.findall(value):
            with suppress(NoBase64, ValueError):
                key = b64decode(
                    word + b"=" * (-len(word) % 4), altchars=b"-_" if b"_" in word or b"-" in word else None
                )
                if len(key) >= 32:
                    yield key[:32]


def find_master(files: dict[Path, bytes]) -> dict[int, bytes]:
    """By its number, the key among all possible ones that opens a sealing key of the copied store."""
    store = next(file for file in files if file.name == Path(settings.AMANA_KEY_STORE).name)
    sealed = [
        (int.from_bytes(blob[:4]), bytes(blob)[4:], _sealing_place(int(version)))
        for version, blob in _rows(store, "SELECT version, blob FROM sealing_keys")
    ]
    for key in possible_keys(files):
        for number, envelope, where in sealed:
            with suppress(InvalidTag):
                AESGCM(key).decrypt(envelope[HEADER - 12 : HEADER], envelope[HEADER:], where)
                return {number: key}
    return {}


def opened_by_the_emergency_door() -> dict[str, bytes]:
    """What a copy of our code opens with the key store as the settings name it, and without anybody's password."""
    found = {}
    for wrap in Wrap.objects.filter(holder_kind=vault.glass.KIND):
        secret = keystore.named_key_versions(vault.glass.KEYS[0])[wrap.holder_version]
        private = ciphers.private_key(ciphers.HYBRID, ciphers.pair_of(secret)[0])
        found[wrap.sealed.section] = open_through(wrap.sealed, wrap, private)
    return found


@contextmanager
def over_the_copy(place: Path) -> Iterator[None]:
    """The thief runs our code over the copied key store, and knows no passphrase."""
    before = settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY
    keystore.close()
    passphrases.forget()
    settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = (place / Path(file).name for file in before)
    try:
        yield
    finally:
        keystore.close()
        settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = before


def test_under_a_passphrase_no_file_is_a_key_and_nothing_opens(
    under_passphrase: World,
    copies: Copies,  # noqa: F811
    tmp_path: Path,
) -> None:
    case = under_passphrase.case()
    copies.make()
    copies.make_keys()
    files = carry_away(tmp_path / "thief", copies.folder, copies.keys.parent)
    assert {"keystore", "master"} <= {re.split(r"[.-]", file.name)[-2] for file in files}
    assert find_master(files) == {}
    with over_the_copy(tmp_path / "thief"):
        with pytest.raises(KeyStoreAway):
            opened_by_the_emergency_door()
        with pytest.raises(KeyStoreAway):
            cases.facts_of(case)
        lines = {
            line
            for content in files.values()
            for line in content.decode(errors="ignore").split()
            if 8 < len(line) < 300
        }
        assert lines
        for line in sorted(lines)[:2000]:
            passphrases.use(line)
            with pytest.raises(KeyStoreAway):
                keystore.check_reachable()
        passphrases.use(GOOD)
        assert b"Selam Tesfaye" in opened_by_the_emergency_door()["identity"], "the passphrase was all"


def test_with_a_plain_file_the_same_steps_open_what_has_an_emergency_door(world: World, tmp_path: Path) -> None:
    case = world.case()
    files = carry_away(tmp_path / "thief")
    found = find_master(files)
    assert found, "the alarm"
    for file in files:
        if file.stem == Path(settings.AMANA_MASTER_KEY).stem:
            file.unlink()
    with over_the_copy(tmp_path / "thief"):
        Path(settings.AMANA_MASTER_KEY).write_bytes(masters.to_text(found))
        opened = opened_by_the_emergency_door()
        assert set(opened) == set(pack().glass.sections) & set(cases.sealed_sections(case)) >= {"identity", "contact"}
        assert b"Selam Tesfaye" in opened["identity"]
