"""Who gets what comes in: the one room above that registered itself. This room keeps nothing of it."""

import logging
from collections.abc import Callable
from datetime import datetime

from amana.messages.connectors import Away, Incoming, Raw, Reception, configured
from amana.process_state import filled_at_start

_log = logging.getLogger("amana.messages")
type Take = Callable[[Incoming, datetime], object]
_receiver: list[Take] = filled_at_start([])


class NobodyReceives(Exception):
    """No room registered itself, so nothing may be thanked for."""


def register_receiver(take: Take) -> None:
    """From now on `take(letter, now)` keeps what comes in; the same letter again, however late, is kept once.

    It raises when it cannot keep it: then the provider is told so, and repeats.
    """
    _receiver[:] = [take]


def keep(letter: Incoming, now: datetime) -> None:
    """The letter is kept. Raises what the receiver raises, and NobodyReceives."""
    if not _receiver:
        raise NobodyReceives
    _receiver[0](letter, now)


def receive(connector: str, raw: Raw, now: datetime) -> Reception | None:
    """A provider's request is kept, and this is what it is answered; None for a connector that is not there.

    Raises BadSignature, Unreadable, and what the receiver raises.
    """
    found = configured().receivers.get(connector)
    if found is None:
        return None
    reception = found.receive(raw, now)
    for letter in reception.letters:
        keep(letter, now)
    return reception


def fetch_mail(now: datetime) -> int:
    """Every mailbox was emptied, or is away and tried again; how many mails were kept. The worker's duty."""
    done = 0
    for box in configured().mailboxes:
        try:
            done += box.fetch(lambda letter: keep(letter, now))
        except Away:
            _log.warning("mailbox %s is away", box.name)
    return done
