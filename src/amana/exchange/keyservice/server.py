"""The service itself: it reads a line, counts it, evaluates it, and discards it."""

import json
import logging
import os
import socketserver
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from amana.exchange.keyservice import wire
from amana.exchange.keyservice.half import Half, NoSuchYear
from amana.exchange.keyservice.ledger import Asked, Ledger, Limits
from amana.sockets import short
from amana_methods.linkage.oblivious import NotAnElement, evaluate

log = logging.getLogger("amana.keyservice")


def clock() -> datetime:
    """Returns this machine's time, in UTC."""
    return datetime.now(UTC)


class Service:
    """The half of the keys, the audit log and the limits; `answer` is its only operation."""

    def __init__(self, folder: Path, limits: Limits | None = None, now: Callable[[], datetime] = clock) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.half = Half(folder)
        self.ledger = Ledger(folder / "trail.sqlite3")
        self.limits = limits or Limits()
        self.now = now
        self._one_at_a_time = threading.Lock()
        self._tidied: object = None

    def answer(self, line: bytes) -> dict[str, Any]:
        """Answers one request; a refusal gives its reason, and both are in the audit log."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            return {"refused": "malformed"}
        if request == {"act": "hello"}:
            return {"hello": 1}
        if not _well_formed(request):
            return {"refused": "malformed"}
        asked = Asked(
            self.now(), request["act"], request["asker"], request["person"], tuple(request["holders"]),
            len(request["elements"]) * len(request["holders"]),
        )  # fmt: skip
        with self._one_at_a_time:
            self._tidy(asked.at)
            if self.ledger.over(asked, self.limits):
                self.ledger.write(replace(asked, outcome="too_much"))
                return {"refused": "too_much"}
            try:
                keys = {holder: self._key(request, holder, asked.at) for holder in asked.holders}
            except NoSuchYear:
                self.ledger.write(replace(asked, outcome="year"))
                return {"refused": "year"}
            self.ledger.write(asked)
        try:
            elements = [bytes.fromhex(each) for each in request["elements"]]
            return {
                "answers": {holder: [evaluate(key, each).hex() for each in elements] for holder, key in keys.items()}
            }
        except (NotAnElement, ValueError):
            return {"refused": "malformed"}

    def _key(self, request: dict[str, Any], holder: str, at: datetime) -> bytes:
        # A holder enrols for one asker: then `holders` names the asker whose questions it will answer.
        enrols = request["act"] == "enrol"
        asker, answers = (holder, request["asker"]) if enrols else (request["asker"], holder)
        return self.half.key(asker, answers, request["year"], at)

    def _tidy(self, at: datetime) -> None:
        if self._tidied != at.date():
            self._tidied = at.date()
            self.ledger.forget_old(at)
            for year in self.half.forget_old(at):
                log.info("the half of %s is destroyed", year)


def _well_formed(request: object) -> bool:
    if not isinstance(request, dict) or set(request) != {"act", "asker", "person", "holders", "year", "elements"}:
        return False
    holders, elements = request["holders"], request["elements"]
    return (
        request["act"] in ("ask", "enrol")
        and wire.is_id(request["asker"])
        and wire.is_id(request["person"])
        and isinstance(request["year"], int)
        and isinstance(holders, list)
        and 1 <= len(holders) <= (wire.MOST_HOLDERS if request["act"] == "ask" else 1)
        and all(map(wire.is_id, holders))
        and len(set(holders)) == len(holders)
        and isinstance(elements, list)
        and (len(elements) == wire.QUESTION if request["act"] == "ask" else 1 <= len(elements) <= wire.MOST_ELEMENTS)
        and all(isinstance(each, str) and len(each) == 64 for each in elements)
    )


class _Talk(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self) -> None:
        """Answers each line with a line, until the client closes the connection."""
        assert isinstance(self.server, Door)
        while True:
            try:
                line = self.rfile.readline(wire.LONGEST_LINE)
            except OSError:
                return
            if not line:
                return
            answer = self.server.service.answer(line) if line.endswith(b"\n") else {"refused": "malformed"}
            try:
                self.wfile.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
            except OSError:
                return
            if not line.endswith(b"\n"):
                return


class Door(socketserver.ThreadingUnixStreamServer):
    """The socket in the service's folder, open to the user who runs the platform and to nobody else."""

    daemon_threads = True

    def __init__(self, folder: Path, service: Service) -> None:
        self.service = service
        path = folder / wire.SOCKET
        path.unlink(missing_ok=True)
        mask = os.umask(0o177)
        try:
            with short(folder, wire.SOCKET) as address:
                super().__init__(address, _Talk)
        finally:
            os.umask(mask)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Logs a fault in one connection by its type, without the line that was sent."""
        import sys

        kind = sys.exc_info()[0]
        log.error("a talk ended by %s", kind.__name__ if kind else "nothing")
