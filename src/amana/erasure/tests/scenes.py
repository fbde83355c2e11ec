"""An erasure from the request to the end of its wait, with clocks that run ahead."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

from amana.erasure import commands
from amana.erasure.queries import hours_of_wait
from amana.trust.actor import Actor
from amana.trust.models import Erasure
from amana.vault import waits


@contextmanager
def clocks_ahead(base: timedelta, *, host: timedelta | None = None, even: timedelta | None = None) -> Iterator[None]:
    """The three clocks stand so much further; those that are not named, as much as the database's."""
    read = waits.read_clocks

    def ahead() -> waits.Clocks:
        clocks = read()
        return replace(
            clocks,
            base=clocks.base + base,
            host=clocks.host + (base if host is None else host),
            even=clocks.even + (base if even is None else even).total_seconds(),
        )

    with patch.object(waits, "read_clocks", ahead):
        yield


def pass_the_wait(now: datetime) -> int:
    """All three clocks run on until every wait is over, and the worker comes by. Returns how many cases it erased."""
    hours = timedelta(hours=hours_of_wait(), minutes=1)
    with clocks_ahead(hours):
        return commands.do_agreed(now + hours)


def agree_and_wait(actor: Actor, asked: Erasure, *, now: datetime) -> Erasure:
    """The second person agrees, nobody stops it, and the worker does it when the wait is over."""
    agreed = commands.agree_to_forget(actor, asked, now=now)
    pass_the_wait(now)
    return Erasure.objects.get(id=agreed.id)
