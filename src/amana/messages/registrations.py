"""What messages adds to a case and to my day."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.cases import queries as files
from amana.cases.deeds import Deed, Group
from amana.messages import pack, queries, words
from amana.messages.queries import Procedure
from amana.my_day import WorkItem, group_of, group_of_news
from amana.trust.actor import Actor


def deeds(actor: Actor, procedure: Procedure, now: datetime) -> Iterable[Deed]:
    """Returns the action of sending her a message, for the team; the page says whether and when it may go."""
    del now
    if procedure.number is not None and queries.may_send(actor, procedure):
        yield Deed(
            gettext("Send the person a message"),
            reverse("messages:case", args=[procedure.id]),
            weight=62,
            group=Group.WRITE,
        )


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns messages that a human has to handle, at the moment for which they were meant."""
    rows = list(queries.for_humans(actor)[:40])
    facts = vault.facts.by_owner("message", [row.id for row in rows])
    texts = pack.templates()
    for row in rows:
        told = facts.get(row.id, {})
        name = texts[told["template"]].name if told.get("template") in texts else ""
        yield WorkItem(
            group_of(row.wanted_at, now) if row.wanted_at > now else group_of_news(row.wanted_at, None, now),
            row.wanted_at if row.wanted_at > now else None,
            gettext("Reach the person yourself: %(what)s") % {"what": name},
            next(iter(words.reasons(told.get("reasons", ()))), ""),
            files.reference(row.procedure),
            reverse("messages:done", args=[row.id]),
            row.wanted_at,
        )
