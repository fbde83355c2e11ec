"""Runs an instance on this machine: the desk, the public face, the worker and the key service."""

import os
import sys
from collections.abc import Sequence

from amana.backups.guard import refuse_while_restoring
from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings

DESK_PORT = 8000


def run(arguments: Sequence[str]) -> int:
    """Runs the instance until Ctrl-C; returns 1 when one of its processes ended by itself."""
    asked = parser("up", "Starts Amana. The first time, it makes a demo world of made-up people.")
    asked.add_argument(
        "--empty", action="store_true", help="an instance with no people in it; sets up an administrator"
    )
    asked.add_argument("--fresh", action="store_true", help="deletes the demo world and makes a new one")
    asked.add_argument(
        "--port", type=int, default=DESK_PORT, help="the desk's port (8000); the public face has the next"
    )
    asked.add_argument("--wheels", metavar="DIR", help="installs from a folder of wheels, without a package index")
    chosen = asked.parse_args(arguments)

    from amana.web.cli import instance, processes

    if not 1 <= chosen.port <= 65534:
        raise Stop("--port needs a number from 1 to 65534; the public face takes the one after it.")
    processes.refuse_busy_ports({"desk": chosen.port, "public face": chosen.port + 1})
    os.umask(0o077)  # only the owner can read what is created from here on
    use_settings()
    refuse_while_restoring()
    with instance.data_folder_of_my_own():
        if chosen.fresh:
            instance.delete_demo_world()
            start_again_without_the_old_world(chosen.port, empty=chosen.empty)
        unlocked = instance.unlock(empty=chosen.empty)
        instance.prepare(empty=chosen.empty)
        instance.refuse_plain_master()
        return processes.run_until_stopped(
            desk_port=chosen.port,
            public_port=chosen.port + 1,
            ready=lambda: announce(chosen.port, locked=not unlocked),
            locked=not unlocked,
        )


def start_again_without_the_old_world(port: int, *, empty: bool) -> None:
    """Restarts this process, so that no key or connection of the deleted world stays in its memory."""
    options = ["--port", str(port), *(["--empty"] if empty else [])]
    os.execv(sys.executable, [sys.executable, "-m", "amana.web.cli", "up", *options])  # noqa: S606  (no shell is meant)


_RED = "\033[1;31m{}\033[0m"
_LOCKED = (
    "Locked: the passphrase of the master key was not given. The public face takes reports and seals them; the desk "
    "answers 503.",
    "To open it: stop this and say ./amana up in a terminal, or write the passphrase into the file that "
    "AMANA_MASTER_PASSPHRASE_FILE names.",
)


def announce(port: int, *, locked: bool = False) -> None:
    """Prints where Amana is, what is out of order, who can sign in, and how to stop."""
    from amana.web.cli import instance

    say()
    say(f"  Desk         http://localhost:{port}")
    say(f"  Public face  http://localhost:{port + 1}")
    say()
    for line in _LOCKED if locked else instance.warn_lines():
        say(f"  {_RED.format(line) if sys.stdout.isatty() else line}")
    for line in instance.sign_in_lines():
        say(f"  {line}")
    say()
    say("  Ctrl-C stops everything.")


VERB = Verb(
    "up",
    RUNNING,
    "[--port N] [--fresh] [--empty]",
    "starts the desk, the public face, the worker and the key service; the first time on a demo world",
    run,
)
