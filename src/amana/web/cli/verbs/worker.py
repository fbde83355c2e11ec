"""The worker: runs the duties of all rooms, again and again, until it is asked to stop."""

import signal
import threading
from collections.abc import Sequence

from amana.backups.guard import refuse_while_restoring
from amana.commandline.verb import RUNNING, Verb, parser, use_settings

PAUSE_SECONDS = 0.5


def run(arguments: Sequence[str]) -> int:
    """Runs duties until SIGTERM or Ctrl-C arrives; the current duty is finished first."""
    parser("worker", VERB.help).parse_args(arguments)
    use_settings()
    refuse_while_restoring()
    from django.db import close_old_connections

    from amana.trust.duties import run_due
    from amana.vault.clock import now

    asked_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_stop.set())
    while not asked_to_stop.wait(PAUSE_SECONDS):
        close_old_connections()
        run_due(now())
    return 0


VERB = Verb("worker", RUNNING, "", "does what is due in the background; `up` starts one", run)
