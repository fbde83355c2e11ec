"""Tabs of the desk: the pages next to the signs, and how many items wait on each. Rooms above register theirs at start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from amana.intake import queries
from amana.process_state import filled_at_start
from amana.trust.actor import Actor


@dataclass(frozen=True)
class Tab:
    """A page of the desk, and how many items wait on it. Tabs are sorted by `weight`, the smallest first."""

    weight: int
    id: str
    url: str
    label: str
    count: int = 0


type TabFor = Callable[[Actor], Tab | None]
_above: list[TabFor] = filled_at_start([])


def register_tab(tab: TabFor) -> None:
    """From now on `tab` is called for each page; it returns None for an actor who may not open its page."""
    _above.append(tab)


def desk_tabs(actor: Actor) -> dict[str, Any]:
    """`desk_tabs` and `reads`, for the pages that show them."""
    found = [tab for tab_for in (_calls, _concerns, *_above) if (tab := tab_for(actor)) is not None]
    reads = any(actor.can(verb) for verb in ("signs.triage", "screening.run", "presumption.decide"))
    return {"desk_tabs": sorted(found, key=lambda tab: tab.weight), "reads": reads}


def _calls(actor: Actor) -> Tab | None:
    if not actor.can("calls.take"):
        return None
    count = len(queries.calls.to_call_back(actor))
    return Tab(20, "calls", reverse("intake:calls"), pgettext("of the hotline", "Calls"), count)


def _concerns(actor: Actor) -> Tab | None:
    if not (actor.can("concerns.record") or actor.can("signs.triage")):
        return None
    count = queries.concerns.concerns_for(actor).filter(looked_at=None).count()
    return Tab(30, "concerns", reverse("intake:concerns"), gettext("Concerns"), count)
