"""Connectors: how this instance talks to providers, configured in a file that only the operator reads.

The file names each connector and its secrets; the database holds none of them. A process reads it again when it changed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings
from pydantic import ValidationError

from amana.messages.connectors import mailbox, rapidpro, signed, twilio, vonage
from amana.messages.connectors.base import (
    Away,
    BadSignature,
    Incoming,
    Keep,
    Mailbox,
    Raw,
    Receiver,
    Reception,
    Sender,
    TurnedDown,
    Unreadable,
    Unsure,
)
from amana.messages.connectors.posting import is_private
from amana.process_state import mirrors

__all__ = [
    "Away",
    "BadFile",
    "BadSignature",
    "Configured",
    "Incoming",
    "Keep",
    "Mailbox",
    "Raw",
    "Receiver",
    "Reception",
    "Sender",
    "TurnedDown",
    "Unreadable",
    "Unsure",
    "load_configuration",
]
_KINDS: Final[Mapping[str, tuple[Any, Any]]] = {
    "twilio": (twilio.Settings, twilio.Twilio),
    "vonage": (vonage.Settings, vonage.Vonage),
    "rapidpro": (rapidpro.Settings, rapidpro.RapidPro),
    "signed": (signed.Settings, signed.Signed),
    "mailbox": (mailbox.Settings, mailbox.MailboxOverImap),
}


class BadFile(Exception):
    """The file is invalid; names the connector and the key, and never a value."""


@dataclass(frozen=True)
class Configured:
    """What the file configures: who calls us, who sends, which mailboxes are emptied, how desks get their mail."""

    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    senders: tuple[Sender, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    notices: Mapping[str, str] = field(default_factory=dict)
    number: int = 0

    @property
    def channels(self) -> frozenset[str]:
        """Returns the channels by which something can be sent."""
        return frozenset().union(*(each.channels for each in self.senders))

    @property
    def insecure(self) -> tuple[str, ...]:
        """Returns connectors that would send unencrypted over a network; they send nothing."""
        return tuple(each.name for each in self.senders if not is_private(each.base))

    def sender_for(self, channel: str) -> Sender | None:
        """Returns the first connector of the file that sends by this channel."""
        return next((each for each in self.senders if channel in each.channels), None)


_NOTHING: Final = Configured()
_read: dict[Path, tuple[tuple[int, int], Configured]] = {}
_turn = Lock()
mirrors(_read.clear)


def file() -> Path:
    """Returns the path of the file of connectors."""
    return Path(settings.AMANA_CONNECTORS)


def load_configuration() -> Configured:
    """Returns the current configuration; empty where there is no file. Raises BadFile."""
    path = file()
    try:
        stamp = (path.stat().st_mtime_ns, path.stat().st_size)
    except FileNotFoundError:
        return _NOTHING
    except OSError as fault:
        raise BadFile(f"{path.name} cannot be read") from fault
    with _turn:
        known = _read.get(path)
        if known is None or known[0] != stamp:
            known = _read[path] = (stamp, read(path))
    return known[1]


def read(path: Path) -> Configured:
    """Reads the connectors from a file. Raises BadFile."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadFile(f"{path.name} is no TOML file that can be read") from fault
    if set(said) - {"connectors", "notices"}:
        raise BadFile(f"{path.name} has a part that is not known: only connectors and notices are")
    made = [_build_settings(name, values) for name, values in said.get("connectors", {}).items()]
    return Configured(
        receivers={each.name: each for each in made if hasattr(each, "receive")},
        senders=tuple(each for each in made if getattr(each, "channels", None)),
        mailboxes=tuple(each for each in made if hasattr(each, "fetch")),
        number=len(made),
        notices={str(unit): str(address) for unit, address in said.get("notices", {}).items()},
    )


def _build_settings(name: str, values: Any) -> Any:
    kind = values.get("kind") if isinstance(values, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise BadFile(f"connectors.{name}: its kind is one of {', '.join(_KINDS)}")
    shape, connector = _KINDS[kind]
    try:
        return connector(name, shape.model_validate(values))
    except ValidationError as wrong:
        keys = ", ".join(".".join(map(str, error["loc"])) for error in wrong.errors(include_input=False))
        raise BadFile(f"connectors.{name}: {keys} is missing, not known or wrong") from None
    except ValueError as wrong:
        raise BadFile(f"connectors.{name}: {wrong} is too short") from None
