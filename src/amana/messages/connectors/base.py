"""What a connector is: it tells a genuine request of its provider from others, and hands a text over to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class BadSignature(Exception):
    """The request does not come from the provider, or was changed, or is too old."""


class Unreadable(Exception):
    """The request is genuine, and has not the shape that the provider's documents describe."""


class Away(Exception):
    """The provider was not reached, or takes nothing just now: it can be tried again."""


class TurnedDown(Exception):
    """The provider said no: it did not send this, and would not a second time."""


class Unsure(Exception):
    """The provider was reached and gave no plain answer: whether it sent this, nobody knows."""


@dataclass(frozen=True)
class Raw:
    """A request as it came: the address as the provider knows it, headers in small letters, the body's bytes and form."""

    address: str
    headers: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]
    query: Mapping[str, str]


@dataclass(frozen=True)
class Incoming:
    """What somebody sent us. `provider_id` is the same however often the provider repeats it.

    `channel` is sms, whatsapp, voice, email or other; `sender` a number in E.164, an address, or empty. `elsewhere` says where
    a recording or picture still lies with the provider. `files` are (name, type, content).
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
    """What a request brought, and what the provider is answered when it was kept."""

    letters: tuple[Incoming, ...] = ()
    kind: str = "text/plain"
    body: str = ""


class Said(BaseModel):
    """What the file says of one connector; unknown keys are refused. Its text never shows a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    __str__ = __repr__


class Receiver(Protocol):
    """A connector whose provider calls us."""

    name: str

    def receive(self, raw: Raw, now: datetime) -> Reception:
        """What a genuine request brings. Raises BadSignature, Unreadable."""


class Sender(Protocol):
    """A connector that sends."""

    name: str
    channels: frozenset[str]
    base: str

    def send(self, channel: str, number: str, text: str, item: str) -> str:
        """The provider took the text for this number; its id of it. Raises Away, TurnedDown, Unsure."""


class Mailbox(Protocol):
    """A connector that we ask for what came in."""

    name: str

    def fetch(self, keep: "Keep") -> int:
        """Every letter that lies there was given to `keep`, and then removed; how many. Raises Away."""


class Keep(Protocol):
    """Keeps a letter, or raises; then it stays where it is."""

    def __call__(self, letter: Incoming) -> None: ...
