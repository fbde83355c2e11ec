"""Items of my day from emergencies: notices without content; a review that waits; somebody who does it often."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries
from amana.emergencies import queries as glass
from amana.my_day import WorkItem, group_of, group_of_news
from amana.trust import queries as trust
from amana.trust.actor import Actor


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns own running emergencies; for manager, supervisors and data-protection officer those of others."""
    yield from _own_items(actor, now)
    waiting = list(glass.to_review(actor)[:40])
    told = {row.id for row in waiting}
    files = [row for row in glass.on_files_of(actor)[:20] if row.id not in told] if actor.can("cases.read") else []
    cards = trust.users([row.user for row in (*waiting, *files)])
    for row in waiting:
        yield WorkItem(
            group_of(row.review_due, now),
            row.review_due,
            gettext("Look at an emergency: was it justified?"),
            gettext("Opened by %(who)s") % {"who": _name(cards, row)},
            queries.reference(row.procedure),
            reverse("emergencies:review_glass", args=[row.id]),
        )
    for row in files:
        yield WorkItem(
            group_of_news(row.at, None, now),
            None,
            gettext("Somebody opened your case in an emergency"),
            gettext("%(who)s. See to the person; a supervisor reviews it.") % {"who": _name(cards, row)},
            queries.reference(row.procedure),
            reverse("cases:openings", args=[row.procedure_id]),
            row.at,
        )
    for user, times in glass.frequent_users(actor, now).items():
        who = trust.user_name(user) if actor.can("protection.watch") else gettext("One person")
        yield WorkItem(
            "open",
            None,
            gettext("Ask why emergency opening is used so often"),
            gettext("%(who)s: %(times)s times in thirty days") % {"who": who, "times": times},
            "",
            reverse("emergencies:oversight"),
        )


def _own_items(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    if not actor.can("glass.break"):
        return
    for row in glass.own_running(actor, now):
        yield WorkItem(
            group_of(row.until, now),
            row.until,
            gettext("A case is open to you in an emergency"),
            gettext("End it when you have what you need."),
            queries.reference(row.procedure),
            reverse("emergencies:glass", args=[row.id]),
        )


def _name(cards: Mapping[UUID, trust.UserCard], row: glass.GlassGrant) -> str:
    card = cards.get(row.user)
    return f"{card.name}, {card.organisation_name}" if card else ""
