"""RapidPro and TextIt: a flow calls us with what somebody wrote. It cannot sign, so it shows a long secret in a header."""

import hmac
import json
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from amana.messages.connectors.base import BadSignature, Incoming, Raw, Reception, Said, Unreadable
from amana.messages.connectors.posting import post

_LEAST: Final = 24
_CHANNELS: Final = {"tel": "sms", "whatsapp": "whatsapp", "mailto": "email"}


class Settings(Said):
    """`secret` is what the flow shows us, at least 24 characters. Without `base` and `token` nothing is sent this way."""

    secret: str
    base: str = ""
    token: str = ""


class RapidPro:
    """One workspace."""

    def __init__(self, name: str, said: Settings) -> None:
        if len(said.secret) < _LEAST:
            raise ValueError("secret")
        self.name, self._said, self.base = name, said, said.base
        self.channels = frozenset({"sms"}) if said.base and said.token else frozenset()

    def receive(self, raw: Raw, now: datetime) -> Reception:
        """Returns what the flow asked and received as a letter."""
        del now
        wanted = f"Token {self._said.secret}".encode()
        if not hmac.compare_digest(wanted, raw.headers.get("authorization", "").encode()):
            raise BadSignature
        try:
            told = json.loads(raw.body)
        except ValueError as fault:
            raise Unreadable from fault
        if not isinstance(told, dict) or not isinstance(told.get("contact"), dict):
            raise Unreadable
        return Reception((self._letter(told, raw.body),))

    def _letter(self, told: dict[str, Any], body: bytes) -> Incoming:
        contact = told["contact"]
        urn = str(contact.get("urn") or (contact.get("urns") or [""])[0])
        scheme, _, sender = urn.partition(":")
        run = told.get("run") if isinstance(told.get("run"), dict) else {}
        number = sender if not sender.isdecimal() else f"+{sender}"
        return Incoming(
            channel=_CHANNELS.get(scheme, "other"),
            connector=self.name,
            # a flow that names its run is repeated under the same name; otherwise the same text is the same letter
            provider_id=str((run or {}).get("uuid") or sha256(body).hexdigest()),
            sender=number,
            text=_text(told),
            language={"kur": "ckb", "ara": "ar", "eng": "en"}.get(str(contact.get("language")), ""),
        )

    def send(self, channel: str, number: str, text: str, item: str) -> str:
        """Gives the text to the workspace. Returns its id."""
        del channel, item
        answer = post(
            f"{self._said.base.rstrip('/')}/api/v2/broadcasts.json",
            json.dumps({"urns": [f"tel:{number}"], "text": text}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Token {self._said.token}"},
        )
        return str(answer.get("uuid") or answer.get("id") or "")


def _text(told: dict[str, Any]) -> str:
    """Returns every answer of the flow in its own line, after the text written last."""
    results = told.get("results")
    lines = (
        [str(each.get("value") or "") for each in results.values() if isinstance(each, dict)]
        if isinstance(results, dict)
        else []
    )
    last = told.get("input")
    said = str(last.get("text") or "") if isinstance(last, dict) else ""
    return "\n".join(dict.fromkeys(line for line in [*lines, said] if line))
