"""Collects, on this machine and in this instance, the values that are judged."""

import ctypes
import http.client
import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amana import vault
from amana.commandline.project import PROJECT
from amana.countrypacks.dates import day_of
from amana.doctor import face, keeping, machine, messages, stores
from amana.doctor.finding import Finding
from amana.errors import AmanaError
from amana.messages import queries as outbox
from amana.messages import refused
from amana.messages.connectors import BadFile, load_configuration
from amana.messages.connectors import file as connectors_file
from amana.public_reports import queries as public_reports
from amana.row_security import layers
from amana.row_security.public_face import what_is_too_much
from amana.signin import factor_rows, factors
from amana.trust import account_watch
from amana.trust import queries as trust
from amana.trust.trail import watch
from amana.upkeep import rotations
from amana.upkeep.heartbeat import heartbeat
from amana.uploads import cleaning
from amana.vault import pepper, storekeeping
from amana.vault.clock import now
from amana.vault.errors import KeyStoreAway

ADVISORIES = "advisories.json"
_OURS = ("amana.web.wsgi_", "amana.web.cli worker", "amana.web.cli keyservice", "amana.web.cli pepper")
_TIME_ERROR = 5  # what adjtimex answers while the clock follows nothing; from <sys/timex.h>


def examine(at: str = "") -> list[Finding]:
    """Every control judged, in the order of `CONTROLS`; `at` is the address that people use, checked when given."""
    return [*(look() for look in CONTROLS), _proxy(at)]


# The machine --------------------------------------------------------------------------------------------


def core_limits(proc: Path = Path("/proc")) -> dict[str, int]:
    """The largest core file of each process of ours that runs here, in bytes; -1 for no limit."""
    found = {}
    for process in proc.glob("[0-9]*"):
        try:
            command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if any(name in command for name in _OURS):
                line = next(row for row in (process / "limits").read_text().splitlines() if "core file" in row)
                soft = line.split()[4]
                found[f"process {process.name}"] = -1 if soft == "unlimited" else int(soft)
        except (OSError, StopIteration):
            continue  # it ended while we looked, or is somebody else's
    return found


