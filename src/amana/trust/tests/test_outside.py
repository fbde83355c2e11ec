"""Checkpoints go to another machine: no address of this one, of its link or of a cloud's credentials is spoken to."""

import http.server
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.request import Request

import pytest
from django.conf import LazySettings

from amana.trust.trail import outside
from tests.certificates import make_certificate


@pytest.fixture
def strict(settings: LazySettings) -> None:
    settings.AMANA_WITNESS_HERE = False


class Answer(http.server.BaseHTTPRequestHandler):
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_args: object) -> None:
        """Says nothing of a visitor who does not like the certificate."""


@contextmanager
def run(server: Server) -> Iterator[None]:
    Answer.paths.clear()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """(port of a server on loopback, the paths that it was asked for)."""
    server = Server(("127.0.0.1", 0), Answer)
    with run(server):
        yield server.server_port, Answer.paths


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """(port of a server on loopback, its own certificate for w.example, which nobody trusts)."""
    make_certificate(file := tmp_path / "w.pem", "w.example")
    server = Server(("127.0.0.1", 0), Answer)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with run(server):
        yield server.server_port, file


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "::1", "0.0.0.1", "::", "169.254.169.254", "fe80::1%eth0", "224.0.0.1", "ff02::1",
        "240.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "fd00:ec2::254", "100.100.100.200",
    ],
)  # fmt: skip
def test_an_address_of_here_is_not_outside(address: str) -> None:
    assert not outside.is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "10.1.2.3", "192.168.4.4", "2001:4860:4860::8888", "fd12:3456::1"])
def test_an_address_of_another_machine_is(address: str) -> None:
    assert outside.is_outside(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "witness.example.org"])
def test_a_name_that_leads_here_is_not_spoken_to(
    strict: None, asked: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    port, paths = asked
    looked_up = []

    def resolve(host: str, port: int, **_more: object) -> list[object]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(OSError, match=name):
        outside.opener().open(Request(f"http://{name}:{port}/add-checkpoint"), timeout=2)
    assert paths == [] and looked_up == [name]


def test_one_address_of_here_among_others_is_enough_to_refuse(strict: None, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("192.0.2.7", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(OSError, match=r"w\.example"):
        outside.opener().open(Request("http://w.example/"), timeout=2)


def test_an_address_that_does_not_answer_is_followed_by_the_next(
    asked: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, paths = asked
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", p)) for p in (shut.getsockname()[1], port)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
        with outside.opener().open(Request("http://w.example/next"), timeout=2) as answer:
            assert answer.status == 200
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found[:1])
        with pytest.raises(OSError, match="refused"):
            outside.opener().open(Request("http://w.example/next"), timeout=2)
    assert paths == ["/next"]


def test_the_certificate_has_to_be_trusted_and_of_the_name(
    encrypted: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, certificate = encrypted
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        outside.opener().open(Request("https://w.example/"), timeout=2)
    default = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: default(cafile=str(certificate)))
    with outside.opener().open(Request("https://w.example/"), timeout=2) as answer:
        assert answer.status == 200
    with pytest.raises(OSError, match="Hostname mismatch"):
        outside.opener().open(Request("https://other.example/"), timeout=2)


def test_the_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(
    settings: LazySettings, asked: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AMANA_WITNESS_HERE = False
    port, paths = asked
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: answers.pop())
    monkeypatch.setattr(outside, "is_outside", lambda ip: ip == "127.0.0.1")
    with outside.opener().open(Request(f"http://w.example:{port}/once"), timeout=2) as answer:
        assert answer.status == 200
    assert paths == ["/once"] and answers == [], "a second look-up would have found nothing"
