"""A mailbox that we empty over IMAP: each mail becomes a letter, and is removed once it is stored."""

import imaplib
import ssl
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from html.parser import HTMLParser
from typing import Final

from amana.messages.connectors.base import Away, Incoming, Keep, Said

_SECONDS: Final = 20
_TLS_PORT: Final = 993
_MOST_AT_ONCE: Final = 50
_MOST_BYTES: Final = 10 * 1024 * 1024
_SILENT: Final = frozenset({"script", "style"})
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(Said):
    """Over TLS always, unless the server is this machine."""

    host: str
    port: int = _TLS_PORT
    user: str
    password: str
    folder: str = "INBOX"


class MailboxOverImap:
    """One mailbox."""

    def __init__(self, name: str, said: Settings) -> None:
        self.name, self._said = name, said

    def fetch(self, keep: Keep) -> int:
        """Gives every mail in the mailbox to `keep`, then removes it. Raises Away."""
        try:
            with self._open() as box:
                box.login(self._said.user, self._said.password)
                if box.select(f'"{self._said.folder}"')[0] != "OK":
                    raise Away
                return self._empty_box(box, keep)
        except (OSError, imaplib.IMAP4.error) as fault:
            raise Away from fault

    def _open(self) -> imaplib.IMAP4:
        said = self._said
        if said.host in _HERE and said.port != _TLS_PORT:
            return imaplib.IMAP4(said.host, said.port, timeout=_SECONDS)
        return imaplib.IMAP4_SSL(said.host, said.port, ssl_context=ssl.create_default_context(), timeout=_SECONDS)

    def _empty_box(self, box: imaplib.IMAP4, keep: Keep) -> int:
        numbers = box.uid("SEARCH", "ALL")[1][0] or b""
        done = 0
        for number in numbers.split()[:_MOST_AT_ONCE]:
            uid = number.decode()
            found = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{_MOST_BYTES}>)")[1]
            content = next((part[1] for part in found if isinstance(part, tuple)), None)
            if content is None:
                continue
            keep(self.letter(content))
            box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            done += 1
        if done:
            box.expunge()
        return done

    def letter(self, content: bytes) -> Incoming:
        """Returns a mail as a letter: subject and plain text. Attachments are left out; the one who answers asks for them."""
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return Incoming(
            channel="email",
            connector=self.name,
            provider_id=_id_of(mail, content),
            sender=parseaddr(_header(mail, "from"))[1],
            text="\n\n".join(part for part in (_header(mail, "subject"), _text_of(mail)) if part),
            sent_at=_moment_of(mail),
        )


def _header(mail: EmailMessage, name: str) -> str:
    """Decodes a header; a malformed one is empty rather than lost with its mail."""
    try:
        return str(mail.get(name, "")).strip()
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _id_of(mail: EmailMessage, content: bytes) -> str:
    """Returns the mail's own id with a hash of its content: an id chosen by somebody else cannot suppress another mail."""
    return f"{_header(mail, 'message-id')[:150]} {sha256(content).hexdigest()[:32]}"


def _text_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    charset = part.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.strip() if part.get_content_type() == "text/plain" else _strip_tags(text)


class _Words(HTMLParser):
    """Collects the visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words.append(data.strip())


def _strip_tags(html: str) -> str:
    """Returns the text of a page of HTML; nothing of it is ever shown as HTML."""
    reader = _Words()
    reader.feed(html)
    return "\n".join(reader.words)


def _moment_of(mail: EmailMessage) -> datetime | None:
    try:
        found = mail["date"].datetime if mail["date"] else None
    except (ValueError, AttributeError, TypeError, IndexError):
        return None
    return found if isinstance(found, datetime) and found.tzinfo is not None else None
