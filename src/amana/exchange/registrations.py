"""What the exchange adds to a case: two actions, and the reason why one of them is not possible."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries as cases
from amana.cases.deeds import Deed, Group
from amana.cases.queries import Procedure
from amana.exchange import queries
from amana.exchange.commands.asking import OWN_GROUNDS
from amana.exchange.commands.finding import registration_of
from amana.trust.actor import Actor
from amana.trust.authorise import authorise
from amana_methods.linkage.registration import Registration


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Returns the actions of asking other desks about her, and of deciding whether other desks may find her."""
    decision = authorise(actor, "exchange.ask", procedure)
    if decision.allow and decision.ground in OWN_GROUNDS:
        label = gettext("Ask other organisations whether they have a file")
        if queries.who_answers(actor):
            yield Deed(label, reverse("exchange:ask", args=[procedure.id]), weight=76, group=Group.ASK)
        else:
            yield Deed(
                label, None, gettext("No organisation answers questions of yours yet."), weight=76, group=Group.ASK
            )
    ground = cases.grounds(actor, "consent.record", procedure)
    if procedure.number is not None and actor.can("consent.record") and ground and ground.ground == "team":
        yield Deed(
            gettext("Whether other offices may find the person"),
            reverse("exchange:found", args=[procedure.id]),
            weight=77,
            group=Group.AGREE,
        )


def registration_of_file(sections: Mapping[str, Mapping[str, Any]], coded: Mapping[str, Any]) -> Registration:
    """Returns what other organisations are asked about, from her file."""
    return registration_of({**sections["identity"], "phone": sections["contact"].get("phone")}, coded)