def swap_devices(proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> dict[str, str]:
    """Returns each swap device or file, and its kind: plain, encrypted, or memory."""
    found = {}
    for line in (proc / "swaps").read_text().splitlines()[1:]:
        device = line.split()[0]
        kind = "memory" if "/zram" in device else "plain"
        uuid = sys / "block" / Path(device).resolve().name / "dm" / "uuid"
        if uuid.is_file() and uuid.read_text().startswith("CRYPT"):
            kind = "encrypted"
        found[device] = kind
    return found


def follows_a_time_server() -> bool | None:
    """Whether the kernel says that something sets its clock; None where it does not say."""
    about = ctypes.create_string_buffer(1024)  # struct timex with all modes 0: it is only read
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    state = adjtimex(about) if adjtimex is not None else -1
    return None if state < 0 else state != _TIME_ERROR


def has_tpm(devices: Path = Path("/sys/class/tpm")) -> bool:
    """Whether systemd can seal by a TPM here: it says so itself, and the kernel shows one."""
    if not devices.is_dir() or not any(devices.iterdir()):
        return False
    program = shutil.which("systemd-creds")
    if program is None:
        return False
    done = subprocess.run([program, "has-tpm2"], capture_output=True, timeout=10, check=False)
    return done.returncode == 0


def secret_files() -> dict[Path, int]:
    """The mode of the data folder and of what in it only its owner may read."""
    data = Path(settings.AMANA_DATA)
    patterns = (
        "secret.key",
        "public.key",
        "letterbox",
        "letterbox/*",
        "master*",
        "*.sqlite3*",
        "keyservice",
        "keyservice/*",
    )
    found = [data, *(path for pattern in patterns for path in data.glob(pattern))]
    return {path: path.stat().st_mode for path in found}


def _disk() -> Finding:
    room = shutil.disk_usage(settings.AMANA_DATA)
    return machine.disk(room.free, room.total)


# The stores ---------------------------------------------------------------------------------------------


def _layers() -> Finding:
    said = layers()
    return stores.layers(said.database, said.by_row, said.faults)


def _letter_box() -> Finding:
    address = settings.AMANA_DATABASE_PUBLIC if connection.vendor == "postgresql" else ""
    too_much = what_is_too_much(address) if address else ()
    try:
        answers = bool(pepper.ask(b"doctor"))
    except KeyStoreAway:
        answers = False
    try:
        card = bool(vault.letter_box.card_signer()) and public_reports.has_card()
    except KeyStoreAway:
        card = False
    return stores.letter_box(connection.vendor, bool(address), too_much, answers, card)


def durable_settings() -> dict[str, str]:
    """Returns the database's settings on which a loss of power depends."""
    names = stores._SAFE[connection.vendor]
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")
            found[name] = str(cursor.fetchone()[0])
    return found


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    return stores.check_migrations(len(executor.migration_plan(executor.loader.graph.leaf_nodes())))


def _master() -> Finding:
    try:
        keepers = storekeeping.keepers()
    except KeyStoreAway:
        return stores.master(set(), False, trust.is_demo(), False)
    try:
        vault.keystore.check_reachable()
        opens = True
    except KeyStoreAway:
        opens = False
    return stores.master(keepers, opens, trust.is_demo(), has_tpm())


def _apart() -> Finding:
    store, base = Path(settings.AMANA_KEY_STORE), Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not store.exists() or not base.exists():
        return stores.apart(False, False, connection.vendor)
    return stores.apart(store.parent == base.parent, store.stat().st_dev == base.stat().st_dev, connection.vendor)


# Daily operation ------------------------------------------------------------------------------------------


def _age(moment: datetime | None) -> timedelta | None:
    return None if moment is None else now() - moment


def _worker() -> Finding:
    heard = heartbeat()
    last = datetime.fromtimestamp(heard.stat().st_mtime, UTC) if heard.exists() else None
    return keeping.worker(None if last is None else datetime.now(UTC) - last, _age(watch.waiting_since()))


def _witnesses() -> Finding:
    outside = watch.outside()
    return keeping.witnesses(outside.witnesses, _age(outside.handed_at), outside.younger)


def _trail() -> Finding:
    last = watch.last_check()
    return keeping.trail(_age(last.at if last else None), last.faults if last else 0)


def _jumps() -> Finding:
    last = watch.jumps()[-1:]
    return keeping.clock_jumps(_age(last[0][0]) if last else None, last[0][1] if last else 0)


def _second_factors() -> Finding:
    without, without_passkey = factors.accounts_without()
    return keeping.second_factors(without, without_passkey, trust.is_demo())


def _exchanged_keys() -> Finding:
    try:
        return keeping.exchanged_keys(vault.keyring.count_exchanged())
    except KeyStoreAway:
        return keeping.exchanged_keys(None)


def _moved_factors() -> Finding:
    try:
        return keeping.moved_factors(factor_rows.count_changed())
    except KeyStoreAway:
        return keeping.moved_factors(None)


def _changed_accounts() -> Finding:
    try:
        return keeping.changed_accounts(account_watch.names_of_changed())
    except KeyStoreAway:
        return keeping.changed_accounts(None)


def _rotations() -> Finding:
    rehearsed = _age(watch.last("trust.rotations_rehearsed"))
    try:
        under_way = {row.kind: row.since for row in rotations.list_kinds() if row.under_way and row.since}
    except KeyStoreAway:
        return keeping.rotations(None, None, rehearsed)
    oldest = min(under_way.values(), default=None)
    return keeping.rotations(_age(oldest), [kind for kind, at in under_way.items() if at == oldest], rehearsed)


def _advisories() -> Finding:
    kept = PROJECT / "docs" / "lookup" / ADVISORIES
    if not kept.exists():
        return keeping.advisories(None, 0)
    said = json.loads(kept.read_text())
    return keeping.advisories(datetime.now(UTC) - datetime.fromisoformat(said["at"]), len(said["found"]))


def _version() -> Finding:
    name = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return keeping.version(name, asked.stdout.strip())


# Messages -----------------------------------------------------------------------------------------------


def _connectors() -> Finding:
    path = connectors_file()
    mode = path.stat().st_mode if path.exists() else None
    try:
        found = load_configuration()
    except BadFile as fault:
        return messages.connectors(str(fault), mode, 0, ())
    return messages.connectors("", mode, found.number, found.insecure)


def _refused_requests() -> Finding:
    return messages.check_refused(refused.since(day_of(now() - timedelta(days=1))))


def _door_out() -> Finding:
    try:
        sends = bool(load_configuration().channels)
    except BadFile:
        sends = False
    late, oldest = outbox.waiting_since(now())
    return messages.door_out(late, _age(oldest), _age(watch.last("messages.key_renewed")), sends)


# The faces ----------------------------------------------------------------------------------------------


def _cookies() -> Finding:
    said: dict[str, dict[str, object]] = {
        what: {
            "name": getattr(settings, f"{prefix}_NAME"),
            "secure": getattr(settings, f"{prefix}_SECURE"),
            "httponly": getattr(settings, f"{prefix}_HTTPONLY"),
            "samesite": getattr(settings, f"{prefix}_SAMESITE"),
        }
        for what, prefix in (("session", "SESSION_COOKIE"), ("form", "CSRF_COOKIE"))
    }
    return face.cookies(said, settings.HTTPS)


def _https() -> Finding:
    return face.https(settings.HTTPS, settings.ALLOWED_HOSTS, getattr(settings, "SECURE_HSTS_SECONDS", 0))


def _proxy(at: str) -> Finding:
    if not at:
        return face.proxy(None, {}, False)
    status, headers = _send_request(Request(f"{at.rstrip('/')}/sign-in/"))  # noqa: S310  (the operator's own address)
    large, _ = _send_request(Request(f"{at.rstrip('/')}/sign-in/", data=bytes(14 * 1024 * 1024)))  # noqa: S310
    return face.proxy(status, headers, large in (None, 413))


def _worker_of_files() -> Finding:
    try:
        return machine.worker_of_files(cleaning.what_holds())
    except (AmanaError, OSError):
        return machine.worker_of_files(None)


def _send_request(request: Request) -> tuple[int | None, dict[str, str]]:
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status), dict(answer.headers)
    except HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers)
    except (URLError, OSError, http.client.HTTPException):
        return None, {}


