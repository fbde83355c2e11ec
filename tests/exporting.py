"""Exports of made-up people, as tests make, unlock and trace them."""

import io
from collections.abc import Iterator
from importlib import import_module
from uuid import UUID, uuid4

import msoffcrypto
import pikepdf
import pytest
import pyzipper

from amana.exports import commands
from amana.exports.commands import ExportRequest, MadeExport, Recipient
from amana.exports.kinds import Content, ExportKind, Sheet, Story, register_kind
from amana.trust.actor import Actor
from tests.cast import World

WHY = "The court asked for it"


@pytest.fixture
def no_kind_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test here can export, no other test can."""
    registered = import_module("amana.exports.kinds")
    monkeypatch.setattr(registered, "_kinds", dict(registered._kinds))
    yield


def kind(persons: int, body: str = "sheet") -> str:
    """A made-up kind of export about so many people."""
    people = {uuid4(): uuid4() for _ in range(persons)}
    rows: list[list[str | int]] = [[f"IQ-2026-{place:06d}", "=HYPERLINK(1)", place] for place in range(1, persons + 1)]
    told = Sheet(["Case", "Note", "Count"], rows) if body == "sheet" else Story([("Identity", [("Name", "زينب محمد")])])
    code = f"test-{body}-{persons}"
    content = Content("Made up", told, people, ["identity"], ["full_name"])
    formats = ("xlsx", "csv") if body == "sheet" else ("pdf",)
    register_kind(ExportKind(code, "Made up", "", lambda actor, chosen, now: content, formats=formats))
    return code


def make(world: World, code: str, format: str = "csv", *, by: Actor | None = None, to: Recipient | None = None,
         key: UUID | None = None, reason: str = WHY) -> MadeExport:  # fmt: skip
    """An export of that kind, by Rawan for the judge unless somebody else is named."""
    asked = ExportRequest(code, {}, "justice", reason, to or Recipient("Judge Hiwa"), format, "en", key)
    return commands.make_export(by or world.rawan, asked, now=world.now)


def opened(name: str, file: bytes, passphrase: str | None) -> bytes:
    """The file without its lock, as the recipient opens it."""
    secret = (passphrase or "").replace(" ", "")
    target = io.BytesIO()
    if name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(file), password=secret) as document:
            document.save(target)
    elif name.endswith(".xlsx"):
        locked = msoffcrypto.OfficeFile(io.BytesIO(file))
        locked.load_key(password=secret)
        locked.decrypt(target)
    else:
        with pyzipper.AESZipFile(io.BytesIO(file)) as folder:
            folder.setpassword(secret.encode())
            return bytes(folder.read(folder.namelist()[0]))
    return target.getvalue()
