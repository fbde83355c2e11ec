"""A case whose person may be written to, a provider that writes down what it is asked, and a file of connectors."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from pytest_django import Settings

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.messages.connectors import Away, TurnedDown, Unsure
from tests.cast import World

BAGHDAD = ZoneInfo("Asia/Baghdad")
NUMBER = "+9647500000142"
CODE_WORD = "the blue apricot"
SAFE: dict[str, Any] = {
    "phone": "0750 000 0142",
    "safe_contact_method": "message",
    "message_channel": "sms",
    "safe_hours": "10:00-16:00",
    "who_answers": "only_she",
    "code_word": CODE_WORD,
}
FACTS: dict[str, Any] = {"sex": "female", "age_group": "26_59", "languages": ["ckb"], "urgency": "soon"}


def noon_after(moment: datetime, days: int = 1, hour: int = 12) -> datetime:
    """An hour of a day soon, where she is: later than the clock of the database, so that it counts."""
    day = (moment.astimezone(BAGHDAD) + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, hour, tzinfo=BAGHDAD)


@transaction.atomic
def say(world: World, case: Procedure, at: datetime, facts: dict[str, Any] | None = None, **contact: Any) -> None:
    """Her contact is safe but for what is named here; it was checked on the day before, unless that is named too."""
    sealed = queries.sealed_sections(case)["contact"]
    checked = (at.astimezone(BAGHDAD) - timedelta(days=1)).date().isoformat()
    fields = {**SAFE, "contact_checked_on": checked, **contact}
    vault.texts.reseal(world.rawan, sealed, {"fields": fields}, revision=sealed.revision, at=at)
    vault.facts.put(case.lock, "case", case.id, FACTS if facts is None else facts)


def safe_case(world: World, at: datetime, facts: dict[str, Any] | None = None, **contact: Any) -> Procedure:
    """A case of Rawan's whose person may be written to, but for what is named here."""
    case = world.case()
    say(world, case, at, facts, **contact)
    return case


@dataclass
class Recorder:
    """A connector that sends nothing and writes down what it was given; `answer` is what it does instead."""

    name: str = "recorder"
    channels: frozenset[str] = frozenset({"sms", "whatsapp"})
    answer: str = "takes"
    base: str = "http://127.0.0.1:9"
    given: list[tuple[str, str, str, str]] = field(default_factory=list)

    def send(self, channel: str, number: str, text: str, item: str) -> str:
        """As a connector does."""
        if self.answer == "away":
            raise Away
        self.given.append((channel, number, text, item))
        if self.answer == "unsure":
            raise Unsure
        if self.answer == "turned_down":
            raise TurnedDown
        return "made-up id"


def write_connectors(settings: Settings, folder: Path, text: str) -> Path:
    """The file of connectors says this."""
    path = folder / "connectors.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    settings.AMANA_CONNECTORS = path
    return path


@dataclass
class Provider:
    """A provider on this machine."""

    address: str
    status: int = 201
    answer: dict[str, Any] = field(default_factory=lambda: {"sid": "SM1", "message_uuid": "u1", "id": 7})
    hangs_up: bool = False
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def provider() -> Iterator[Provider]:
    """It listens until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.asked.append((self.path, dict(self.headers.items()), body))
            if here.hangs_up:
                self.connection.close()
                return
            content = json.dumps(here.answer).encode()
            self.send_response(here.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the tests look at what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
