"""The service of the pepper: how the public face stretches codes without the key store."""

import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.verb import RUNNING, Verb, parser, use_settings


def run(arguments: Sequence[str]) -> int:
    """Keyed hashes were answered until SIGTERM or Ctrl-C arrived."""
    parser("pepper", VERB.help).parse_args(arguments)
    use_settings()
    from django.conf import settings

    from amana.vault.serving import Door

    with Door(Path(settings.AMANA_LETTER_BOX)) as door:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=door.shutdown).start())
        door.serve_forever(poll_interval=0.2)
    return 0


VERB = Verb(
    "pepper",
    RUNNING,
    "",
    "answers the public face with keyed hashes of codes, beside the key store; `up` starts one",
    run,
)
