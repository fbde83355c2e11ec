"""Four people who write without a pause, and what each was told is kept."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client
from PIL import Image

from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.trust.models import User
from tests.access.people import signed_in
from tests.cast import World
from tests.paper import filled, main_form
from tests.reliability.servers import Servers, Writer


def picture() -> bytes:
    """A small scan."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, "PNG")
    return file.getvalue()


def upload(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    """(body, type) of a form with one file."""
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="scan"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    )
    return b"".join(
        [*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()]
    ), f"multipart/form-data; boundary={edge}"


@dataclass
class Scribe:
    """One of the four: `write(word)` sends a form and gives the status; `told` are the words that were acknowledged."""

    name: str
    write: Callable[[str], int]
    told: list[str] = field(default_factory=list)
    other: list[int] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    heard: threading.Event = field(default_factory=threading.Event)

    def go_on(self, stop: threading.Event) -> None:
        """Writes until the desk is gone or `stop` is set."""
        while not stop.is_set():
            word = f"{self.name}-{next(self.numbers)}-zanbaq"
            try:
                status = self.write(word)
            except (OSError, HTTPException):
                return
            if status == 302:
                self.told.append(word)
                self.heard.set()
            else:
                self.other.append(status)


class FourWriters:
    """Rawan writes notes, and changes a section, and adds scans; Karwan brings signs: each in a browser of their own."""

    def __init__(self, world: World, servers: Servers, case: Procedure) -> None:
        self.case, self.revision = case, 0
        clients = {name: browser_of(world, name) for name in ("rawan", "karwan")}
        self.rawan, self.karwan = (Writer(servers.port, clients[name]) for name in ("rawan", "karwan"))
        self.sign = _form(clients["karwan"], "/signs/new/", {"unit": str(world.units["intake"]), "person_aware": "no"})
        self.account = _form(clients["rawan"], f"/cases/{case.id}/sections/account/change/", {})
        self.picture = picture()
        self.scribes = [
            Scribe("note", self.note), Scribe("section", self.change), Scribe("scan", self.scan), Scribe("sign", self.bring)
        ]  # fmt: skip

    def told(self, name: str) -> list[str]:
        """What this scribe was told is kept."""
        return next(each.told for each in self.scribes if each.name == name)

    def go_on_until(self, stop: threading.Event) -> list[threading.Thread]:
        """All four write."""
        self.revision = cases.sealed_sections(self.case)["account"].revision
        for each in self.scribes:
            each.heard.clear()
        threads = [threading.Thread(target=each.go_on, args=(stop,)) for each in self.scribes]
        for thread in threads:
            thread.start()
        return threads

    def note(self, word: str) -> int:
        return _post(self.rawan, f"/cases/{self.case.id}/notes/", {"text": word})

    def change(self, word: str) -> int:
        sent = {key: word if value == MARK else value for key, value in self.account.items()}
        url = f"/cases/{self.case.id}/sections/account/change/"
        status = _post(self.rawan, url, {**sent, "revision": str(self.revision)})
        self.revision += status == 302
        return status

    def scan(self, word: str) -> int:
        fields = {"section": "identity", "csrfmiddlewaretoken": Writer.TOKEN}
        return self.rawan.post(f"/cases/{self.case.id}/files/", *upload(fields, f"{word}.png", self.picture))

    def bring(self, word: str) -> int:
        return _post(
            self.karwan, "/signs/new/", {key: word if value == MARK else value for key, value in self.sign.items()}
        )


MARK = "made-up words"


def browser_of(world: World, name: str) -> Client:
    keys = world.cast[name].keys
    assert keys is not None
    return signed_in(User.objects.get(username=name), keys)


def _form(client: Client, url: str, answers: dict[str, str]) -> dict[str, Any]:
    """What a person would send with the main form of the page; `MARK` where words stand."""
    page = client.get(url)
    assert page.status_code == 200, url
    return filled(main_form(page.content.decode()), answers, lambda each: MARK if each.kind == "textarea" else "")


def _post(who: Writer, url: str, fields: dict[str, Any]) -> int:
    return who.send(url, fields)[0]