CONTROLS: Sequence[Callable[[], Finding]] = (
    lambda: face.debug(settings.DEBUG),
    lambda: face.hosts(settings.ALLOWED_HOSTS),
    _https,
    lambda: face.passkeys(settings.ALLOWED_HOSTS, settings.HTTPS, trust.is_demo()),
    _cookies,
    _layers,
    _letter_box,
    lambda: stores.durability(connection.vendor, durable_settings()),
    _migrations,
    lambda: stores.put_back(watch.put_back()),
    _master,
    _apart,
    lambda: stores.recovery(len(vault.recovery.officers()), _age(watch.last("trust.recovery_drilled"))),
    lambda: machine.file_modes(secret_files()),
    lambda: machine.core_dumps(core_limits()),
    lambda: machine.swap(swap_devices()),
    _disk,
    lambda: machine.clock(follows_a_time_server(), now() - datetime.now(UTC)),
    _jumps,
    _worker_of_files,
    lambda: machine.scanner(shutil.which("clamdscan") is not None),
    _worker,
    _connectors,
    _refused_requests,
    _door_out,
    _trail,
    _witnesses,
    lambda: keeping.backup(_age(watch.last("backups.made"))),
    lambda: keeping.drill(_age(watch.last("backups.drilled"))),
    _second_factors,
    _moved_factors,
    _exchanged_keys,
    _changed_accounts,
    _rotations,
    _advisories,
    _version,
)
