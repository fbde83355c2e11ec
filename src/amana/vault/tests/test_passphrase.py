"""The master key under a passphrase: what opens it, what does not, and where a process has the passphrase from."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from amana.vault import drivers, keystore, passphrases, storekeeping
from amana.vault.errors import KeyStoreAway, PassphraseMissing, PassphrasesDiffer, WeakPassphrase, WrongPassphrase
from amana.vault.tests.test_keystore import keys_of, round_trip

GOOD = "pomegranate ladder winter spoon"
OTHER = "seven quiet rivers under snow"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    keystore.close()
    settings.AMANA_MASTER_KEY = tmp_path / "master.key"
    settings.AMANA_KEY_STORE = tmp_path / "keystore.sqlite3"
    settings.AMANA_KEY_DRIVER = "passphrase"
    monkeypatch.setattr(passphrases, "is_at_a_terminal", lambda: False)
    yield
    keystore.close()
    passphrases.forget()


def type_at_a_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    waiting = list(lines)
    monkeypatch.setattr(passphrases, "is_at_a_terminal", lambda: True)
    monkeypatch.setattr(passphrases, "_ask", lambda question: waiting.pop(0))


def test_without_a_passphrase_no_store_is_made(tmp_path: Path) -> None:
    with pytest.raises(PassphraseMissing):
        keystore.begin()
    assert not (tmp_path / "master.sealed").exists()
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize("short", ["", "19 characters here.", "a" * 40, "ab " * 20])
def test_a_short_or_monotonous_passphrase_is_refused(short: str, tmp_path: Path) -> None:
    passphrases.use(short)
    with pytest.raises(WeakPassphrase):
        keystore.begin()
    assert not (tmp_path / "master.sealed").exists()


def test_a_wrong_passphrase_opens_nothing_and_makes_no_other_store(tmp_path: Path) -> None:
    passphrases.use(GOOD)
    keystore.begin()
    key = keystore.named_key("one")
    keystore.close()
    before = (tmp_path / "master.sealed").read_bytes()
    passphrases.use(OTHER)
    with pytest.raises(WrongPassphrase):
        keystore.named_key("one")
    with pytest.raises(WrongPassphrase):
        passphrases.use(OTHER)
        keystore.begin()
        drivers.PassphraseDriver().begin()
    assert (tmp_path / "master.sealed").read_bytes() == before
    with pytest.raises(PassphraseMissing):
        keystore.named_key("one")
    passphrases.use(f"  {GOOD.replace(' ', '   ')} ")  # blanks as they come
    assert keystore.named_key("one") == key


def test_the_file_names_suite_salt_and_cost_and_no_key_lies_in_it(tmp_path: Path, settings: Settings) -> None:
    passphrases.use(GOOD)
    driver = drivers.PassphraseDriver()
    driver.begin()
    assert driver.path == tmp_path / "master.sealed" and driver.path.stat().st_mode & 0o777 == 0o600
    raw = driver.path.read_bytes()
    told = json.loads(raw)
    assert told["argon2id"] == settings.AMANA_ARGON2 and "argon2id" in told["suite"]
    masters = driver._masters()
    assert all(key not in raw for key in masters.values()) and b"1 " not in raw[:2]
    driver.rotate()
    assert json.loads(driver.path.read_bytes())["salt"] != told["salt"]
    driver.destroy(1)
    driver.leave()
    driver.begin()
    round_trip(driver)


@pytest.mark.parametrize("change", [
    lambda told: told["argon2id"].update(time_cost=2),
    lambda told: told["argon2id"].update(memory_cost=1 << 30),
    lambda told: told.update(format="amana master 2"),
    lambda told: told.update(salt=told["salt"][:8]),
    lambda told: told.pop("sealed"),
])  # fmt: skip
def test_a_changed_file_does_not_open_and_stays(change, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    passphrases.use(GOOD)
    driver = drivers.PassphraseDriver()
    driver.begin()
    told = json.loads(driver.path.read_bytes())
    change(told)
    driver.path.write_text(json.dumps(told))
    with pytest.raises(KeyStoreAway):
        driver.versions()
    assert json.loads(driver.path.read_bytes()) == told


def test_at_a_terminal_a_new_one_is_typed_twice_and_a_known_one_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    type_at_a_terminal(monkeypatch, GOOD, OTHER)
    with pytest.raises(PassphrasesDiffer):
        keystore.begin()
    assert not (tmp_path / "master.sealed").exists()
    type_at_a_terminal(monkeypatch, GOOD, GOOD)
    keystore.begin()
    passphrases.forget()
    type_at_a_terminal(monkeypatch, GOOD)
    assert drivers.PassphraseDriver().versions() == [1]


def test_a_file_with_the_passphrase_is_read_when_it_appears(settings: Settings, tmp_path: Path) -> None:
    passphrases.use(GOOD)
    keystore.begin()
    key = keystore.named_key("one")
    keystore.close()
    passphrases.forget()
    settings.AMANA_MASTER_PASSPHRASE_FILE = str(tmp_path / "run" / "passphrase")
    with pytest.raises(PassphraseMissing):
        keystore.named_key("one")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "passphrase").write_text(f"{GOOD}\n")
    assert keystore.named_key("one") == key


def test_a_process_that_is_started_gets_it_in_memory_alone() -> None:
    passphrases.use(GOOD)
    number = passphrases.pass_on()
    assert number is not None
    asks = (
        "import django; django.setup()\nfrom amana.vault import passphrases\n"
        "print(passphrases.current()); print(passphrases.current())"
    )
    environment = os.environ | {passphrases.VARIABLE: str(number), "DJANGO_SETTINGS_MODULE": "amana.web.settings.test"}
    for given, found in (((number,), f"{GOOD}\n{GOOD}\n"), ((), "")):
        done = subprocess.run(
            [sys.executable, "-c", asks], env=environment, pass_fds=given, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout == found, done.stderr
    assert GOOD not in str(environment)
    os.close(number)


def test_a_store_moves_from_the_plain_file_under_a_passphrase_and_the_plain_file_is_gone(
    settings: Settings, tmp_path: Path
) -> None:
    settings.AMANA_KEY_DRIVER = "file"
    keys = keys_of(5)
    assert storekeeping.keepers() == {"file"}
    with pytest.raises(PassphraseMissing):
        storekeeping.rotate_master(to="passphrase")
    assert storekeeping.keepers() == {"file"}
    passphrases.use(GOOD)
    assert storekeeping.rotate_master(to="passphrase").driver == "passphrase"
    assert storekeeping.keepers() == {"passphrase"}
    assert not (tmp_path / "master.key").exists()
    keystore.close()
    passphrases.forget()
    with pytest.raises(PassphraseMissing):
        keystore.named_key("key 1")
    passphrases.use(GOOD)
    assert {name: keystore.named_key(name) for name in keys} == keys


@pytest.mark.parametrize("breaks", ["add_sealing_key", "reseal_some", "forget_earlier_sealing_keys"])
def test_a_move_that_broke_off_goes_on(breaks: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AMANA_KEY_DRIVER = "file"
    keys = keys_of(5)
    passphrases.use(GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(f"amana.vault.store.Store.{breaks}", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            storekeeping.rotate_master(to="passphrase")
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    assert storekeeping.rotate_master(to="passphrase", resume=breaks != "add_sealing_key").driver == "passphrase"
    assert storekeeping.keepers() == {"passphrase"}
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys


def test_a_move_that_broke_off_before_the_plain_file_was_gone_is_finished(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AMANA_KEY_DRIVER = "file"
    keys_of(5)
    passphrases.use(GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(storekeeping, "_destroy_masters", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            storekeeping.rotate_master(to="passphrase")
    assert (tmp_path / "master.key").exists()
    storekeeping.rotate_master(to="passphrase", resume=True)
    assert not (tmp_path / "master.key").exists()


def test_another_passphrase_opens_the_same_masters_and_the_earlier_one_no_more() -> None:
    passphrases.use(GOOD)
    keys = keys_of(2)
    driver = drivers.PassphraseDriver()
    with pytest.raises(WeakPassphrase):
        driver.seal_anew("too short")
    driver.seal_anew(OTHER)
    keystore.close()
    assert {name: keystore.named_key(name) for name in keys} == keys
    passphrases.use(GOOD)
    with pytest.raises(WrongPassphrase):
        driver.versions()
