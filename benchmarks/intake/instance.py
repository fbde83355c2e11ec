"""A throw-away instance with its processes: public face, pepper and worker, on SQLite or on a PostgreSQL of its own.

Both databases wait for the disk, as in an instance.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from tests.processes import free_port, seconds_of_processor

ROOT = Path(__file__).resolve().parents[2]
THREADS = 4


class Instance:
    """Its folder, its environment and what runs of it."""

    def __init__(self, folder: Path, addresses: dict[str, str], settings: str) -> None:
        self.folder, self.port = folder, free_port()
        self.log = folder / "log"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AMANA_", "DJANGO_"))},
            **addresses,
            "AMANA_DATA": str(folder / "data"),
            "AMANA_KEY_DRIVER": "file",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        self.settings = settings

    def ask(self, act: str, *values: str) -> Any:
        """What `benchmarks.intake.inside` answers, as a process of the desk."""
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.intake.inside", act, *values],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "amana.web.settings.desk"},
            cwd=ROOT, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        return json.loads(answer.stdout.decode().strip().rpartition("\n")[2])

    def start(self, *parts: str) -> None:
        """These parts run, and the public face answers. Raises TimeoutError with what they said."""
        granian = (
            "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--log-level", "error", "--no-log",
            "--backlog", "1024", "--port", str(self.port), "--blocking-threads", str(THREADS),
            "amana.web.wsgi_public:application",
        )  # fmt: skip
        commands = {
            "public": granian,
            "pepper": ("-m", "amana.web.cli", "pepper"),
            "worker": ("-m", "amana.web.cli", "worker"),
        }
        with self.log.open("ab") as log:
            for part in parts:
                settings = self.settings if part == "public" else "amana.web.settings.desk"
                self.running[part] = subprocess.Popen(
                    [sys.executable, *commands[part]], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                    env=self.environment | {"DJANGO_SETTINGS_MODULE": settings},
                )  # fmt: skip
        deadline = time.monotonic() + 90
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError(self.log.read_text())
            time.sleep(0.1)

    def _answers(self) -> bool:
        if "pepper" in self.running and not (self.folder / "data" / "letterbox" / "pepper.sock").exists():
            return False
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/health/")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def processor(self) -> dict[str, float]:
        """Processor seconds of each part so far."""
        return {part: seconds_of_processor(process.pid) for part, process in self.running.items()}

    def kill(self, *parts: str) -> None:
        """These parts, or all, have ended at once and without a word."""
        for part in parts or tuple(self.running):
            process = self.running.pop(part)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def instance(database: str, settings: str = "amana.web.settings.public") -> Iterator[Instance]:
    """An instance with the cast of the tests in it; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="amana-intake-"))
    (folder / "data").mkdir(mode=0o700)
    cluster = None
    addresses = {}
    if database == "postgresql":
        from tests import databases

        with mock.patch.object(databases, "_FAST", {"listen_addresses": "", "max_connections": "100"}):
            cluster = databases.Cluster()
        roles = {"": databases.SERVER, "_OWNER": databases.OWNER, "_PUBLIC": databases.FACE}
        addresses = {
            f"AMANA_DATABASE{n}": databases.address("amana", role, cluster.folder) for n, role in roles.items()
        }
        addresses["AMANA_ADMINISTRATOR"] = databases.address("postgres", databases.ADMINISTRATOR, cluster.folder)
    made = Instance(folder, addresses, settings)
    try:
        made.ask("prepare")
        yield made
    finally:
        made.kill()
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
