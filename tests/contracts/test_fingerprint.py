"""A leak of each kind is the fault of the test that left it: planted once, found, and taken away again."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone, translation

from amana.cases import deeds, events
from amana.commandline.project import PROJECT
from amana.intake import pack
from amana.upkeep.models import Cleared
from amana.vault import relocking
from amana.vault.clock import now
from amana.web.components import icons
from tests import fingerprint

type Undo = Callable[[], object]


def _thread() -> Undo:
    ends = threading.Event()
    thread = threading.Thread(target=ends.wait, name="left alone")
    thread.start()

    def end() -> None:
        ends.set()
        thread.join()

    return end


def _child() -> Undo:
    child = subprocess.Popen(["sleep", "600"])

    def end() -> None:
        child.kill()
        child.wait()

    return end


def _port() -> Undo:
    listening = socket.create_server(("127.0.0.1", 0))
    return listening.close


def _folder() -> Undo:
    here = Path.cwd()
    os.chdir("/")
    return lambda: os.chdir(here)


def _mask() -> Undo:
    before = os.umask(0o027)
    return lambda: os.umask(before)


def _variable() -> Undo:
    os.environ["LEFT"] = "behind"
    return lambda: os.environ.pop("LEFT")


def _language() -> Undo:
    translation.activate("ckb")
    return translation.deactivate


def _zone() -> Undo:
    timezone.activate("Asia/Tokyo")
    return timezone.deactivate


def _setting() -> Undo:
    before = settings.AMANA_PACK
    settings.AMANA_PACK = "elsewhere"
    return lambda: setattr(settings, "AMANA_PACK", before)


def _override() -> Undo:
    other = override_settings(AMANA_PACK="elsewhere")
    other.enable()
    return other.disable


def _registration() -> Undo:
    deeds._offers.append(lambda *_: ())
    return deeds._offers.pop


def _other_registry() -> Undo:
    patch = pytest.MonkeyPatch()
    patch.setattr(deeds, "_offers", [])
    return patch.undo


def _receiver() -> Undo:
    def receive(**_: object) -> None: ...

    events.case_closed.connect(receive, weak=False)
    return lambda: events.case_closed.disconnect(receive)


def _context() -> Undo:
    token = relocking._due.set(set())
    return lambda: relocking._due.reset(token)


def _cleared() -> Undo:
    icons.sprite.cache_clear()
    return icons.sprite


@pytest.mark.parametrize(
    ("plant", "left"),
    [
        (_thread, "thread: left alone"),
        (_child, "child: "),
        (_port, "port: "),
        (_folder, "folder: of the process"),
        (_mask, "mask: of new files"),
        (_variable, "environment: LEFT"),
        (_language, "language: ckb"),
        (_zone, "time zone: Asia/Tokyo"),
        (_setting, "settings: AMANA_PACK"),
        (_override, "settings: override_settings"),
        (_registration, "registered: amana.cases.deeds._offers"),
        (_other_registry, "registered: amana.cases.deeds._offers"),
        (_receiver, "registered: amana.cases.events.case_closed"),
        (_context, "registered: amana.vault.relocking._due"),
        (_cleared, "registered: amana.web.components.icons.sprite"),
    ],
)
def test_each_kind_of_leak_is_found(plant: Callable[[], Undo], left: str, request: pytest.FixtureRequest) -> None:
    icons.sprite()
    before = fingerprint.take()
    assert fingerprint.left_behind(before, fingerprint.take()) == []
    request.addfinalizer(plant())
    found = fingerprint.left_behind(before, fingerprint.take())
    assert any(each.startswith(left) for each in found), found
    assert {each.partition(":")[0] for each in found} == {left.partition(":")[0]}


@pytest.mark.django_db(transaction=True)
def test_a_row_that_stays_is_found() -> None:
    before = fingerprint.take(rows=True)
    Cleared.objects.create(at=now(), kind="planted", count=1)
    assert fingerprint.left_behind(before, fingerprint.take(rows=True)) == [f"rows: {Cleared._meta.db_table}"]


@pytest.mark.django_db
def test_what_a_request_left_is_nobodys_fault() -> None:
    before = fingerprint.take()
    Client().get("/sign-in/", headers={"accept-language": "ckb"})
    assert translation.get_language() == "ckb"
    assert fingerprint.left_behind(before, fingerprint.take()) == []
    translation.activate("ar")
    assert fingerprint.left_behind(before, fingerprint.take()) == ["language: ar"]
    translation.deactivate()


def test_a_cache_may_be_filled() -> None:
    before = fingerprint.take()
    pack.rules_from(pack.rules_text()[1].replace("}", "} ", 1))  # a text that nobody asked for yet
    assert fingerprint.left_behind(before, fingerprint.take()) == []


TESTS = """
import os, threading
import pytest

@pytest.fixture(scope="module")
def scene():
    os.environ["OF_THE_SCENE"] = "1"
    yield
    del os.environ["OF_THE_SCENE"]

def test_first(scene): ...

def test_leaves_something(scene):
    os.environ["LEFT"] = "behind"

def test_is_not_blamed(scene):
    assert os.environ["LEFT"]

def test_asks_for_something_shared_while_it_runs(request):
    request.getfixturevalue("of_the_run")

@pytest.fixture(scope="session")
def of_the_run():
    os.environ["OF_THE_RUN"] = "1"
    yield
    del os.environ["OF_THE_RUN"]

def test_gives_back(monkeypatch):
    monkeypatch.setenv("GIVEN_BACK", "1")

def test_leaves_a_thread_that_ends():
    threading.Timer(0.2, print).start()
"""


def test_the_test_that_left_something_fails_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.fingerprint"]\n', encoding="utf-8")
    (tmp_path / "test_planted.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    path = os.pathsep.join(map(str, (PROJECT / "src", PROJECT)))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "amana.web.settings.test"},
        check=False,
        capture_output=True,
        text=True,
    )
    errors = [line for line in done.stdout.splitlines() if line.startswith("ERROR ")]
    assert len(errors) == 1, done.stdout
    assert "test_planted.py::test_leaves_something" in errors[0]
    assert "environment: LEFT" in done.stdout
    assert "6 passed, 1 error" in done.stdout
