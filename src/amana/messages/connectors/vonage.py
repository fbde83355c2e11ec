"""Vonage: SMS and WhatsApp. Requests carry a token (JWT) under the signature secret, with a hash of the body."""

import hmac
import json
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import jwt

from amana.messages.connectors.base import BadSignature, Incoming, Raw, Reception, Said, Unreadable
from amana.messages.connectors.posting import post

# The provider repeats for a day what we did not accept. The message's own id keeps a repetition from being stored
# twice.
_OLDEST: Final = timedelta(hours=25)
_AHEAD: Final = timedelta(minutes=5)
_CHANNELS: Final = {"sms": "sms", "whatsapp": "whatsapp"}


class Settings(Said):
    """`signature` is the secret under which requests are signed. Without `secret` and a number nothing is sent this way."""

    signature: str
    key: str
    secret: str = ""
    number: str = ""
    whatsapp: str = ""
    base: str = "https://api.nexmo.com"


class Vonage:
    """One account."""

    def __init__(self, name: str, said: Settings) -> None:
        self.name, self._said, self.base = name, said, said.base
        ready = {"sms": said.number, "whatsapp": said.whatsapp}
        self.channels = frozenset(channel for channel, ours in ready.items() if ours and said.secret)

    def receive(self, raw: Raw, now: datetime) -> Reception:
        """Makes a letter of a text; confirms reports about what we sent, and drops them."""
        self._check(raw, now)
        try:
            told = json.loads(raw.body)
        except ValueError as fault:
            raise Unreadable from fault
        if not isinstance(told, dict) or not told.get("message_uuid"):
            raise Unreadable
        if "status" in told:
            return Reception()
        return Reception((self._letter(told),))

    def _check(self, raw: Raw, now: datetime) -> None:
        scheme, _, token = raw.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise BadSignature
        try:
            claims = jwt.decode(
                token,
                self._said.signature,
                algorithms=["HS256"],
                # times are compared with the clock of the database, below
                options={
                    "require": ["iat", "jti", "payload_hash"],
                    "verify_iat": False,
                    "verify_aud": False,
                    "verify_nbf": False,
                    "verify_exp": False,
                },
            )
            made = float(claims["iat"])
        except (jwt.InvalidTokenError, ValueError, TypeError) as fault:
            raise BadSignature from fault
        age = now.timestamp() - made
        if not -_AHEAD.total_seconds() <= age <= _OLDEST.total_seconds():
            raise BadSignature
        if not hmac.compare_digest(str(claims["payload_hash"]).lower().encode(), sha256(raw.body).hexdigest().encode()):
            raise BadSignature
        if claims.get("api_key") not in (None, self._said.key):
            raise BadSignature

    def _letter(self, told: dict[str, Any]) -> Incoming:
        sender = str(told.get("from", ""))
        media = (told.get(kind) for kind in ("image", "audio", "video", "file"))
        return Incoming(
            channel=_CHANNELS.get(str(told.get("channel")), "other"),
            connector=self.name,
            provider_id=str(told["message_uuid"]),
            sender=f"+{sender}" if sender.isdecimal() else sender,
            text=str(told.get("text") or ""),
            sent_at=_moment(told.get("timestamp")),
            elsewhere=tuple(str(each["url"]) for each in media if isinstance(each, dict) and each.get("url")),
        )

    def send(self, channel: str, number: str, text: str, item: str) -> str:
        """Gives the text to the provider. Returns its id."""
        said = self._said
        ours = said.whatsapp if channel == "whatsapp" else said.number
        body = {
            "message_type": "text",
            "channel": channel,
            "to": number.lstrip("+"),
            "from": ours.lstrip("+"),
            "text": text,
            "client_ref": item,
        }
        secret = b64encode(f"{said.key}:{said.secret}".encode()).decode()
        answer = post(
            f"{said.base}/v1/messages",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Accept": "application/json", "Authorization": f"Basic {secret}"},
        )
        return str(answer.get("message_uuid", ""))


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
