"""What can be done in a case, and why not: an open door has an address, a shut one has a reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from amana.cases.queries import Procedure
from amana.trust.actor import Actor


@dataclass(frozen=True)
class Deed:
    """A deed with its address, or with the reason why not. `weight` orders them; the lightest open one is the next."""

    label: str
    url: str | None
    reason: str = ""
    weight: int = 50


type Offer = Callable[[Actor, Procedure, datetime], Iterable[Deed]]
_offers: list[Offer] = []


def register_deed(offer: Offer) -> None:
    """From now on `offer` is asked what the actor can do in each case."""
    _offers.append(offer)


def deeds_for(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """All deeds, open ones first, each group by weight."""
    deeds = [deed for offer in _offers for deed in offer(actor, procedure, now)]
    return sorted(deeds, key=lambda deed: (deed.url is None, deed.weight))
