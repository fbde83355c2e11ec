"""An erasure from the request to the end of its wait, with clocks that run ahead."""

from datetime import datetime, timedelta

from amana.erasure import commands
from amana.erasure.queries import hours_of_wait
from amana.trust.actor import Actor
from amana.trust.models import Erasure
from tests.clocks import clocks_ahead


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
