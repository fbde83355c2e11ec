"""Mails become letters, once each, and are removed only when they are kept; on a mail server of this machine."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from pytest_django import Settings

from amana.messages import receiving
from amana.messages.connectors import Incoming
from amana.messages.connectors.mailbox import MailboxOverImap
from amana.messages.connectors.mailbox import Settings as Said
from amana.messages.tests.scenes import write_connectors

NOON = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
PLAIN = (
    b"From: =?utf-8?b?2YXYrNmH2YjZhA==?= <someone@example.org>\r\nSubject: =?utf-8?b?2YXYs9in2LnYr9ip?=\r\n"
    b"Message-ID: <1@example.org>\r\nDate: Sun, 1 Mar 2026 10:00:00 +0300\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
) + "أختي محبوسة".encode()
ONLY_HTML = (
    b"From: other@example.org\r\nSubject: x\r\nMessage-ID: <2@example.org>\r\nContent-Type: text/html; charset=made-up\r\n\r\n"
    b"<html><style>p {}</style><script>steal()</script><p>She is <b>locked</b> in</p></html>"
)
BROKEN = b"From: <<<>@\r\nDate: yesterday\r\nMessage-ID: \xff\xfe\r\n\r\nno header is right \xc3\x28"


class Server(ThreadingTCPServer):
    """As much of IMAP as a mailbox is asked for."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, mails: list[bytes]) -> None:
        self.mails = dict(enumerate(mails, 1))
        self.marked: set[int] = set()
        super().__init__(("127.0.0.1", 0), Session)


class Session(StreamRequestHandler):
    """One connection."""

    server: Server

    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            verb = rest.upper()
            if verb.startswith("LOGIN") and "right" not in rest:
                self._say(f"{tag} NO wrong")
                continue
            self._answer(verb, rest)
            self._say(f"{tag} OK done")
            if verb.startswith("LOGOUT"):
                return

    def _answer(self, verb: str, rest: str) -> None:
        if verb.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif verb.startswith("SELECT"):
            self._say(f"* {len(self.server.mails)} EXISTS")
        elif verb.startswith("UID SEARCH"):
            self._say("* SEARCH " + " ".join(map(str, self.server.mails)))
        elif verb.startswith("UID FETCH"):
            number = int(rest.split()[2])
            content = self.server.mails[number]
            self.wfile.write(
                f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n"
            )
        elif found := re.match(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\DELETED\)", verb):
            self.server.marked.add(int(found[1]))
        elif verb.startswith("EXPUNGE"):
            for number in self.server.marked:
                self.server.mails.pop(number, None)
            self.server.marked.clear()

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def mail_server(*mails: bytes) -> Iterator[Server]:
    server = Server(list(mails))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Incoming]:
    """What the receiver got."""
    found: list[Incoming] = []
    monkeypatch.setattr(receiving, "_receiver", [lambda letter, _now: found.append(letter)])
    return found


def use(settings: Settings, folder: Path, server: Server, word: str = "right") -> None:
    port = server.server_address[1]
    write_connectors(
        settings, folder, f"[connectors.mail]\nkind = 'mailbox'\nhost = '127.0.0.1'\nport = {port}\nuser = 'u'\npassword = '{word}'",
    )  # fmt: skip


def test_every_mail_is_a_letter_and_then_gone(settings: Settings, tmp_path: Path, kept: list[Incoming]) -> None:
    with mail_server(PLAIN, ONLY_HTML, BROKEN) as server:
        use(settings, tmp_path, server)
        assert receiving.fetch_mail(NOON) == 3
        assert server.mails == {}
        assert receiving.fetch_mail(NOON) == 0
    first, second, third = kept
    assert (first.channel, first.sender, first.text) == ("email", "someone@example.org", "مساعدة\n\nأختي محبوسة")
    assert first.sent_at == datetime.fromisoformat("2026-03-01T10:00:00+03:00")
    assert second.text == "x\n\nShe is\nlocked\nin"
    assert "no header is right" in third.text and third.sent_at is None


def test_what_cannot_be_kept_stays_where_it_is(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Incoming] = []

    def full(letter: Incoming, _now: datetime) -> None:
        if found:
            raise OSError("the disk is full")
        found.append(letter)

    monkeypatch.setattr(receiving, "_receiver", [full])
    with mail_server(PLAIN, ONLY_HTML) as server:
        use(settings, tmp_path, server)
        receiving.fetch_mail(NOON)
        assert set(server.mails) == {1, 2}  # the first is kept and not yet removed: it comes again, as the same letter
        found.clear()
        monkeypatch.setattr(receiving, "_receiver", [lambda letter, _now: found.append(letter)])
        receiving.fetch_mail(NOON)
    assert len({each.provider_id for each in found}) == 2


def test_the_same_id_with_other_words_is_another_letter() -> None:
    """Whoever knows a mail's id shuts out no other mail by using it first."""
    box = MailboxOverImap("mail", Said(kind="mailbox", host="h", user="u", password="p"))
    assert box.letter(PLAIN).provider_id == box.letter(PLAIN).provider_id
    assert box.letter(PLAIN).provider_id != box.letter(PLAIN + b"!").provider_id


def test_a_mailbox_that_is_away_is_said_without_a_word_of_it(
    settings: Settings, tmp_path: Path, kept: list[Incoming], caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server(PLAIN) as server:
        use(settings, tmp_path, server, word="wrong")
        assert receiving.fetch_mail(NOON) == 0
    assert receiving.fetch_mail(NOON) == 0  # nobody listens any more
    assert caplog.messages == ["mailbox mail is away"] * 2
    assert kept == []
