"""A desk with its worker in processes of their own, on the database of the test: started, killed, started again."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from amana.commandline.project import PROJECT
from tests.processes import free_port, seconds_of_processor

READY_SECONDS = 10
FORM = "application/x-www-form-urlencoded"
_GRANIAN = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--log-level", "error", "--no-log")


def environment_of_processes(*, planted: bool = False, folder: Path | None = None) -> dict[str, str]:
    """What a process needs to know to work on the database and the key store of this test, or on copies in a folder."""
    said = {
        "address": settings.AMANA_DATABASE if connection.vendor == "postgresql" else "",
        "file": str(connection.settings_dict["NAME"]),
        "key_store": str(settings.AMANA_KEY_STORE),
        "master": str(settings.AMANA_MASTER_KEY),
        "planted": planted,
    }
    if folder is not None:
        said |= {
            "file": str(folder / Path(str(said["file"])).name),
            "key_store": str(folder / Path(str(said["key_store"])).name),
        }
    return os.environ | {
        "AMANA_DATA": str(settings.AMANA_DATA if folder is None else folder),
        "AMANA_TEST_PROCESS": json.dumps(said),
        "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "src")]),
    }


class Servers:
    """The processes of one desk. `log` is where they complain."""

    def __init__(self, log: Path, *, planted: bool = False, folder: Path | None = None) -> None:
        self.port, self.log = free_port(), log
        self.running: list[subprocess.Popen[bytes]] = []
        self.environment = environment_of_processes(planted=planted, folder=folder)

    def start(self, *, worker: bool = True) -> float:
        """The desk answers; after how many seconds of a processor of its own.

        A machine that does other things at the same time takes longer by the clock. Raises TimeoutError with what the
        processes said.
        """
        began = time.monotonic()
        desk = (*_GRANIAN, "--port", str(self.port), "--blocking-threads", "4", "amana.web.wsgi_desk:application")
        commands = [desk, *([("-m", "amana.web.cli", "worker")] if worker else [])]
        with self.log.open("ab") as log:
            self.running = [
                subprocess.Popen(
                    [sys.executable, *command], env=self.environment, cwd=PROJECT, stdout=log, stderr=log,
                    start_new_session=True,
                )
                for command in commands
            ]  # fmt: skip
        while not self._answers():
            if time.monotonic() > began + 6 * READY_SECONDS:
                raise TimeoutError(self.log.read_text())
            time.sleep(0.05)
        return seconds_of_processor(self.running[0].pid)

    def _answers(self) -> bool:
        if self.running[0].poll() is not None:
            raise TimeoutError(self.log.read_text())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("GET", "/health/")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def processes(self) -> list[int]:
        """The ids of all processes of the desk and its worker."""
        groups = {process.pid for process in self.running}
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                said = stat.read_text().rpartition(") ")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            if int(said[2]) in groups:
                found.append(int(stat.parent.name))
        return found

    def kill(self) -> None:
        """Every process, with its children, has ended at once and without a word (kill -9)."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running = []


class Writer:
    """Somebody's browser at that desk, with the session of a signed-in test client."""

    TOKEN = "k" * 32  # the token of the forms and of the cookie, which have to agree

    def __init__(self, port: int, client: Client) -> None:
        self.port = port
        cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {
            settings.CSRF_COOKIE_NAME: self.TOKEN
        }
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def post(self, url: str, body: bytes, kind: str) -> int:
        """The status of the answer. Raises OSError or HTTPException when the desk is gone before it answers."""
        return self.asked("POST", url, body, kind)[0]

    def asked(self, verb: str, url: str, body: bytes = b"", kind: str = FORM) -> tuple[int, str]:
        """(status, page). Raises OSError or HTTPException when the desk is gone before it answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(verb, url, body, {"Content-Type": kind, "Cookie": self.cookies})
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            line.close()

    def send(self, url: str, fields: Mapping[str, Any]) -> tuple[int, str]:
        """(status, page) of a form that was sent."""
        return self.asked("POST", url, urlencode({**fields, "csrfmiddlewaretoken": self.TOKEN}, doseq=True).encode())
