"""Each control twice: as it should be, and with the fault that it is there to see."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from amana.cases import commands as cases
from amana.cases import queries
from amana.commandline.verb import Stop
from amana.doctor import face, keeping, looking, machine, messages, stores
from amana.doctor.finding import AMBER, GREEN, RED, Finding, worst
from amana.doctor.verbs import doctor as verb
from amana.trust.actor import SYSTEM
from amana.trust.trail import record, sequence
from amana.upkeep.heartbeat import beat
from amana.vault.models import Sealed
from tests.cast import World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GIGABYTE = 1024**3
COOKIE = {"name": "__Host-amana", "secure": True, "httponly": True, "samesite": "Strict"}
SQLITE = {"synchronous": "2", "journal_mode": "wal", "secure_delete": "1", "foreign_keys": "1"}
SERVER = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
OURS = {"Strict-Transport-Security": "max-age=31536000", "Cache-Control": "no-store"}

JUDGED: list[tuple[Callable[..., Finding], tuple[object, ...], str]] = [
    (face.debug, (False,), GREEN),
    (face.debug, (True,), RED),
    (face.hosts, (["amana.example.org"],), GREEN),
    (face.hosts, (["*"],), RED),
    (face.hosts, ([".example.org"],), RED),
    (face.https, (True, ["amana.example.org"], face.YEAR), GREEN),
    (face.https, (True, ["amana.example.org"], 3600), AMBER),
    (face.https, (False, ["localhost", "127.0.0.1"], 0), AMBER),
    (face.https, (False, ["amana.example.org"], 0), RED),
    (face.passkeys, (["amana.example.org", "localhost"], True, False), GREEN),
    (face.passkeys, (["localhost"], False, False), GREEN),
    (face.passkeys, (["localhost", "127.0.0.1"], False, False), AMBER),
    (face.passkeys, (["amana.example.org"], False, True), AMBER),
    (face.passkeys, (["amana.example.org"], False, False), RED),
    (face.passkeys, (["192.168.1.7"], True, False), RED),
    (face.cookies, ({"session": COOKIE}, True), GREEN),
    (face.cookies, ({"session": {**COOKIE, "name": "amana", "secure": False}}, False), AMBER),
    (face.cookies, ({"session": {**COOKIE, "secure": False}}, True), RED),
    (face.cookies, ({"session": {**COOKIE, "httponly": False}}, True), RED),
    (face.cookies, ({"session": {**COOKIE, "samesite": "Lax"}}, True), RED),
    (face.proxy, (200, OURS, True), GREEN),
    (face.proxy, (None, {}, False), AMBER),
    (face.proxy, (200, OURS, False), AMBER),
    (face.proxy, (200, {"Cache-Control": "no-store"}, True), RED),
    (face.proxy, (200, {"Strict-Transport-Security": "max-age=31536000"}, True), RED),
    (face.proxy, (502, OURS, True), RED),
    (messages.connectors, ("", None, 0, ()), GREEN),
    (messages.connectors, ("", 0o100600, 2, ()), GREEN),
    (messages.connectors, ("connectors.a: secret is missing", 0o100600, 0, ()), RED),
    (messages.connectors, ("", 0o100640, 2, ()), RED),
    (messages.connectors, ("", 0o100600, 2, ("twilio",)), RED),
    (messages.check_refused, ({"twilio": 3},), GREEN),
    (messages.check_refused, ({"twilio": 20},), AMBER),
    (messages.door_out, (0, HOUR, HOUR, True), GREEN),
    (messages.door_out, (0, None, None, False), GREEN),
    (messages.door_out, (0, None, None, True), AMBER),
    (messages.door_out, (0, None, 3 * DAY, True), AMBER),
    (messages.door_out, (2, HOUR, HOUR, True), RED),
    (messages.door_out, (0, 4 * DAY, HOUR, True), RED),
    (stores.layers, ("postgresql", True, ()), GREEN),
    (stores.layers, ("sqlite", False, ()), AMBER),
    (stores.layers, ("postgresql", False, ("superuser",)), RED),
    (stores.letter_box, ("postgresql", True, (), True, True), GREEN),
    (stores.letter_box, ("sqlite", False, (), True, True), GREEN),
    (stores.letter_box, ("postgresql", False, (), True, True), AMBER),
    (stores.letter_box, ("postgresql", True, ("reads",), True, True), RED),
    (stores.letter_box, ("sqlite", False, (), False, True), RED),
    (stores.letter_box, ("sqlite", False, (), True, False), RED),
    (stores.durability, ("sqlite", SQLITE), GREEN),
    (stores.durability, ("sqlite", {**SQLITE, "synchronous": "1"}), RED),
    (stores.durability, ("postgresql", SERVER), GREEN),
    (stores.durability, ("postgresql", {**SERVER, "fsync": "off"}), RED),
    (stores.check_migrations, (0,), GREEN),
    (stores.check_migrations, (2,), RED),
    (stores.put_back, ([],), GREEN),
    (stores.put_back, (["a text"],), RED),
    (stores.master, ({"passphrase"}, True, False, False), GREEN),
    (stores.master, ({"passphrase"}, False, False, False), RED),
    (stores.master, ({"credential"}, True, False, True), GREEN),
    (stores.master, ({"credential"}, True, False, False), RED),
    (stores.master, ({"pkcs11"}, True, False, False), GREEN),
    (stores.master, ({"file"}, True, False, True), RED),
    (stores.master, ({"file", "passphrase"}, True, False, True), RED),
    (stores.master, ({"file"}, True, True, True), RED),
    (stores.master, (set(), False, False, False), RED),
    (stores.apart, (False, False, "sqlite"), GREEN),
    (stores.apart, (True, True, "sqlite"), AMBER),
    (stores.recovery, (5, 30 * DAY), GREEN),
    (stores.recovery, (5, None), AMBER),
    (stores.recovery, (5, 400 * DAY), AMBER),
    (stores.recovery, (0, None), RED),
    (keeping.trail, (HOUR, 0), GREEN),
    (keeping.trail, (None, 0), AMBER),
    (keeping.trail, (4 * DAY, 0), AMBER),
    (keeping.trail, (HOUR, 2), RED),
    (machine.file_modes, ({Path("master.key"): 0o100600},), GREEN),
    (machine.file_modes, ({Path("master.key"): 0o100640},), RED),
    (machine.core_dumps, ({"process 7": 0},), GREEN),
    (machine.core_dumps, ({},), AMBER),
    (machine.core_dumps, ({"process 7": 0, "process 8": -1},), RED),
    (machine.swap, ({},), GREEN),
    (machine.swap, ({"/dev/zram0": "memory", "/dev/dm-1": "encrypted"},), GREEN),
    (machine.swap, ({"/dev/sda2": "plain"},), RED),
    (machine.disk, (50 * GIGABYTE, 100 * GIGABYTE), GREEN),
    (machine.disk, (5 * GIGABYTE, 100 * GIGABYTE), AMBER),
    (machine.disk, (GIGABYTE, 100 * GIGABYTE), RED),
    (machine.clock, (True, timedelta(0)), GREEN),
    (machine.clock, (None, timedelta(0)), AMBER),
    (machine.clock, (True, timedelta(minutes=-5)), RED),
    (machine.scanner, (True,), GREEN),
    (machine.scanner, (False,), AMBER),
    (machine.worker_of_files, (["memory", "processor", "files", "calls"],), GREEN),
    (machine.worker_of_files, (["memory", "processor", "files"],), AMBER),
    (machine.worker_of_files, (None,), RED),
    (keeping.clock_jumps, (None, 0), GREEN),
    (keeping.clock_jumps, (DAY, -7200), AMBER),
    (keeping.moved_factors, (0,), GREEN),
    (keeping.moved_factors, (1,), RED),
    (keeping.moved_factors, (None,), AMBER),
    (keeping.rotations, (None, (), DAY), GREEN),
    (keeping.rotations, (80 * DAY, ["codes"], DAY), GREEN),
    (keeping.rotations, (100 * DAY, ["codes"], DAY), AMBER),
    (keeping.rotations, (None, (), None), AMBER),
    (keeping.rotations, (None, (), 400 * DAY), AMBER),
    (keeping.rotations, (None, None, DAY), AMBER),
    (keeping.worker, (timedelta(seconds=5), None), GREEN),
    (keeping.worker, (None, None), RED),
    (keeping.worker, (HOUR, None), RED),
    (keeping.worker, (timedelta(seconds=5), HOUR), RED),
    (keeping.witnesses, (2, HOUR, 3), GREEN),
    (keeping.witnesses, (1, HOUR, 3), AMBER),
    (keeping.witnesses, (2, 2 * DAY, 3), AMBER),
    (keeping.witnesses, (0, None, 3), RED),
    (keeping.witnesses, (2, None, 3), RED),
    (keeping.witnesses, (2, 8 * DAY, 3), RED),
    (keeping.backup, (DAY,), GREEN),
    (keeping.backup, (3 * DAY,), AMBER),
    (keeping.backup, (None,), RED),
    (keeping.backup, (8 * DAY,), RED),
    (keeping.drill, (50 * DAY,), GREEN),
    (keeping.drill, (120 * DAY,), AMBER),
    (keeping.drill, (None,), RED),
    (keeping.second_factors, (0, 0, False), GREEN),
    (keeping.second_factors, (9, 9, True), AMBER),
    (keeping.second_factors, (1, 0, False), RED),
    (keeping.second_factors, (0, 1, False), RED),
    (keeping.advisories, (DAY, 0), GREEN),
    (keeping.advisories, (None, 0), AMBER),
    (keeping.advisories, (40 * DAY, 0), AMBER),
    (keeping.advisories, (DAY, 2), RED),
]


@pytest.mark.parametrize(("judge", "values", "light"), JUDGED)
def test_a_control_is_judged(judge: Callable[..., Finding], values: tuple[object, ...], light: str) -> None:
    found = judge(*values)
    assert found.light == light
    assert bool(found.remedy) == (light != GREEN), "whatever is not green says what to do"


def test_each_control_is_judged_good_and_bad() -> None:
    lights: dict[str, set[str]] = {}
    for judge, values, light in JUDGED:
        lights.setdefault(judge(*values).control, set()).add(light)
    assert {name for name, seen in lights.items() if GREEN not in seen or len(seen) < 2} == set()


# The values are found ---------------------------------------------------------------------------------------


def find(control: str) -> Finding:
    """The finding of one control about the instance of this test."""
    return next(each for each in looking.examine() if each.control == control)


@pytest.mark.django_db
def test_the_instance_of_this_test_is_examined(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run(["--json"]) == 1
    found = {each["control"]: each for each in json.loads(capsys.readouterr().out)}
    assert len(found) == len(looking.CONTROLS) + 1
    assert found["debug"]["light"] == GREEN
    assert found["migrations"]["light"] == GREEN
    assert found["witnesses"]["light"] == RED
    assert found["security by row"]["light"] == (AMBER if connection.vendor == "sqlite" else GREEN)
    assert verb.run([]) == 1
    said = capsys.readouterr().out
    assert "Remedy:" in said and "green  debug" not in said
    assert {"red", "amber", "green"} >= {each["light"] for each in found.values()}


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(at: str) -> list[Finding]:
        raise OperationalError(at)

    monkeypatch.setattr("amana.doctor.looking.examine", examine)
    with pytest.raises(Stop, match="the database does not answer"):
        verb.run([])


def test_a_backup_a_drill_and_a_row_that_was_put_back_are_seen(world: World) -> None:
    assert find("backup").light == find("restore drill").light == RED
    record(SYSTEM, "backups.made", None, world.now)
    record(SYSTEM, "backups.drilled", None, world.now)
    assert find("backup").light == find("restore drill").light == GREEN
    case = world.case()
    text = queries.sealed_sections(case)["identity"]
    cases.change_section(world.rawan, case, "identity", fields={"full_name": "Abeba"}, revision=1, now=world.now)
    assert find("database and trail").light == GREEN
    Sealed.objects.filter(id=text.id).update(revision=1)
    assert find("database and trail").light == RED


@pytest.mark.real_clock
@pytest.mark.django_db
def test_a_worker_is_heard(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AMANA_DATA", tmp_path)
    sequence()
    assert find("worker").light == RED
    beat(world.now)
    assert find("worker").light == GREEN


@pytest.mark.django_db
def test_a_secret_that_others_can_read_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AMANA_DATA", tmp_path)
    tmp_path.chmod(0o700)
    (tmp_path / "master.key").touch(0o600)
    assert machine.file_modes(looking.secret_files()).light == GREEN
    (tmp_path / "master.key").chmod(0o644)
    assert machine.file_modes(looking.secret_files()).light == RED


def test_what_a_swap_lies_on_is_found(tmp_path: Path) -> None:
    (tmp_path / "swaps").write_text(
        "Filename Type Size Used\n/dev/sda2 partition 1 0\n/dev/zram0 partition 1 0\n/dev/dm-7 x 1 0\n"
    )
    uuid = tmp_path / "block" / "dm-7" / "dm" / "uuid"
    uuid.parent.mkdir(parents=True)
    uuid.write_text("CRYPT-PLAIN-swap")
    found = looking.swap_devices(tmp_path, tmp_path)
    assert found == {"/dev/sda2": "plain", "/dev/zram0": "memory", "/dev/dm-7": "encrypted"}


def test_a_process_that_may_leave_its_memory_on_the_disk_is_found(tmp_path: Path) -> None:
    for number, size in (("11", "0"), ("12", "unlimited")):
        process = tmp_path / number
        process.mkdir()
        (process / "cmdline").write_bytes(b"python\0-m\0granian\0amana.web.wsgi_desk:application\0")
        (process / "limits").write_text(
            f"Max core file size        {size}                    unlimited            bytes\n"
        )
    assert looking.core_limits(tmp_path) == {"process 11": 0, "process 12": -1}


@pytest.mark.parametrize("process", ["amana.web.cli", "amana.web.wsgi_desk", "amana.web.wsgi_public"])
def test_our_processes_leave_no_core_file(process: str) -> None:
    starts = "import runpy, sys; sys.argv = ['x', '--help']\n" if process.endswith("cli") else ""
    code = (
        f"import resource\n{starts}try:\n    "
        + (f"runpy.run_module('{process}', run_name='__main__')" if starts else f"import {process}")
        + "\nexcept SystemExit: pass\nprint(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    settings_of = "amana.web.settings.public" if process.endswith("public") else "amana.web.settings.desk"
    asked = subprocess.run(
        [sys.executable, "-c", code], env={"AMANA_DATA": str(settings.AMANA_DATA), "DJANGO_SETTINGS_MODULE": settings_of},
        capture_output=True, text=True, check=True, preexec_fn=_allow_cores,
    )  # fmt: skip
    assert asked.stdout.splitlines()[-1] == "(0, 0)"


def _allow_cores() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def test_the_worst_light_decides() -> None:
    assert worst([]) == GREEN
    assert worst([Finding("one", AMBER, "", "do"), Finding("other", RED, "", "do")]) == RED


@pytest.mark.parametrize(("device", "answer", "found"), [(False, 0, False), (True, 1, False), (True, 0, True)])
def test_a_tpm_is_there_when_kernel_and_systemd_both_say_so(
    device: bool, answer: int, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = tmp_path / "tpm"
    devices.mkdir()
    if device:
        (devices / "tpm0").touch()
    program = tmp_path / "systemd-creds"
    program.write_text(f'#!/bin/sh\n[ "$1" = has-tpm2 ] && exit {answer}\nexit 9\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert looking.has_tpm(devices) is found
