"""`./amana up` and the passphrase of the master key: who is asked, what is refused, and what starts without it."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from amana.accounts import commands
from amana.backups.verbs import keys
from amana.commandline.verb import Stop
from amana.trust.models import Line
from amana.vault import keystore, passphrases, storekeeping
from amana.web.cli import instance, processes, serving
from amana.web.cli.processes import Part
from amana.web.cli.verbs import restore
from amana.web.cli.verbs.up import announce

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
GOOD = "pomegranate ladder winter spoon"
OTHER = "seven quiet rivers under snow"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder; nobody has chosen a keeper of the master, and there is no terminal."""
    keystore.close()
    settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = tmp_path / "keystore.sqlite3", tmp_path / "master.key"
    settings.AMANA_KEY_DRIVER, settings.AMANA_DATA = "", tmp_path
    monkeypatch.setattr(passphrases, "is_at_a_terminal", lambda: False)
    yield tmp_path
    keystore.close()
    passphrases.forget()


def type_at_a_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    waiting = list(lines)
    monkeypatch.setattr(passphrases, "is_at_a_terminal", lambda: True)
    monkeypatch.setattr(passphrases, "_ask", lambda question: waiting.pop(0))
    return waiting


def begin_with_passphrase() -> None:
    passphrases.use(GOOD)
    assert instance.unlock(empty=True)
    commands.begin_instance(demo_password="", now=MORNING)
    keystore.close()
    passphrases.forget()


def begin_with_plain_file(settings: Settings, *, demo: bool) -> None:
    settings.AMANA_KEY_DRIVER = "file"
    commands.begin_instance(demo_password="made up and shown" if demo else "", now=MORNING)
    settings.AMANA_KEY_DRIVER = ""


def test_a_new_instance_without_a_passphrase_is_not_made(folder: Path) -> None:
    with pytest.raises(Stop, match="AMANA_MASTER_PASSPHRASE_FILE"):
        instance.unlock(empty=True)
    assert [file.name for file in folder.iterdir() if "master" in file.name or "keystore" in file.name] == []


def test_a_new_instance_of_real_people_with_a_plain_file_is_not_made(folder: Path, settings: Settings) -> None:
    settings.AMANA_KEY_DRIVER = "file"
    with pytest.raises(Stop, match="for the demo alone"):
        instance.unlock(empty=True)
    assert not (folder / "master.key").exists()


