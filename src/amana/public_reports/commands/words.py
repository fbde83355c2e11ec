"""What somebody tells through the letter box, and how it is sealed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from amana import vault
from amana.public_reports.rules import FILE_KIND, SealedFile

REPORT, WORDS, FILE, ANSWER, RENEW = "report", "words", "file", "answer", "renew"


@dataclass(frozen=True)
class PlainFile:
    """A photo or a voice note that came unsealed, cleaned already."""

    kind: str
    type: str
    content: bytes = field(repr=False)


type File = PlainFile | SealedFile


@dataclass(frozen=True)
class Words:
    """A report. `governorate` is a code of the pack, `answers` and `contact` are by field; all but the facts is sealed."""

    text: str
    place_words: str = ""
    governorate: str = ""
    danger: str = "unknown"
    language: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: str = "public_page"
    sender: str = ""
    files: Sequence[File] = ()
    elsewhere: Sequence[str] = ()  # addresses of what still lies with a provider

    def build_sign(self, now: datetime) -> bytes:
        """What the desk opens, in the form of a sign."""
        more: dict[str, Any] = {
            "place_words": self.place_words,
            "answers": dict(self.answers),
            "contact": dict(self.contact),
            "sender": self.sender,
            "elsewhere": list(self.elsewhere),
        }
        return to_bytes(
            {
                "sealed": {"what_was_seen": self.text},
                "working": {"received_at": now.isoformat()},
                "danger": self.danger,
                "more": {name: value for name, value in more.items() if value},
            }
        )

    def facts(self) -> bytes:
        """What the running server reads."""
        return to_bytes(
            {"channel": self.channel, "area": self.governorate, "danger": self.danger, "language": self.language}
        )


def reply(text: str, contact: Mapping[str, str], *, stop: bool) -> tuple[bytes, bytes]:
    """(what the desk opens, facts) of later words by a code."""
    what = "stop" if stop else "phone" if contact and not text else "words"
    told: dict[str, Any] = {"text": text, "kind": what}
    if contact:
        told["contact"] = dict(contact)
    return to_bytes(told), to_bytes({"what": what, "contact": bool(contact)})


def enclose_file(file: File, readers: Sequence[vault.letters.Reader]) -> vault.letters.Enclosed:
    """A file as a letter: sealed now, or as the browser sealed it."""
    if isinstance(file, SealedFile):
        wraps = tuple(vault.letters.Wrapped(each.kind, each.id, each.version, each.blob) for each in file.wraps)
        return vault.letters.Enclosed(file.id, FILE_KIND, file.envelope, wraps)
    head = json.dumps({"kind": file.kind, "type": file.type}).encode()
    return vault.letters.enclose(FILE_KIND, head + b"\n" + file.content, readers)


_KINDS: Final = {REPORT: "sign", WORDS: "reply", ANSWER: "reply", FILE: FILE_KIND, RENEW: "renew"}


def letter_of(part: str, text: UUID, envelope: bytes, wraps: Sequence[Mapping[str, Any]]) -> vault.letters.Enclosed:
    """A letter as it lies in the box. Raises KeyError, ValueError, TypeError for one that we did not write."""
    return vault.letters.Enclosed(
        text, _KINDS[part], envelope, tuple(vault.letters.Wrapped.from_json(each) for each in wraps)
    )


def to_bytes(said: Mapping[str, Any]) -> bytes:
    """JSON without spaces."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
