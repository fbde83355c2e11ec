"""A server in the tests' own process has answered everybody, also somebody who went away, before the tables are emptied."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browsers import accept_all_before_now, wait_for_answers

LATER_SECONDS = 0.3


class Slow(ThreadingHTTPServer):
    """A server that takes its time; `answered` are the addresses it was asked for and is done with."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Slowly)
        self.answered: list[str] = []
        self.may = threading.Event()


class _Slowly(BaseHTTPRequestHandler):
    server: Slow

    def do_GET(self) -> None:
        """Answers when it may."""
        self.server.may.wait()
        self.server.answered.append(self.path)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def slow() -> Iterator[Slow]:
    with Slow() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.may.set()
        server.shutdown()
        thread.join()


def test_what_was_asked_by_a_browser_that_is_shut_already_is_waited_for(slow: Slow) -> None:
    for number in range(3):
        with socket.create_connection(("127.0.0.1", slow.server_port)) as gone:
            gone.sendall(f"GET /{number} HTTP/1.0\r\n\r\n".encode())
    accept_all_before_now(f"http://127.0.0.1:{slow.server_port}")
    assert slow.answered == []
    threading.Timer(LATER_SECONDS, slow.may.set).start()
    wait_for_answers()
    assert sorted(slow.answered) == ["/0", "/1", "/2"]