def test_a_new_instance_asks_twice_and_lies_under_the_passphrase(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    type_at_a_terminal(monkeypatch, GOOD, OTHER)
    with pytest.raises(Stop, match="not the same"):
        instance.unlock(empty=True)
    type_at_a_terminal(monkeypatch, "short", "short")
    with pytest.raises(Stop, match="at least 20 characters"):
        instance.unlock(empty=True)
    waiting = type_at_a_terminal(monkeypatch, GOOD, GOOD)
    assert instance.unlock(empty=True) and not waiting
    commands.begin_instance(demo_password="", now=MORNING)
    assert storekeeping.keepers() == {"passphrase"}
    assert (folder / "master.sealed").exists() and not (folder / "master.key").exists()
    instance.refuse_plain_master()
    assert instance.warn_lines() == []


def test_a_demo_needs_no_passphrase_and_says_at_its_start_that_it_is_plain(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert instance.unlock(empty=False)
    commands.begin_instance(demo_password="made up and shown", now=MORNING)
    assert storekeeping.keepers() == {"file"}
    instance.refuse_plain_master()
    announce(8000)
    assert "whoever copies the folder reads everything in it" in capsys.readouterr().out


def test_an_instance_of_real_people_with_a_plain_file_does_not_start_and_the_way_out_works(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_with_plain_file(settings, demo=False)
    key = keystore.named_key("one")
    with pytest.raises(Stop, match=r"\./amana keys rotate master --to passphrase"):
        instance.refuse_plain_master()
    with pytest.raises(Stop, match="passphrase"):
        keys.run(["rotate", "master", "--to", "passphrase"])
    assert (folder / "master.key").exists()
    passphrases.use(GOOD)
    assert keys.run(["rotate", "master", "--to", "passphrase"]) == 0
    assert "Earlier copies of the folder open as they did" in capsys.readouterr().out
    instance.refuse_plain_master()
    keystore.close()
    assert keystore.named_key("one") == key
    with pytest.raises(Stop, match="a demo alone"):
        keys.run(["rotate", "master", "--to", "file"])
    assert not (folder / "master.key").exists()


def test_a_wrong_passphrase_is_said_three_times_and_nothing_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_with_passphrase()
    before = {file.name: file.read_bytes() for file in folder.glob("master*")}
    waiting = type_at_a_terminal(monkeypatch, OTHER, OTHER, OTHER, GOOD)
    with pytest.raises(Stop, match="no other key store was made"):
        instance.unlock(empty=False)
    assert waiting == [GOOD]
    assert {file.name: file.read_bytes() for file in folder.glob("master*")} == before
    type_at_a_terminal(monkeypatch, OTHER, GOOD)
    assert instance.unlock(empty=False)


def test_an_instance_whose_file_of_the_master_is_gone_gets_no_other(folder: Path) -> None:
    begin_with_passphrase()
    (folder / "master.sealed").unlink()
    passphrases.use(GOOD)
    with pytest.raises(Stop, match=r"master\.sealed in the data folder"):
        instance.unlock(empty=False)
    assert not list(folder.glob("master*"))


def test_without_terminal_and_file_it_starts_locked_and_opens_when_the_file_is_there(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_with_passphrase()
    assert not instance.unlock(empty=False)
    announce(8000, locked=True)
    assert "the desk answers 503" in capsys.readouterr().out
    settings.AMANA_MASTER_PASSPHRASE_FILE = str(folder / "given")
    (folder / "given").write_text(OTHER)
    with pytest.raises(Stop, match="does not open the master key"):
        instance.unlock(empty=False)
    (folder / "given").write_text(GOOD)
    assert instance.unlock(empty=False)


def test_only_the_parts_that_open_the_key_store_get_the_passphrase(tmp_path: Path, settings: Settings) -> None:
    passphrases.use(GOOD)
    settings.AMANA_MASTER_PASSPHRASE_FILE = str(tmp_path / "nothing")
    asks = (
        "import os, sys; number = os.environ.get('AMANA_MASTER_FD')\n"
        "held = os.pread(int(number), 999, 0).decode() if number else ''\n"
        "open(sys.argv[1], 'w').write(held + '|' + os.environ.get('AMANA_MASTER_PASSPHRASE_FILE', ''))"
    )
    os.environ["AMANA_MASTER_PASSPHRASE_FILE"] = "/run/amana/passphrase"
    try:
        for name, opens, face in (("worker", True, "desk"), ("public face", False, "public")):
            out = tmp_path / name
            part = Part(name, (sys.executable, "-c", asks, str(out)), face, opens_keys=opens)
            assert processes._start(part).wait(30) == 0
            assert (GOOD in out.read_text()) is opens
            assert ("/run/amana" in out.read_text()) is opens
    finally:
        del os.environ["AMANA_MASTER_PASSPHRASE_FILE"]
    assert {part.name for part in processes.parts(1, 2) if part.opens_keys} == {"desk", "worker", "pepper"}


def test_what_the_desk_starts_is_a_fork_that_keeps_the_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    methods: list[str] = []
    monkeypatch.setattr("multiprocessing.set_start_method", methods.append)
    monkeypatch.setattr(serving, "entrypoint", lambda: methods.append("granian"))
    serving.start()
    assert methods == ["fork", "granian"]
    desk = next(part for part in processes.parts(1, 2) if part.name == "desk")
    assert serving.__name__ in desk.command


def test_another_passphrase_is_typed_after_the_present_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_with_passphrase()
    type_at_a_terminal(monkeypatch, OTHER)
    with pytest.raises(Stop, match="does not open the master key"):
        keys.run(["passphrase"])
    waiting = type_at_a_terminal(monkeypatch, GOOD, OTHER, OTHER)
    assert keys.run(["passphrase"]) == 0 and not waiting
    assert Line.objects.filter(verb="trust.passphrase_changed").count() == 1
    passphrases.forget()
    passphrases.use(OTHER)
    assert instance.unlock(empty=False)


def test_a_restore_that_broke_off_asks_for_the_passphrase_that_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_with_passphrase()
    waiting = type_at_a_terminal(monkeypatch, GOOD)
    restore._take_passphrase()
    assert not waiting
    passphrases.forget()
    type_at_a_terminal(monkeypatch, OTHER)
    with pytest.raises(Stop, match="does not open the master key"):
        restore._take_passphrase()


def test_a_restore_into_an_empty_place_asks_for_a_new_passphrase_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = type_at_a_terminal(monkeypatch, GOOD, GOOD)
    restore._take_passphrase()
    assert not waiting and passphrases.current() == GOOD


def test_the_desk_waits_with_503_and_says_who_can_open_it(settings: Settings, client: Client) -> None:
    begin_with_passphrase()
    answer = client.get("/")
    assert answer.status_code == 503 and b"waits for the passphrase" in answer.content
    assert b"Who can open it again" not in answer.content
    settings.AMANA_WHO_UNLOCKS = "the <office> of Sara, 0750 000 0000"
    assert b"Who can open it again: the &lt;office&gt; of Sara, 0750 000 0000" in client.get("/").content
    passphrases.use(GOOD)
    assert client.get("/").status_code != 503
