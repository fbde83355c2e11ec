"""Twilio: SMS, WhatsApp and calls. Requests are signed over their address and form under the account's token."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

from amana.messages import pack
from amana.messages.connectors.base import BadSignature, Incoming, Raw, Reception, Said, Unreadable
from amana.messages.connectors.posting import post

_XML: Final = "text/xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_VOICES: Final = {"ar": "arb", "en": "en-GB"}  # it speaks no Sorani: for that, our own recording is played
_WHATSAPP: Final = "whatsapp:"
_MOST_SECONDS: Final = 900
_RING_SECONDS: Final = 40
_MOST_MEDIA: Final = 10


class Settings(Said):
    """`address` is ours, as the provider calls it. Without `account` and a number nothing is sent this way.

    `hold` is our telephone that a caller is put through to first; `recordings` are addresses of our own greetings, by language.
    """

    address: str
    token: str
    account: str = ""
    number: str = ""
    whatsapp: str = ""
    hold: str = ""
    recordings: dict[str, str] = {}
    languages: tuple[str, ...] = ("ckb", "ar", "en")
    base: str = "https://api.twilio.com"


class Twilio:
    """One account."""

    def __init__(self, name: str, said: Settings) -> None:
        self.name, self._said, self.base = name, said, said.base
        ready = {"sms": said.number, "whatsapp": said.whatsapp}
        self.channels = frozenset(channel for channel, ours in ready.items() if ours and said.account)

    # In -----------------------------------------------------------------------------------------------

    def receive(self, raw: Raw, now: datetime) -> Reception:
        """Makes a letter of a text; greets a call, puts it through or records it, and makes a letter of the recording."""
        del now  # a request carries no time; a repetition carries the same id
        if not self._is_genuine(raw):
            raise BadSignature
        form = raw.form
        if form.get("MessageSid") or form.get("SmsSid"):
            return Reception((self._text(form),), _XML, _twiml(""))
        if form.get("CallSid"):
            return self._call(form, raw.query.get("step", ""))
        raise Unreadable

    def _is_genuine(self, raw: Raw) -> bool:
        told = self._said.address.rstrip("/") + raw.address
        told += "".join(f"{name}{raw.form[name]}" for name in sorted(raw.form))
        wanted = b64encode(hmac.digest(self._said.token.encode(), told.encode(), "sha1"))
        return hmac.compare_digest(wanted, raw.headers.get("x-twilio-signature", "").encode())

    def _text(self, form: Mapping[str, str]) -> Incoming:
        sender = form.get("From", "")
        media = [form.get(f"MediaUrl{n}", "") for n in range(_MOST_MEDIA)]
        return Incoming(
            channel="whatsapp" if sender.startswith(_WHATSAPP) else "sms",
            connector=self.name,
            provider_id=form.get("MessageSid") or form["SmsSid"],
            sender=sender.removeprefix(_WHATSAPP),
            text=form.get("Body", ""),
            elsewhere=tuple(each for each in media if each),
        )

    def _call(self, form: Mapping[str, str], step: str) -> Reception:
        if form.get("RecordingSid") and form.get("RecordingUrl"):
            letter = Incoming(
                channel="voice",
                connector=self.name,
                provider_id=form["RecordingSid"],
                sender=form.get("From", ""),
                text="",
                elsewhere=(form["RecordingUrl"],),
            )
            return Reception((letter,), _XML, _twiml(self._speak_part("thanks") + "<Hangup/>"))
        if step == "held" and form.get("DialCallStatus") == "completed":
            return Reception((), _XML, _twiml("<Hangup/>"))
        if self._said.hold and step != "held":
            through = (
                f'<Dial action="?step=held" method="POST" timeout="{_RING_SECONDS}">{escape(self._said.hold)}</Dial>'
            )
            return Reception((), _XML, _twiml(self._speak_part("hold") + through))
        record = f'<Record action="?step=recorded" method="POST" maxLength="{_MOST_SECONDS}" playBeep="true"/>'
        return Reception((), _XML, _twiml(self._speak_part("greeting") + record))

    def _speak_part(self, part: str) -> str:
        """Returns the pack's neutral words, one language after the other."""
        words = getattr(pack.read_section().voice, part)
        found = []
        for language in self._said.languages:
            if part == "greeting" and language in self._said.recordings:
                found.append(f"<Play>{escape(self._said.recordings[language])}</Play>")
            elif language in _VOICES:
                found.append(f"<Say language={quoteattr(_VOICES[language])}>{escape(words.text(language))}</Say>")
        return "".join(found)

    # Out ----------------------------------------------------------------------------------------------

    def send(self, channel: str, number: str, text: str, item: str) -> str:
        """Gives the text to the provider. Returns its id."""
        del item  # this provider has no field for an id of ours, so what is uncertain is never sent again
        said = self._said
        prefix, ours = (_WHATSAPP, said.whatsapp) if channel == "whatsapp" else ("", said.number)
        body = urlencode({"To": prefix + number, "From": prefix + ours, "Body": text})
        secret = b64encode(f"{said.account}:{said.token}".encode()).decode()
        answer = post(
            f"{said.base}/2010-04-01/Accounts/{quote(said.account)}/Messages.json",
            body.encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {secret}"},
        )
        return str(answer.get("sid", ""))


def _twiml(inside: str) -> str:
    return f"{_HEAD}<Response>{inside}</Response>"
