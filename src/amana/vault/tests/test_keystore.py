"""The key store: versions, tombstones, its file, and who keeps its master key."""

import gc
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from pytest_django import Settings

from amana.errors import CannotOpen
from amana.vault import ciphers, drivers, keystore, storekeeping
from amana.vault import store as storing
from amana.vault.errors import KeyStoreAway

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_master(settings: Settings, tmp_path: Path) -> None:
    settings.AMANA_MASTER_KEY = tmp_path / "master.key"


@pytest.fixture
def token(settings: Settings, tmp_path: Path) -> Iterator[str]:
    """A token of SoftHSM in a folder of its own, which the settings name."""
    folder = tmp_path / "tokens"
    folder.mkdir()
    told = tmp_path / "softhsm2.conf"
    told.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    pin = tmp_path / "pin"
    pin.write_text("4711-pin\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(told)
    label = f"amana {tmp_path.name}"[:32].strip()
    tool = shutil.which("softhsm2-util")
    assert tool
    subprocess.run(
        [tool, "--init-token", "--free", "--label", label, "--so-pin", "so-pin-0", "--pin", "4711-pin"],
        check=True,
        capture_output=True,
    )
    settings.AMANA_TOKEN = f"/usr/lib/softhsm/libsofthsm2.so,{label},{pin}"
    drivers.TokenDriver.reread()
    yield label
    keystore.close()
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


# Versions and tombstones ------------------------------------------------------------------------------


def test_an_earlier_version_is_read_until_it_is_retired_and_restored_until_it_is_destroyed() -> None:
    lock = keystore.new_lock()
    first = keystore.lock_key(lock)[1]
    assert keystore.new_lock_version(lock) == 2
    assert keystore.lock_key(lock)[0] == 2
    assert keystore.lock_key_version(lock, 1) == first != keystore.lock_key(lock)[1]
    assert keystore.locks_in_two_versions() == [lock]
    keystore.retire_versions_before(lock, 2, AT.isoformat())
    with pytest.raises(CannotOpen):
        keystore.lock_key_version(lock, 1)
    assert keystore.lock_key_version(lock, 1, retired=True) == first
    assert set(keystore.lock_keys([lock])) == {(lock, 2)}
    assert keystore.destroy_retired(AT.isoformat(), AT.isoformat()) == 0
    assert keystore.destroy_retired((AT + timedelta(days=1)).isoformat(), AT.isoformat()) == 1
    with pytest.raises(CannotOpen):
        keystore.lock_key_version(lock, 1, retired=True)
    assert keystore.lock_key(lock)[0] == 2


def test_a_destroyed_lock_gets_no_new_version() -> None:
    lock = keystore.new_lock()
    keystore.destroy_lock(lock, AT.isoformat())
    with pytest.raises(CannotOpen):
        keystore.new_lock_version(lock)


def test_tombstones_say_what_to_do_again_and_stand_once() -> None:
    person, lock = uuid4(), uuid4()
    keystore.tombstone("withdrawal", person, AT, {"lock": lock})
    keystore.tombstone("withdrawal", person, AT, {"lock": lock})
    keystore.tombstone("erasure", lock, AT + timedelta(hours=1), {})
    assert [stone.kind for stone in keystore.tombstones_since(AT)] == ["withdrawal", "erasure"]
    assert [stone.concerns for stone in keystore.tombstones_since(AT + timedelta(minutes=1))] == [lock]
    with pytest.raises(ValueError, match="other"):
        keystore.tombstone("other", lock, AT, {})


# The file -----------------------------------------------------------------------------------------------


def test_a_key_store_of_the_first_kind_keeps_its_keys(settings: Settings) -> None:
    master, key, name = ciphers.new_key(), ciphers.new_key(), str(uuid4())
    Path(settings.AMANA_MASTER_KEY).write_bytes(master)
    base = sqlite3.connect(settings.AMANA_KEY_STORE)
    base.execute(
        "CREATE TABLE keys (id TEXT, version INTEGER, blob BLOB, destroyed_at TEXT, PRIMARY KEY (id, version)) WITHOUT ROWID"
    )
    blob = ciphers.encrypt(master, key, ciphers.build_associated_data("keys", "blob", name, 1), 1)
    base.execute("INSERT INTO keys VALUES (?, 1, ?, NULL)", (name, blob))
    base.execute("INSERT INTO keys VALUES ('gone', 1, NULL, '2026-01-01')")
    base.commit()
    base.close()
    assert keystore.named_key(name) == key
    with pytest.raises(CannotOpen):
        keystore._store().read("gone")
    assert blob not in Path(settings.AMANA_KEY_STORE).read_bytes()


def test_what_an_ended_thread_left_open_is_closed_in_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    keystore.new_lock()
    gc.collect()
    said: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", said.append)
    left: list[storing.Store] = []

    def read() -> None:
        keystore.check_reachable()
        left.append(keystore._store())

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    base = left.pop().base
    gc.collect()
    assert said == []
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        base.execute("SELECT 1")


def test_a_key_store_without_its_master_is_away_and_no_master_is_made(settings: Settings) -> None:
    keystore.new_lock()
    keystore.close()
    Path(settings.AMANA_MASTER_KEY).unlink()
    with pytest.raises(KeyStoreAway):
        keystore.new_lock()
    assert not Path(settings.AMANA_MASTER_KEY).exists()


def test_a_key_store_that_was_taken_away_is_not_made_again(world: Any, settings: Settings) -> None:
    store = Path(settings.AMANA_KEY_STORE)
    away = store.with_name("away")
    keystore.new_lock()
    store.rename(away)
    with pytest.raises(KeyStoreAway):
        keystore.new_lock()
    assert not store.exists()
    away.rename(store)
    assert keystore.new_lock()


# Copies -------------------------------------------------------------------------------------------------


def test_a_copy_opens_elsewhere_and_brings_back_nothing_that_was_destroyed_here(
    settings: Settings, tmp_path: Path
) -> None:
    identity = pyrage.x25519.Identity.generate()
    kept, later = keystore.new_lock(), keystore.new_lock()
    key = keystore.lock_key(kept)[1]
    keystore.tombstone("withdrawal", kept, AT, {})
    copy = storekeeping.dump_sealed([str(identity.to_public())])
    assert key not in copy
    keystore.destroy_lock(later, AT.isoformat())

    storekeeping.load_sealed(copy, str(identity))  # beside the store as it stands now
    with pytest.raises(CannotOpen):
        keystore.lock_key(later)

    keystore.close()  # on another machine
    settings.AMANA_KEY_STORE = tmp_path / "elsewhere.sqlite3"
    settings.AMANA_MASTER_KEY = tmp_path / "other-master.key"
    assert [stone.concerns for stone in storekeeping.load_sealed(copy, str(identity))] == [kept]
    assert keystore.lock_key(kept) == (1, key)
    assert keystore.lock_key(later)[0] == 1
    with pytest.raises(CannotOpen):
        storekeeping.load_sealed(copy, str(pyrage.x25519.Identity.generate()))
    cut = pyrage.encrypt(b"amana key store, copy 1\n[]", [identity.to_public()])
    with pytest.raises(CannotOpen):
        storekeeping.load_sealed(cut, str(identity))


# Another master -----------------------------------------------------------------------------------------


def keys_of(count: int) -> dict[str, bytes]:
    return {name: keystore.named_key(name) for name in (f"key {number}" for number in range(count))}


def test_every_key_lies_under_the_new_master_and_the_old_one_opens_nothing(settings: Settings) -> None:
    keys = keys_of(7)
    old = Path(settings.AMANA_MASTER_KEY).read_bytes()
    done = storekeeping.rotate_master()
    assert (done.old, done.new, done.masters) == (0, 7, 1)
    assert {name: keystore.named_key(name) for name in keys} == keys
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    Path(settings.AMANA_MASTER_KEY).write_bytes(old)
    keystore.close()
    with pytest.raises(KeyStoreAway):
        keystore.named_key("key 1")


class Killed(Exception):
    pass


@pytest.mark.parametrize("moment", range(6))
def test_broken_off_at_any_moment_every_key_opens_and_it_goes_on(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    keys = keys_of(9)
    monkeypatch.setattr(storekeeping, "_AT_ONCE", 4)
    before = storekeeping.resealing()
    with monkeypatch.context() as context:

        def breaking(owner: object, name: str, at: int) -> None:
            whole, calls = getattr(owner, name), []

            def broken(*values: Any, **told: Any) -> Any:
                calls.append(1)
                if len(calls) == at:
                    raise Killed
                return whole(*values, **told)

            context.setattr(owner, name, broken)

        places: list[tuple[object, str, int]] = [
            (storing.Store, "add_sealing_key", 1),
            (storing.Store, "reseal_some", 1),
            (storing.Store, "reseal_some", 2),
            (storing.Store, "forget_earlier_sealing_keys", 1),
            (drivers.FileDriver, "destroy", 1),
            (storing.Store, "keep_sealing_key", 1),
        ]
        breaking(*places[moment])
        with pytest.raises(Killed):
            storekeeping.rotate_master()
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    new_meanwhile = keystore.named_key("written meanwhile")
    done = storekeeping.rotate_master(resume=True)
    assert (done.old, done.new, done.masters) == (0, 10, 1)
    assert storekeeping.rotate_master(resume=True) == done  # begins nothing
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    assert keystore.named_key("written meanwhile") == new_meanwhile
    assert before.driver == done.driver == "file"


def test_no_master_is_destroyed_while_a_key_still_lies_under_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the earlier master destroyed by what was meant to be done and not by what was done, every key would be lost."""
    keys = keys_of(5)
    monkeypatch.setattr(storing.Store, "reseal_some", lambda store, most: 0)
    done = storekeeping.rotate_master()
    assert (done.old, done.masters) == (5, 2)
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    monkeypatch.undo()
    done = storekeeping.rotate_master(resume=True)
    assert (done.old, done.new, done.masters) == (0, 5, 1)


def test_two_who_change_the_master_at_once_take_turns() -> None:
    keys = keys_of(40)

    def change() -> int:
        try:
            return storekeeping.rotate_master().masters
        finally:
            keystore.close()

    with ThreadPoolExecutor(3) as pool:
        assert [each.result() for each in [pool.submit(change) for _ in range(3)]] == [1, 1, 1]
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys


# Drivers ------------------------------------------------------------------------------------------------


def round_trip(driver: drivers.Driver) -> None:
    """What every driver promises."""
    driver.begin()
    driver.begin()
    assert driver.versions() == [1]
    key = ciphers.new_key()
    blob = driver.wrap(key, b"here")
    assert key not in blob
    assert driver.unwrap(blob, b"here") == key
    for changed, where in ((blob, b"there"), (blob[:-1] + bytes([blob[-1] ^ 1]), b"here")):
        with pytest.raises(ciphers.Broken):
            driver.unwrap(changed, where)
    assert driver.mac(b"text") == driver.mac(b"text") != driver.mac(b"other")
    assert driver.rotate() == 2
    later = driver.wrap(key, b"here")
    assert driver.unwrap(blob, b"here") == driver.unwrap(later, b"here") == key
    driver.destroy(1)
    assert driver.versions() == [2]
    with pytest.raises(ciphers.Broken):
        driver.unwrap(blob, b"here")
    driver.destroy(2)
    assert driver.unwrap(later, b"here") == key  # the last one stays
    driver.leave()


def test_a_file_keeps_the_master(settings: Settings) -> None:
    driver = drivers.FileDriver()
    driver.begin()
    assert Path(settings.AMANA_MASTER_KEY).stat().st_mode & 0o777 == 0o600
    round_trip(driver)


@pytest.mark.systemd
def test_a_credential_of_systemd_keeps_the_master_or_says_that_it_cannot(settings: Settings) -> None:
    driver = drivers.CredentialDriver()
    settings.AMANA_KEY_DRIVER = "auto"
    if not driver.works():  # an ordinary user, or a machine that systemd does not run
        assert drivers.driver_wanted() == "passphrase"
        with pytest.raises(KeyStoreAway):
            driver.begin()
        return
    assert drivers.driver_wanted() == "credential"
    driver.begin()
    assert not driver.path.read_bytes().startswith(b"1 ")
    round_trip(driver)


@pytest.fixture
def credentials(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose systemd seals credentials; this one turns letters round. The folder of a service's credentials."""
    program = tmp_path / "bin" / "systemd-creds"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n[ -e " + str(tmp_path / "forbidden") + " ] && exit 1\nexec tr 'A-Za-z' 'N-ZA-Mn-za-m'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    settings.AMANA_KEY_DRIVER = "credential"
    drivers.CredentialDriver.works.cache_clear()
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_a_service_goes_on_after_the_master_in_its_credential_was_changed(credentials: Path, tmp_path: Path) -> None:
    keys = keys_of(5)
    driver = drivers.CredentialDriver()
    assert storekeeping.resealing().driver == "credential"
    given = credentials / "amana-master"
    given.write_bytes(driver._open_text(driver.path.read_bytes()))  # what systemd gave the service when it started
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    assert storekeeping.rotate_master().masters == 1
    assert given.read_bytes() != driver._open_text(driver.path.read_bytes())
    keystore.close()  # the file is asked where what was given does not open
    assert {name: keystore.named_key(name) for name in keys} == keys
    assert storekeeping.rotate_master().masters == 1  # and nobody takes the given one for the newest
    keystore.close()
    (tmp_path / "forbidden").touch()  # the service itself may not ask systemd
    with pytest.raises(KeyStoreAway):
        keystore.named_key("key 1")
    (tmp_path / "forbidden").unlink()
    given.write_bytes(driver._open_text(driver.path.read_bytes()))  # started anew
    (tmp_path / "forbidden").touch()
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys


@pytest.mark.softhsm
def test_a_token_keeps_the_master_and_never_gives_it_out(token: str) -> None:
    driver = drivers.TokenDriver()
    driver.begin()
    assert driver.is_kept_inside()
    round_trip(driver)


@pytest.mark.softhsm
def test_the_store_moves_into_a_token_and_back(token: str, settings: Settings) -> None:
    keys = keys_of(5)
    assert storekeeping.rotate_master(to="pkcs11").driver == "pkcs11"
    assert not Path(settings.AMANA_MASTER_KEY).exists()
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    assert storekeeping.rotate_master().masters == 1  # inside the token
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    assert drivers.TokenDriver().versions() == [2] and drivers.TokenDriver().is_kept_inside()
    Path(settings.AMANA_TOKEN.split(",")[2]).write_text("wrong")
    keystore.close()
    with pytest.raises(KeyStoreAway):
        keystore.named_key("key 1")
    Path(settings.AMANA_TOKEN.split(",")[2]).write_text("4711-pin")
    assert storekeeping.rotate_master(to="file").driver == "file"
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
