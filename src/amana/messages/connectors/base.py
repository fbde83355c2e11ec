"""The interface of connectors: they recognise genuine requests of their provider, and give it texts to send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class BadSignature(Exception):
    """The request does not come from the provider, or was changed, or is too old."""


class Unreadable(Exception):
    """The request is genuine, but does not have the format that the provider documents."""


class Away(Exception):
    """The provider was not reached, or accepts nothing just now: it can be retried."""


class TurnedDown(Exception):
    """The provider refused: it did not send this, and would not on a retry."""


class Unsure(Exception):
    """The provider was reached and gave no clear answer: nobody knows whether it sent this."""


@dataclass(frozen=True)
class Raw:
    """A request as it arrived: the address as the provider knows it, headers in lower case, the body's bytes and form."""

    address: str
    headers: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]
    query: Mapping[str, str]


@dataclass(frozen=True)
class Incoming:
    """What somebody sent us. `provider_id` is the same however often the provider repeats it.

    `channel` is sms, whatsapp, voice, email or other; `sender` a number in E.164, an address, or empty. `elsewhere`
    says where the provider still stores a recording or picture. `files` are (name, type, content).
    """

    channel: str
    connector: str
    provider_id: str
    sender: str
    text: str
    sent_at: datetime | None = None
    language: str = ""
    files: tuple[tuple[str, str, bytes], ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reception:
    """The content of a request, and the answer to the provider once it was stored."""

    letters: tuple[Incoming, ...] = ()
    kind: str = "text/plain"
    body: str = ""


class Said(BaseModel):
    """The settings of one connector in the file; unknown keys are refused. Its text never shows a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    __str__ = __repr__


class Receiver(Protocol):
    """A connector whose provider calls us."""

    name: str

    def receive(self, raw: Raw, now: datetime) -> Reception:
        """Returns the content of a genuine request. Raises BadSignature, Unreadable."""


class Sender(Protocol):
    """A connector that sends."""

    name: str
    channels: frozenset[str]
    base: str

    def send(self, channel: str, number: str, text: str, item: str) -> str:
        """Gives the text for this number to the provider. Returns the provider's id of it. Raises Away, TurnedDown, Unsure."""


class Mailbox(Protocol):
    """A connector that we poll for incoming letters."""

    name: str

    def fetch(self, keep: "Keep") -> int:
        """Gives every letter in the mailbox to `keep`, then removes it. Returns the number. Raises Away."""


class Keep(Protocol):
    """Stores a letter, or raises; then it stays in the mailbox."""

    def __call__(self, letter: Incoming) -> None: ...
