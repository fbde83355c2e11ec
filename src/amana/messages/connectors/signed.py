"""Any other system: JSON, signed with a shared secret over the second in which it was sent."""

import hmac
import json
from datetime import datetime
from typing import Final

from amana.messages.connectors.base import BadSignature, Incoming, Raw, Reception, Said, Unreadable

TIME, SIGNATURE = "x-amana-time", "x-amana-signature"
_WINDOW_SECONDS: Final = 300
_LEAST: Final = 24
_CHANNELS: Final = frozenset({"sms", "whatsapp", "voice", "email", "other"})
_MOST_ID: Final = 200


class Settings(Said):
    """`secret` is known to both, at least 24 characters."""

    secret: str


def signature_of(secret: str, seconds: str, body: bytes) -> str:
    """Returns the HMAC-SHA256 over the second, a full stop and the body, in hexadecimal digits.

    >>> signature_of("a secret that both sides know", "1764172800", b"{}")[:16]
    '5fcc0c524a02397d'
    """
    return hmac.digest(secret.encode(), seconds.encode() + b"." + body, "sha256").hex()


class Signed:
    """One system that signs."""

    def __init__(self, name: str, said: Settings) -> None:
        if len(said.secret) < _LEAST:
            raise ValueError("secret")
        self.name, self._said = name, said

    def receive(self, raw: Raw, now: datetime) -> Reception:
        """Reads `{"id", "text"}`, and where the system knows them `channel`, `from`, `at`, `language`."""
        seconds = raw.headers.get(TIME, "")
        if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 12:
            raise BadSignature
        wanted = signature_of(self._said.secret, seconds, raw.body).encode()
        if not hmac.compare_digest(wanted, raw.headers.get(SIGNATURE, "").lower().encode()):
            raise BadSignature
        if abs(now.timestamp() - int(seconds)) > _WINDOW_SECONDS:
            raise BadSignature
        try:
            told = json.loads(raw.body)
        except ValueError as fault:
            raise Unreadable from fault
        if not isinstance(told, dict) or not isinstance(told.get("text"), str) or not told.get("id"):
            raise Unreadable
        channel = str(told.get("channel", "other"))
        letter = Incoming(
            channel=channel if channel in _CHANNELS else "other",
            connector=self.name,
            provider_id=str(told["id"])[:_MOST_ID],
            sender=str(told.get("from") or ""),
            text=told["text"],
            sent_at=_moment(told.get("at")),
            language=str(told.get("language") or ""),
        )
        return Reception((letter,))


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
