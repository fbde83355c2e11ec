"""The key service: a process of its own with half of the exchange's keys; and its audit log, for those who watch it."""

import logging
import os
import signal
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amana.commandline.project import PROJECT
from amana.commandline.verb import RUNNING, Verb, complain, parser, say


def folder() -> Path:
    """Returns where the service keeps its half of the keys, its audit log and its socket. Needs no settings of the platform."""
    chosen = os.environ.get("AMANA_KEY_SERVICE")
    return Path(chosen) if chosen else Path(os.environ.get("AMANA_DATA", PROJECT / "var")) / "keyservice"


def run(arguments: Sequence[str]) -> int:
    """Runs the service until SIGTERM or Ctrl-C, or shows its audit log; 1 when somebody changed it."""
    asked = parser("keyservice", "Holds one half of the exchange's keys, apart from the platform.")
    asked.add_argument("act", choices=["serve", "trail"], nargs="?", default="serve")
    asked.add_argument("--days", type=int, default=30, help="how many days of the trail are shown (30)")
    chosen = asked.parse_args(arguments)
    return serve() if chosen.act == "serve" else trail(chosen.days)


def serve() -> int:
    """Answers questions until the process is asked to stop."""
    from amana.exchange.keyservice.server import Door, Service

    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with Door(folder(), Service(folder())) as door:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=door.shutdown).start())
        door.serve_forever(poll_interval=0.2)
    return 0


def trail(days: int) -> int:
    """Prints who asked how much; 1 when a line does not follow from the one before."""
    from amana.exchange.keyservice.ledger import Ledger

    ledger = Ledger(folder() / "trail.sqlite3")
    say(f"{'organisation':<36}  {'act':<6}  {'outcome':<9}  {'requests':>8}  {'elements':>9}")
    for asker, act, outcome, requests, elements in ledger.by_asker(datetime.now(UTC) - timedelta(days=days)):
        say(f"{asker:<36}  {act:<6}  {outcome:<9}  {requests:>8}  {elements:>9}")
    wrong = ledger.verify()
    for number in wrong:
        complain(f"Wrong: line {number} does not follow from the one before it.")
    return 1 if wrong else 0


VERB = Verb(
    "keyservice",
    RUNNING,
    "[serve|trail]",
    "holds half of the exchange's keys in a process of its own; `up` starts one",
    run,
)
