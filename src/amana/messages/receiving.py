"""Where incoming letters go: to the one upper room that registered itself. This room stores nothing of them."""

import logging
from collections.abc import Callable
from datetime import datetime

from amana.messages.connectors import Away, Incoming, Raw, Reception, load_configuration
from amana.process_state import filled_at_start

_log = logging.getLogger("amana.messages")
type Take = Callable[[Incoming, datetime], object]
_receiver: list[Take] = filled_at_start([])


class NobodyReceives(Exception):
    """No room registered itself, so nothing may be confirmed."""


def register_receiver(take: Take) -> None:
    """Registers `take(letter, now)` as the function that stores what comes in; a repeated letter, however late, is stored once.

    It raises when it cannot store it: then the provider gets an error, and repeats.
    """
    _receiver[:] = [take]


def keep(letter: Incoming, now: datetime) -> None:
    """Stores the letter. Raises what the receiver raises, and NobodyReceives."""
    if not _receiver:
        raise NobodyReceives
    _receiver[0](letter, now)


def receive(connector: str, raw: Raw, now: datetime) -> Reception | None:
    """Stores a provider's request and returns the answer to it; None for an unknown connector.

    Raises BadSignature, Unreadable, and what the receiver raises.
    """
    found = load_configuration().receivers.get(connector)
    if found is None:
        return None
    reception = found.receive(raw, now)
    for letter in reception.letters:
        keep(letter, now)
    return reception


def fetch_mail(now: datetime) -> int:
    """Empties every mailbox; one that is away is retried. Returns the number of mails stored. The worker's duty."""
    done = 0
    for box in load_configuration().mailboxes:
        try:
            done += box.fetch(lambda letter: keep(letter, now))
        except Away:
            _log.warning("mailbox %s is away", box.name)
    return done
