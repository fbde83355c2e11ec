"""The page of a sign and its triage card show what rooms above know of the person; they add their parts at start."""

from datetime import datetime

from amana.cases.deeds import Deed, Offer
from amana.cases.panels import Panel, Placed
from amana.cases.queries import Procedure
from amana.process_state import filled_at_start
from amana.trust.actor import Actor

_panels: dict[str, list[Panel]] = filled_at_start({"sign": [], "card": []})
_offers: list[Offer] = filled_at_start([])


def register_panel(place: str, panel: Panel) -> None:
    """From now on `panel` is asked for its part of each page, in "sign" or "card"."""
    _panels[place].append(panel)


def panels_for(place: str, actor: Actor, procedure: Procedure, now: datetime) -> list[Placed]:
    """The parts of one page; a panel that has nothing to say is left out."""
    parts = (panel(actor, procedure, now) for panel in _panels[place])
    return [Placed(*part) for part in parts if part is not None]


def register_deed(offer: Offer) -> None:
    """From now on `offer` is asked what else the actor can do on the page of a sign, with or without a case."""
    _offers.append(offer)


def deeds_for(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """What rooms above offer on the page of a sign, in the order in which they registered."""
    return [deed for offer in _offers for deed in offer(actor, procedure, now)]
