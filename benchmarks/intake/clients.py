"""People who write: each has a connection of its own, reads the page, solves its puzzle if it has script, and sends.

They send by a timetable that does not wait for the server, so that a slow answer does not make the load smaller. A person
who gets no answer sends the same form again, as people do.
"""

import base64
import hashlib
import http.client
import json
import random
import re
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import uuid4

from benchmarks.intake.texts import some_report

CSRF = "k" * 32  # in the cookie and in the form, which have to agree
CODE = re.compile(r"<span>(\d{5})</span>")
_PATIENCE = 300.0  # seconds for which somebody goes on trying


@dataclass
class Sent:
    """One report: its code, how long the last answer took, and how often it had to be sent."""

    code: str
    seconds: float
    tries: int
    true: bool = True


@dataclass
class Crowd:
    """What all clients together have done."""

    sent: list[Sent] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # by how much a client was behind its own timetable
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Report:
    """What one person does: `source` is the loopback address they come from."""

    number: int
    script: bool = True
    source: str = "127.0.0.1"
    true: bool = True
    file: int = 0  # bytes of a photo that the browser sealed


def solved(challenge: dict[str, Any]) -> str:
    """The solution of a puzzle, by trying; as the script of the page writes it."""
    begin = hashlib.sha256(challenge["salt"].encode())
    wanted = bytes.fromhex(challenge["challenge"])
    for number in range(int(challenge["maxnumber"]) + 1):
        tried = begin.copy()
        tried.update(b"%d" % number)
        if tried.digest() == wanted:
            said = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps({**said, "number": number}).encode()).decode()
    raise ValueError("no solution")


class Person:
    """Somebody with a browser."""

    def __init__(self, port: int, report: Report, chance: random.Random) -> None:
        self.port, self.report = port, report
        self.language, self.fields = some_report(chance, report.number)
        self._line: http.client.HTTPConnection | None = None

    def send(self) -> Sent:
        """The report is stored and its code known. Raises OSError where nobody answered for long, ValueError for a refusal."""
        attempt, patient_until = 0, time.monotonic() + _PATIENCE
        while time.monotonic() < patient_until:
            attempt += 1
            try:
                if "token" not in self.fields:
                    self._read()
                began = time.perf_counter()
                status, body = self._post()
            except (OSError, http.client.HTTPException):
                self.close()
                time.sleep(0.25)
                continue
            seconds = time.perf_counter() - began
            if status >= 500:
                time.sleep(0.25)
                continue
            code = "".join(CODE.findall(body))
            if status != 200 or len(code) != 20:
                raise ValueError(f"{status}: {re.sub(r'<[^>]*>|\s+', ' ', body)[:300]}")
            self.close()
            return Sent(code, seconds, attempt, self.report.true)
        raise OSError("nobody answered")

    def close(self) -> None:
        """The connection is shut."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _read(self) -> None:
        status, body = self._ask("GET", f"/{self.language}/")
        found = re.search(r'name="token" value="([^"]*)"', body)
        if status != 200 or found is None:
            raise ValueError(f"{status} for the first page")
        token = unescape(found[1])
        if self.report.script:
            _status, puzzle = self._ask("GET", f"/{self.language}/puzzle/")
            self.fields["work"] = solved(json.loads(puzzle))
        self.fields["token"] = token

    def _post(self) -> tuple[int, str]:
        fields = {**self.fields, "csrfmiddlewaretoken": CSRF, "go": "send"}
        if self.report.file:
            return self._post_with_file(fields)
        body = urllib.parse.urlencode(fields).encode()
        return self._ask("POST", f"/{self.language}/", body, "application/x-www-form-urlencoded")

    def _post_with_file(self, fields: dict[str, str]) -> tuple[int, str]:
        border = uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="sealed"; filename="1"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", self._sealed(), b"\r\n"]
        body = b"".join([*parts, f"--{border}--\r\n".encode()])
        return self._ask("POST", f"/{self.language}/", body, f"multipart/form-data; boundary={border}")

    def _sealed(self) -> bytes:
        """A photo as the script of the page seals it, to the readers whom the page names."""
        from benchmarks.intake.sealing import bundle

        if not hasattr(self, "_bundle"):
            body = urllib.parse.urlencode({"page": "danger", **self.fields, "csrfmiddlewaretoken": CSRF}).encode()
            _status, page = self._ask("POST", f"/{self.language}/", body, "application/x-www-form-urlencoded")
            self._bundle = bundle(page, self.report.file)
        return self._bundle

    def _ask(self, verb: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        if self._line is None:
            self._line = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=30, source_address=(self.report.source, 0)
            )
        headers = {"Cookie": f"csrftoken={CSRF}", **({"Content-Type": kind} if kind else {})}
        self._line.request(verb, path, body, headers)
        with self._line.getresponse() as answer:
            return answer.status, answer.read().decode()


def write(port: int, clients: int, reports: list[Report], a_second: float, seed: int) -> tuple[Crowd, float]:
    """These reports were sent by so many clients together, at this rate or as fast as they get through; (what, seconds)."""
    crowd, waiting = Crowd(), list(enumerate(reports))[::-1]
    began = time.perf_counter()

    def client() -> None:
        while True:
            with crowd.lock:
                if not waiting:
                    return
                place, report = waiting.pop()
            behind = time.perf_counter() - began - (place / a_second if a_second else 0)
            if a_second and behind < 0:
                time.sleep(-behind)
            person = Person(port, report, random.Random(seed * 1_000_003 + report.number))  # noqa: S311
            try:
                sent = person.send()
            except (OSError, ValueError) as fault:
                with crowd.lock:
                    crowd.refused.append(str(fault))
                continue
            with crowd.lock:
                crowd.sent.append(sent)
                crowd.late.append(max(0.0, behind) if a_second else 0.0)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd, time.perf_counter() - began
