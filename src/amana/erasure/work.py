"""Items of my day from erasure: what two people agreed to erase, for everybody who may stop it."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana.countrypacks import dates
from amana.erasure import queries
from amana.my_day import WorkItem, group_of_news
from amana.trust.actor import Actor


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Returns all agreed erasures that the actor may stop: cut off, the last one could hide behind many."""
    if not actor.can("forgetting.decide"):
        return
    for row in queries.list_agreed(actor, now):
        assert row.due is not None
        yield WorkItem(
            "today" if row.due < now else group_of_news(row.agreed_at, row.due, now),
            row.due,
            gettext("A case will be erased on %(moment)s; you can stop it") % {"moment": dates.stamp(row.due)},
            gettext("A clock was set, so the wait began anew.")
            if row.set_at is not None
            else gettext("Asked by %(first)s, agreed by %(second)s") % {"first": row.by, "second": row.agreed_by},
            row.case,
            reverse("erasure:stop_forgetting", args=[row.id]),
            row.agreed_at,
        )
