"""What can be done in a case, and why not: what is open has an address, what is not has a reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext

from amana.cases.queries import Procedure
from amana.process_state import filled_at_start
from amana.trust.actor import Actor


class Group(StrEnum):
    """Under which heading an action is listed on the page of a case, in the order of the headings."""

    NOW = "now"
    AGREE = "agree"
    ASK = "ask"
    GIVE = "give"
    WRITE = "write"
    MORE = "more"


@dataclass(frozen=True)
class Deed:
    """An action with its address, or with the reason why not. `weight` orders them within their group.

    One that `proposes` may be the filled button of the page, with the clock `due`; one that `ends` something stands apart.
    """

    label: str
    url: str | None
    reason: str = ""
    weight: int = 50
    proposes: bool = False
    due: datetime | None = None
    ends: bool = False
    group: Group = Group.MORE


type Offer = Callable[[Actor, Procedure, datetime], Iterable[Deed]]
_offers: list[Offer] = filled_at_start([])
_early: list[Offer] = filled_at_start([])


def register_deed(offer: Offer) -> None:
    """From now on `offer` is asked what the actor can do in each case."""
    _offers.append(offer)


def deeds_for(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """All actions, open ones first, each group by weight."""
    deeds = [deed for offer in _offers for deed in offer(actor, procedure, now)]
    return sorted(deeds, key=lambda deed: (deed.url is None, deed.weight))


def by_group(deeds: Iterable[Deed]) -> list[tuple[Group, str, list[Deed]]]:
    """(group, its heading, its actions) for each group that has any, in the order of the groups."""
    headings = {
        Group.NOW: gettext("Go on with the case"),
        Group.AGREE: gettext("What the person agrees to"),
        Group.ASK: gettext("Ask others"),
        Group.GIVE: gettext("Give help"),
        Group.WRITE: gettext("Write and keep"),
        Group.MORE: gettext("More"),
    }
    deeds = list(deeds)
    found = [(group, headings[group], [deed for deed in deeds if deed.group is group]) for group in Group]
    return [each for each in found if each[2]]


def register_early_deed(offer: Offer) -> None:
    """From now on `offer` is also asked what the actor can do before there is a case, on the page of her sign."""
    _early.append(offer)


def early_deeds_for(actor: Actor, procedure: Procedure, now: datetime) -> list[Deed]:
    """What rooms above intake offer before there is a case, the lightest first."""
    return sorted((deed for offer in _early for deed in offer(actor, procedure, now)), key=lambda deed: deed.weight)
