"""`./amana up` looks before it starts, and stops what it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from amana.commandline.verb import Stop
from amana.web.cli import processes
from amana.web.cli.processes import Part, refuse_busy_ports, run_until_stopped

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


def remember_what_starts(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that will have been started, in their order."""
    started: list[subprocess.Popen[bytes]] = []
    start = processes._start

    def start_and_remember(part: Part) -> subprocess.Popen[bytes]:
        started.append(start(part))
        return started[-1]

    monkeypatch.setattr(processes, "_start", start_and_remember)
    return started


@pytest.mark.parametrize("shared", [False, True])
def test_a_busy_port_is_said_before_anything_starts(shared: bool) -> None:
    with socket.socket() as other:
        if shared:  # as a forgotten granian would
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=rf"port {port} for the public face is busy.*--port N"):
            refuse_busy_ports({"public face": port})
    refuse_busy_ports({"public face": port})


def test_when_one_part_ends_the_others_are_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = remember_what_starts(monkeypatch)
    ends = Part("public face", (sys.executable, "-c", "raise SystemExit(3)"), "public")
    monkeypatch.setattr(processes, "parts", lambda desk_port, public_port: (Part("worker", SLEEPER, "desk"), ends))

    assert run_until_stopped(desk_port=0, public_port=0, ready=lambda: None) == 1

    assert "the public face ended by itself (status 3)" in capsys.readouterr().err
    assert [part.poll() for part in started] == [-signal.SIGTERM, 3]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_every_part(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    started = remember_what_starts(monkeypatch)
    both = (Part("desk", SLEEPER, "desk"), Part("worker", SLEEPER, "desk"))
    monkeypatch.setattr(processes, "parts", lambda desk_port, public_port: both)

    # Asked when both were started: before that the signal would end whoever runs this test.
    assert run_until_stopped(desk_port=0, public_port=0, ready=lambda: os.kill(os.getpid(), number)) == 0

    assert [part.poll() for part in started] == [-signal.SIGTERM] * 2


def test_parts_end_when_the_one_who_started_them_is_killed(tmp_path: Path) -> None:
    number = tmp_path / "number"
    starter = (
        "import sys, time\nfrom pathlib import Path\nfrom amana.web.cli import processes\n"
        f"part = processes.Part('worker', {SLEEPER!r}, 'desk')\n"
        f"Path({str(number)!r}).write_text(str(processes._start(part).pid))\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starter], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    _wait_until(lambda: number.exists() and number.read_text() != "")
    child = int(number.read_text())

    parent.kill()
    parent.wait()

    _wait_until(
        lambda: not Path(f"/proc/{child}/cmdline").exists() or Path(f"/proc/{child}/cmdline").read_bytes() == b""
    )


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_face_that_answers_with_an_error_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = remember_what_starts(monkeypatch)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = (
        "import http.server\n"
        "class Broken(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n        self.send_error(500)\n"
        f"http.server.HTTPServer(('127.0.0.1', {port}), Broken).serve_forever()\n"
    )
    desk = Part("desk", (sys.executable, "-c", page), "desk", port)
    monkeypatch.setattr(processes, "parts", lambda desk_port, public_port: (desk, Part("worker", SLEEPER, "desk")))

    assert run_until_stopped(desk_port=port, public_port=0, ready=lambda: pytest.fail("it was announced")) == 1

    assert "the desk answers with an error" in capsys.readouterr().err
    assert all(part.poll() is not None for part in started)
