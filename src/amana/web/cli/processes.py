"""The five processes of an instance: started together, watched, stopped together."""

import contextlib
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FrameType

from amana.commandline.verb import Stop, complain, say

LOOPBACK = "127.0.0.1"
READY_WITHIN_SECONDS = 90
STOPPED_WITHIN_SECONDS = 10
# Variables that the process for the public does not get.
_NOT_FOR_STRANGERS = ("AMANA_DATABASE", "AMANA_DATABASE_OWNER", "AMANA_TOKEN")
_WITH_THE_PASSPHRASE = ("AMANA_MASTER_PASSPHRASE_FILE", "AMANA_MASTER_FD")  # only for parts that open the key store
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the instance, the port it answers on if it has one, and whether it opens the key store."""

    name: str
    command: tuple[str, ...]
    settings: str
    port: int | None = None
    opens_keys: bool = False


def parts(desk_port: int, public_port: int) -> tuple[Part, ...]:
    """Returns desk, public face, worker, key service and pepper. All listen on this machine only, behind a proxy."""
    options = ("--interface", "wsgi", "--host", LOOPBACK, "--log-level", "warning")
    return (
        Part(
            "desk",
            (
                sys.executable,
                "-m",
                "amana.web.cli.serving",
                *options,
                "--port",
                str(desk_port),
                "--blocking-threads",
                "4",
                "amana.web.wsgi_desk:application",
            ),
            "desk",
            desk_port,
            opens_keys=True,
        ),
        Part(
            "public face",
            (
                sys.executable,
                "-m",
                "granian",
                *options,
                "--port",
                str(public_port),
                "--blocking-threads",
                "4",
                "amana.web.wsgi_public:application",
            ),
            "public",
            public_port,
        ),
        Part("worker", (sys.executable, "-m", "amana.web.cli", "worker"), "desk", opens_keys=True),
        Part("key service", (sys.executable, "-m", "amana.web.cli", "keyservice"), "desk"),
        Part("pepper", (sys.executable, "-m", "amana.web.cli", "pepper"), "desk", opens_keys=True),
    )


def refuse_busy_ports(ports: Mapping[str, int]) -> None:
    """Checks that nothing listens on any of the ports. Raises Stop naming the first that is taken.

    The server shares its port with others without an error (SO_REUSEPORT), so a forgotten one would answer half of the
    requests: each port is bound here, alone and for a moment, before anything starts. Both loopback addresses are
    tried, because a browser may take either for localhost.
    """
    for face, port in ports.items():
        try:
            for family, address in ((socket.AF_INET, LOOPBACK), (socket.AF_INET6, "::1")):
                _bind_for_a_moment(family, address, port)
        except OSError as fault:
            if fault.errno == errno.EACCES:
                raise Stop(f"port {port} for the {face} needs an administrator; choose one with --port N.") from fault
            if fault.errno != errno.EADDRINUSE:
                raise
            raise Stop(
                f"port {port} for the {face} is busy: another program listens on it. Stop that program, "
                "or choose other ports with --port N (the desk on N, the public face on N+1)."
            ) from fault


def _bind_for_a_moment(family: socket.AddressFamily, address: str, port: int) -> None:
    """Binds the port for a moment. Raises OSError; a machine without the second kind of address is no fault."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # Connections of a server that has just ended keep its port for a minute without listening on it.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as fault:
        if fault.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
            raise


def run_until_stopped(*, desk_port: int, public_port: int, ready: Callable[[], None], locked: bool = False) -> int:
    """Runs all parts until somebody stops them (0), or one ends by itself and the others are stopped (1).

    Of a `locked` instance the desk answers 503, which is no fault then.
    """
    expected = {http.client.SERVICE_UNAVAILABLE} if locked else set()
    wanted = parts(desk_port, public_port)
    with _stop_signals() as asked_to_stop:
        running: dict[Part, subprocess.Popen[bytes]] = {}
        try:
            for part in wanted:
                running[part] = _start(part)
            told = False
            deadline = time.monotonic() + READY_WITHIN_SECONDS
            while not asked_to_stop():
                for part, process in running.items():
                    if process.poll() is not None:
                        complain(
                            f"amana: the {part.name} ended by itself (status {process.returncode}), so everything was "
                            "stopped. What is saved stays; the lines above say why, and ./amana up starts again."
                        )
                        return 1
                if not told:
                    answers = {part.name: _answer_of(part.port) for part in wanted if part.port}
                    broken = [
                        name
                        for name, status in answers.items()
                        if status is not None and status >= 500 and status not in expected
                    ]
                    if broken:
                        complain(f"amana: the {broken[0]} answers with an error; everything was stopped.")
                        return 1
                    if None not in answers.values():
                        told = True
                        ready()
                if not told and time.monotonic() > deadline:
                    complain(f"amana: no answer within {READY_WITHIN_SECONDS} seconds; everything was stopped.")
                    return 1
                time.sleep(0.1 if not told else 0.3)
            say("\nStopping ...")
            return 0
        finally:
            _stop(running)


@contextlib.contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """Records Ctrl-C, SIGTERM and a closed terminal instead of ending this process at once."""
    asked = False

    def remember(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(part: Part) -> subprocess.Popen[bytes]:
    """Starts the part in a session of its own, so that Ctrl-C reaches it through us and in order."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": f"amana.web.settings.{part.settings}"}
    if part.settings == "public" and environment.get("AMANA_DATABASE_PUBLIC"):
        environment = {name: value for name, value in environment.items() if name not in _NOT_FOR_STRANGERS}
    if not part.opens_keys:
        environment = {name: value for name, value in environment.items() if name not in _WITH_THE_PASSPHRASE}
    with _passphrase_for(part) as given:
        return subprocess.Popen(
            part.command,
            env=environment | ({"AMANA_MASTER_FD": str(given[0])} if given else {}),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=given,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )


@contextlib.contextmanager
def _passphrase_for(part: Part) -> Iterator[tuple[int, ...]]:
    """The open piece of memory with the passphrase, for a part that opens the key store; nothing for another."""
    if not part.opens_keys:
        yield ()
        return
    from amana.vault import passphrases

    number = passphrases.pass_on()
    if number is None:
        yield ()
        return
    try:
        yield (number,)
    finally:
        os.close(number)


def _end_with_parent() -> None:
    """Asks the kernel to stop this process when the one that started it ends, however that happens."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _answer_of(port: int) -> int | None:
    """Returns the status of the page that the face on `port` answers with, or None when nothing answers yet."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _stop(running: Mapping[Part, subprocess.Popen[bytes]]) -> None:
    """Ends every part: by a request, and after ten seconds by force."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOPPED_WITHIN_SECONDS
    for process in running.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # The part leads a session of its own: its helpers end with it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
