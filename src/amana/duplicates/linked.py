"""What links between files add to my day and to the case page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from amana.cases import queries
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.duplicates.queries import finding, links
from amana.duplicates.states import LinkState
from amana.my_day import WorkItem
from amana.trust import queries as trust
from amana.trust.actor import Actor


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Pairs that wait for a supervisor; for the manager of a file, that somebody at the desk is taken for its person."""
    waiting = links.links_for(actor).filter(state__in=(LinkState.CHOSEN, LinkState.PROPOSED)).count()
    if waiting:
        yield WorkItem(
            "new",
            None,
            ngettext(
                "Compare %(n)s pair of files that may be one person's",
                "Compare %(n)s pairs of files that may be one person's",
                waiting,
            )
            % {"n": waiting},
            gettext("Nothing is merged; every decision can be undone."),
            "",
            reverse("cases:links"),
        )
    if not actor.can("cases.manage"):
        return
    for row, file, new in links.taken_for(actor):
        yield WorkItem(
            "new",
            None,
            gettext("Somebody at the office may be the person of this file"),
            gettext("%(who)s took somebody for the person of this case. See to them before they are asked again.")
            % {"who": trust.user_name(row.proposed_by) or queries.reference(new)},
            queries.reference(file),
            reverse("cases:one", args=[file.id]),
        )


def rows(actor: Actor, procedure: Procedure) -> list[dict[str, Any]]:
    """Other files of the same person: the way to each that is open to the actor, else whom to ask."""
    found = links.links_of(procedure)
    visible = set(
        queries.reachable_by(actor).filter(id__in=[other.id for _, other in found]).values_list("id", flat=True)
    )
    terminal = pack().machine("procedure").tracks["help"].terminal
    shown = []
    for link, other in found:
        name, phone = finding.contact_of(other)
        is_open = other.id in visible
        shown.append(
            {
                "reference": queries.reference(other) if is_open else "",
                "url": reverse("cases:one", args=[other.id]) if is_open else "",
                "organisation": trust.organisation(other.organisation).name,
                "contact": name,
                "phone": phone,
                "confirmed": link.state == LinkState.SAME,
                "closed": other.help in terminal,
            }
        )
    return shown


def panel(actor: Actor, procedure: Procedure, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """The other files of the same person, at the side of the case page; for the organisation that holds the case."""
    found = rows(actor, procedure)
    return ("duplicates/_linked.html", {"rows": found}) if found else None
