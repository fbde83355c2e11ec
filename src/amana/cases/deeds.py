"""What can be done in a case, and why not: an open door has an address, a shut one has a reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from amana.cases.queries import Procedure
from amana.process_state import filled_at_start
from amana.trust.actor import Actor


@dataclass(frozen=True)
class Deed:
    """A deed with its address, or with the reason why not. `weight` orders them.

    One that `proposes` may be the filled button of the page, with the clock `due`; one that `ends` something stands apart.
    """

    label: str
    url: str | None
    reason: str = ""
    weight: int = 50
    proposes: bool = False
    due: datetime | None = None
    ends: bool = False


type Offer = Callable[[Actor, Procedure, datetime], Iterable[Deed]]
_offers: list[Offer] = filled_at_start([])
_early: list[Offer] = filled_at_start([])


def register_deed(offer: Offer) -> None:
    """From now on `offer` is asked what the actor can do in each case."""
    _offers.append(offer)


def deeds_for(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """All deeds, open ones first, each group by weight."""
    deeds = [deed for offer in _offers for deed in offer(actor, procedure, now)]
    return sorted(deeds, key=lambda deed: (deed.url is None, deed.weight))


def register_early_deed(offer: Offer) -> None:
    """From now on `offer` is also asked what the actor can do before there is a case, on the page of her sign."""
    _early.append(offer)


def early_deeds_for(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """What rooms above intake offer before there is a case, the lightest first."""
    return sorted((deed for offer in _early for deed in offer(actor, procedure, now)), key=lambda deed: deed.weight)
